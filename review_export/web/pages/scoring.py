"""What reviewers do: give scores, declare a conflict of interest, take their own sheet along."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from starlette.responses import Response

from archive.scores import Entered, SqlScores
from archive.views import ActivityView, streamed
from intake.errors import ScoringClosed
from intake.scoring import Ballot, Case, Held, read_ballot
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.scores.desk import ON_A_PAGE, Desk, Progress
from review_export.selection import Selection
from review_export.web.downloads import spreadsheet
from review_export.web.pages.reviewing import case_of, desk_of, scores_here, shown
from review_export.web.visit import Visit, missing

_LONGEST = 500  # characters of a reason


def give(visit: Visit) -> Response:
    """The scores of one case, theirs alone; the page comes back with what is wrong, and nothing is half taken in."""
    own = _scoring(visit)
    found = case_of(visit, own)
    if own.progress(found) in (Progress.OTHERS, Progress.BARRED):
        raise missing()
    typed = {**{each.key: visit.form[f"score-{each.key}"] for each in own.criteria}, "comment": visit.form["comment"]}
    values, faults = read_ballot(own.criteria, typed, typed["comment"])
    if faults:
        return shown(visit, own, found, typed, faults)
    ballot = Ballot(own.reviewer, found.receipt, values, typed["comment"])
    store = SqlScores(visit.parts.records)
    try:
        store.replace(visit.call.name, [Entered(ballot, ON_A_PAGE, found.receipts)], visit.now, own.reviewer)
    except ScoringClosed:
        return visit.see(_path(visit, found), "round_closed")
    if not visit.form["next"]:
        return visit.see(_path(visit, found), "scored")
    coming = desk_of(visit).after(found)
    return visit.see(_path(visit, coming), "scored") if coming else visit.see(_path(visit), "all_scored")


def recuse(visit: Visit) -> Response:
    """A conflict of interest declared, or taken back by whoever declared it."""
    own = _scoring(visit)
    found = case_of(visit, own)
    if not own.duty.is_assigned(own.reviewer, found):
        raise missing()
    store, call = SqlScores(visit.parts.records), visit.call.name
    try:
        if visit.form["back"]:
            store.release(call, own.reviewer, found.organisation, visit.now, own.reviewer)
            return visit.see(_path(visit, found), "recusal_back")
        if own.closing is None:
            held = Held(own.reviewer, found.organisation, visit.form["reason"][:_LONGEST])
            store.hold(call, held, visit.now, own.reviewer)
            return visit.see(_path(visit), "recused")
    except ScoringClosed:
        pass
    return visit.see(_path(visit, found), "round_closed")


def sheet(visit: Visit) -> Response:
    """Their own score sheet as a workbook, with what they have given: to be filled in elsewhere, or kept."""
    own = _scoring(visit)
    mine = {receipt for case in own.mine for receipt in case.receipts}

    def rows() -> Iterator[ActivityView]:
        return (row for row in streamed(visit.parts.records, visit.call.name) if row.receipt in mine)

    wishes = Wishes(reviewers=(own.reviewer,), ballots=tuple(own.ballots.values()), made_at=visit.now)
    with TemporaryDirectory(prefix="baosong-sheet-") as folder:
        path = Path(folder) / "a.xlsx"
        export(path, rows(), (visit.call,), Readers.REVIEWERS, Selection("accepted"), wishes)
        return spreadsheet(path.read_bytes(), f"评分表-{own.reviewer}.xlsx")


def _scoring(visit: Visit) -> Desk:
    if not scores_here(visit):
        raise missing()
    return desk_of(visit)


def _path(visit: Visit, case: Case | None = None) -> str:
    base = f"{visit.base}/activities"
    return f"{base}/{quote(case.receipt, safe='')}" if case else base
