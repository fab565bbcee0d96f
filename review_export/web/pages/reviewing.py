"""For reviewers: what has passed the checks, to be read; nobody's telephone, mail address or original file is in it."""

from starlette.responses import Response

from archive.documents import StoredDocument, document_of, documents_of
from archive.listing import submissions
from archive.views import ActivityView, activity_of
from intake.codes import Verdict
from review_export.package.masking import masks
from review_export.rows import is_contact
from review_export.web.downloads import drawn
from review_export.web.pages.scope import scope_of
from review_export.web.visit import Visit, missing


def listed(visit: Visit) -> Response:
    """The call's complete submissions."""
    words, stage = visit.query("words"), visit.query("stage")
    records = visit.parts.records
    rows, number = submissions(records, scope_of(visit), Verdict.ACCEPTED.value, stage, words, visit.page)
    stages = {each.key: each.name for each in visit.call.stages}
    wanted = {"words": words, "stage": stage}
    return visit.show("activities.html", rows=rows, number=number, wanted=wanted, stages=stages)


def activity(visit: Visit) -> Response:
    """One of them, its pages as pictures with what tells how to reach somebody covered."""
    found = _activity(visit)
    stage = visit.call.stage(found.stage)
    shown = [field for field in stage.form.fields if not is_contact(field)] if stage.has_form else []
    documents = documents_of(visit.parts.records, visit.call.name, found.receipt)
    return visit.show(
        "activity.html",
        found=found,
        stage=stage,
        fields=tuple((field.labels[0], found.fields.get(field.key)) for field in shown),
        documents=tuple(each for each in documents if _is_shown(each)),
    )


def page_picture(visit: Visit) -> Response:
    """A page drawn anew, covered where it has to be; one whose text wasn't read can't be, and isn't shown."""
    found, number = _activity(visit), visit.number("page")
    document = document_of(visit.parts.records, visit.call.name, found.receipt, visit.path("sha256"))
    pages = document.pages.pages if document and document.pages and _is_shown(document) else ()
    page = next((each for each in pages if each.number == number and each.lines), None)
    if document is None or page is None:
        raise missing()
    stage = visit.call.stage(found.stage)
    contacts = [
        str(value) for field in stage.form.fields if is_contact(field) and (value := found.fields.get(field.key))
    ]
    return drawn(visit.parts, document.facts.sha256, number, masks(page, contacts))


def _activity(visit: Visit) -> ActivityView:
    found = activity_of(visit.parts.records, visit.call.name, visit.path("receipt"))
    if found is None or found.verdict != Verdict.ACCEPTED:
        raise missing()
    return found


def _is_shown(document: StoredDocument) -> bool:
    """The sealed version; supporting material may be anything."""
    return document.pages is not None and document.role.endswith("_pdf")
