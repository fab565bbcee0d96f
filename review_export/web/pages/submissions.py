"""Submissions: the list, and one of them with its history and both versions beside each other."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from archive.accounts import Role
from archive.documents import documents_of, material_of
from archive.history import history
from archive.listing import PAGE, Named, Submission, Wanted, names, number_of, numbered, submissions
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
    wanted = Wanted(visit.query("verdict"), visit.query("stage"), visit.query("words"))
    rows, number = _with_words(visit, wanted) if wanted.words else _every(visit, wanted)
    return visit.show(
        "submissions.html",
        rows=rows,
        number=number,
        wanted=wanted,
        verdicts=tuple(each for each in Verdict if each is not Verdict.IGNORED),
        stages={each.key: each.name for each in visit.call.stages},
        closings=_CLOSINGS,
    )


def _every(visit: Visit, wanted: Wanted) -> tuple[tuple[Submission, ...], int]:
    records, scope = visit.parts.records, scope_of(visit)
    number = visit.remembered(("number", scope, wanted), lambda: number_of(records, scope, wanted))
    return submissions(records, scope, wanted, visit.page), number


def _with_words(visit: Visit, wanted: Wanted) -> tuple[tuple[Submission, ...], int]:
    """Looked for among the names, which are remembered: no database has an index for a piece of a word."""
    records, scope = visit.parts.records, scope_of(visit)
    words = wanted.words.casefold().split()[:8]
    found: Sequence[Named] = visit.remembered(("names", scope), lambda: names(records, scope))
    for word in words:
        found = [each for each in found if word in each.text]
    if wanted.verdict:
        found = [each for each in found if each.verdict == wanted.verdict]
    if wanted.stage:
        found = [each for each in found if each.stage == wanted.stage]
    here = [each.id for each in found[PAGE * (visit.page - 1) :][:PAGE]]
    return numbered(records, scope, here), len(found)


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
