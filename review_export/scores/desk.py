"""One reviewer's desk: the call's cases, which of them are theirs, and what they have given, theirs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.records import SqlRecords
from archive.scores import Closing, SqlScores
from intake.call import Call
from intake.scoring import Ballot, Case, Criterion, Duties
from review_export.scores.ranked import duties_of

ON_A_PAGE = "网页"  # where a score was given that came on no sheet


class Progress(StrEnum):
    """How far a reviewer is with a case, with the words people see."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"
    BARRED = "barred"
    OTHERS = "others"

    @property
    def wording(self) -> str:
        """The Chinese words."""
        return _WORDINGS[self]


_WORDINGS = {
    Progress.OPEN: "待评",
    Progress.BEGUN: "未评完",
    Progress.DONE: "已评",
    Progress.BARRED: "已回避",
    Progress.OTHERS: "由他人评审",
}
_MINE = (Progress.OPEN, Progress.BEGUN, Progress.DONE)


@dataclass(frozen=True, slots=True)
class Desk:
    """`ballots` by the receipt number that stands for a case."""

    reviewer: str
    cases: tuple[Case, ...]
    criteria: tuple[Criterion, ...]
    duty: Duties
    ballots: Mapping[str, Ballot]
    closing: Closing | None

    def case(self, receipt: str) -> Case | None:
        """The case that has this receipt number among its own."""
        return next((case for case in self.cases if receipt in case.receipts), None)

    def ballot(self, case: Case) -> Ballot:
        """What was given; an empty one where nothing was."""
        return self.ballots.get(case.receipt) or Ballot(self.reviewer, case.receipt, {})

    def progress(self, case: Case) -> Progress:
        """How far."""
        if self.duty.is_barred(self.reviewer, case):
            return Progress.BARRED
        if not self.duty.is_assigned(self.reviewer, case):
            return Progress.OTHERS
        ballot = self.ballot(case)
        if ballot.empty:
            return Progress.OPEN
        return Progress.BEGUN if ballot.total(self.criteria) is None else Progress.DONE

    @property
    def mine(self) -> tuple[Case, ...]:
        """What is theirs to score."""
        return tuple(case for case in self.cases if self.progress(case) in _MINE)

    @property
    def done(self) -> int:
        """How many of them are scored whole."""
        return sum(1 for case in self.cases if self.progress(case) is Progress.DONE)

    def after(self, case: Case) -> Case | None:
        """The next one to be scored, round from here; None where all are."""
        place = next((number for number, each in enumerate(self.cases) if each.receipt == case.receipt), -1)
        around = (*self.cases[place + 1 :], *self.cases[: max(place, 0)])
        return next((each for each in around if self.progress(each) in (Progress.OPEN, Progress.BEGUN)), None)


def desk(records: SqlRecords, call: Call, reviewer: str, cases: tuple[Case, ...]) -> Desk:
    """What is on record for one reviewer; `cases` are the call's, as `scored_cases` gives them."""
    store = SqlScores(records)
    own = by_case(store.ballots_of(call.name, reviewer), cases)
    return Desk(reviewer, cases, call.criteria, duties_of(records, call.name), own, store.closing(call.name))


def by_case(ballots: Sequence[Ballot], cases: Sequence[Case]) -> dict[str, Ballot]:
    """One reviewer's ballots by the receipt number that stands for each case, whichever of its own they name."""
    standing = {receipt: case.receipt for case in cases for receipt in case.receipts}
    return {standing[ballot.receipt]: ballot for ballot in ballots if ballot.receipt in standing}
