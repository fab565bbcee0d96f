"""Submissions: the list, one of them with its history, its documents."""

from starlette.responses import Response

from archive.documents import StoredDocument, document_of, documents_of
from archive.history import history
from archive.listing import submissions
from archive.views import activity_of
from intake.codes import Verdict
from review_export.web.downloads import attachment, drawn
from review_export.web.pages.letters import WORDINGS
from review_export.web.pages.scope import scope_of
from review_export.web.visit import Visit, missing


def listed(visit: Visit) -> Response:
    """The call's submissions, a page at a time."""
    verdict, stage, words = (visit.query(name) for name in ("verdict", "stage", "words"))
    rows, number = submissions(visit.parts.records, scope_of(visit), verdict, stage, words, visit.page)
    return visit.show(
        "submissions.html",
        rows=rows,
        number=number,
        wanted={"verdict": verdict, "stage": stage, "words": words},
        verdicts=tuple(each for each in Verdict if each is not Verdict.IGNORED),
        stages={each.key: each.name for each in visit.call.stages},
    )


def submission(visit: Visit) -> Response:
    """One of them."""
    records, receipt = visit.parts.records, visit.path("receipt")
    found = activity_of(records, visit.call.name, receipt)
    lived = history(records, receipt)
    if found is None or lived is None:
        raise missing()
    return visit.show(
        "submission.html",
        found=found,
        stage=visit.call.stage(found.stage),
        documents=documents_of(records, visit.call.name, receipt),
        events=tuple(reversed(lived.events)),
        lived=lived,
        states=WORDINGS,
    )


def document(visit: Visit) -> Response:
    """A document as it came, to be kept on one's own machine: never opened here."""
    return attachment(_document(visit).facts, visit.parts.blobs)


def page_picture(visit: Visit) -> Response:
    """A page drawn anew by a parsing process."""
    found, number = _document(visit), visit.number("page")
    if found.pages is None or not 1 <= number <= found.pages.page_count:
        raise missing()
    return drawn(visit.parts, found.facts.sha256, number)


def _document(visit: Visit) -> StoredDocument:
    found = document_of(visit.parts.records, visit.call.name, visit.path("receipt"), visit.path("sha256"))
    if found is None:
        raise missing()
    return found
