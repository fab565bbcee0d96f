"""Submissions: the list, and one of them with its history and both versions beside each other."""

from urllib.parse import quote

from starlette.responses import Response

from archive.accounts import Role
from archive.documents import documents_of, material_of
from archive.history import history
from archive.listing import submissions
from archive.views import activity_of
from intake.codes import Verdict
from intake.deciding import OF_LETTERS
from intake.grouping.evidence import Reason
from review_export.web.pages.letters import WORDINGS
from review_export.web.pages.scope import scope_of
from review_export.web.pages.waiting import undoable
from review_export.web.viewing import Viewed, viewed
from review_export.web.visit import Visit, missing

_CLOSINGS = {"withdrawn": "已撤回", "dropped": "不保留", "merged": "已并入另一件"}


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
        closings=_CLOSINGS,
    )


def submission(visit: Visit) -> Response:
    """One of them; the number of one that has become part of another leads there."""
    records, receipt = visit.parts.records, visit.path("receipt")
    found = activity_of(records, visit.call.name, receipt)
    lived = history(records, receipt)
    if lived is not None and lived.merged and lived.call == visit.call.name:
        return visit.see(f"/calls/{quote(lived.call, safe='')}/submissions/{quote(lived.merged, safe='')}", "merged")
    if found is None or lived is None:
        raise missing()
    documents = documents_of(records, visit.call.name, receipt)
    material = material_of(records, visit.call, receipt)
    versions = viewed(material) if material else Viewed()
    comparison = material.comparison if material else None
    return visit.show(
        "submission.html",
        found=found,
        stage=visit.call.stage(found.stage),
        documents=documents,
        versions=versions,
        shown=next((each for each in documents if each.pages and each.facts.sha256 == versions.pdf), None),
        differences=comparison.differences if comparison else (),
        similarity=round(comparison.similarity * 100) if comparison else None,
        events=tuple(reversed(lived.events)),
        lived=lived,
        closings=_CLOSINGS,
        states=WORDINGS,
        reasons={each.value: each.wording for each in Reason},
        office=visit.is_a(Role.OFFICE),
        lasting=OF_LETTERS,
        undo=undoable(visit),
    )
