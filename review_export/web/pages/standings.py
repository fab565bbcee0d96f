"""How far the scoring is, and, once the round has ended, who stands where. No score is shown before."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from archive.accounts import Role
from archive.scores import SqlScores
from intake.scoring import Held
from review_export.scores.desk import Desk, Progress, by_case
from review_export.scores.ranked import rankings
from review_export.scores.results import write_results
from review_export.web.downloads import spreadsheet
from review_export.web.pages.reviewing import desk_of, scores_here
from review_export.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    """One reviewer's progress: how many cases are theirs, scored whole, begun; which conflicts they have."""

    name: str
    shown: str
    number: int
    done: int
    begun: int
    held: tuple[Held, ...]


def standings(visit: Visit) -> Response:
    """The office sees everybody's progress, a reviewer their own; after the end both see the rankings."""
    own, store = desk_of(visit), SqlScores(visit.parts.records)
    office = visit.is_a(Role.OFFICE)
    ranked = rankings(visit.parts.records, visit.call, own.cases) if own.closing else {}
    lines = tuple(_lines(visit, own, store)) if office else ()
    return visit.show(
        "scores.html",
        own=own,
        office=office,
        scoring=scores_here(visit),
        lines=lines,
        ranked=tuple(ranked.values()),
    )


def change_round(visit: Visit) -> Response:
    """The round ended, or begun again."""
    store, actor = SqlScores(visit.parts.records), visit.somebody.name
    if visit.form["reopen"]:
        store.reopen(visit.call.name, actor, visit.now)
        return visit.see(_path(visit), "round_reopened")
    store.close(visit.call.name, actor, visit.now)
    return visit.see(_path(visit), "round_ended")


def workbook(visit: Visit) -> Response:
    """The rankings as a workbook; before the end there is none."""
    own = desk_of(visit)
    if own.closing is None:
        return visit.see(_path(visit))
    with TemporaryDirectory(prefix="baosong-ranking-") as folder:
        path = Path(folder) / "a.xlsx"
        write_results(path, visit.call.title, rankings(visit.parts.records, visit.call, own.cases))
        return spreadsheet(path.read_bytes(), f"{visit.call.name}-评审结果.xlsx")


def _lines(visit: Visit, own: Desk, store: SqlScores) -> Iterator[Line]:
    call = visit.call.name
    people = {each.name: each.shown for each in visit.parts.people.listed() if Role.REVIEWER in each.roles(call)}
    ballots, held = store.ballots(call), store.held(call)
    names = dict.fromkeys((*people, *sorted(own.duty.named), *(ballot.reviewer for ballot in ballots)))
    for name in names:
        given = by_case([ballot for ballot in ballots if ballot.reviewer == name], own.cases)
        theirs = Desk(name, own.cases, own.criteria, own.duty, given, own.closing)
        yield Line(
            name,
            people.get(name, name),
            theirs.share,
            theirs.done,
            theirs.counts[Progress.BEGUN],
            tuple(each for each in held if each.reviewer == name),
        )


def _path(visit: Visit) -> str:
    return f"{visit.base}/scores"
