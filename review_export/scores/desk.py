"""One reviewer's desk: the call's cases, which of them are theirs, and what they have given, theirs alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from archive.records import SqlRecords
from archive.scores import Closing, SqlScores
from intake.call import Call
from intake.scoring import Ballot, Case, Criterion, Duties
from review_export.scores.ranked import Cases, duties_of

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


@dataclass(frozen=True)
class Desk:
    """`ballots` by the receipt number that stands for a case."""

    reviewer: str
    cases: Cases
    criteria: tuple[Criterion, ...]
    duty: Duties
    ballots: Mapping[str, Ballot]
    closing: Closing | None

    def case(self, receipt: str) -> Case | None:
        """The case that has this receipt number among its own."""
        place = self.cases.places.get(receipt)
        return self.cases[place] if place is not None else None

    def ballot(self, case: Case) -> Ballot:
        """What was given; an empty one where nothing was."""
        return self.ballots.get(case.receipt) or Ballot(self.reviewer, case.receipt, {})

    @cached_property
    def particular(self) -> Mapping[int, Progress]:
        """How far with the cases that something is on record about for this reviewer, by their places in order."""
        receipts = [*self.ballots, *(receipt for name, receipt in self.duty.assigned if name == self.reviewer)]
        places = {place for receipt in receipts if (place := self.cases.places.get(receipt)) is not None}
        for name, organisation in self.duty.barred:
            places |= set(self.cases.of_organisation.get(organisation, ()) if name == self.reviewer else ())
        return {place: self.progress(self.cases[place]) for place in sorted(places)}

    @property
    def otherwise(self) -> Progress:
        """How far with all other cases."""
        return Progress.OTHERS if self.reviewer in self.duty.named else Progress.OPEN

    @property
    def own_first(self) -> Sequence[Case]:
        """The cases, those that are others' last."""
        if self.otherwise is not Progress.OTHERS:
            return self.cases
        own = [place for place, far in self.particular.items() if far is not Progress.OTHERS]
        mine = set(own)
        return [*(self.cases[place] for place in own), *(c for place, c in enumerate(self.cases) if place not in mine)]

    def progress(self, case: Case) -> Progress:
        """How far."""
        if self.duty.is_barred(self.reviewer, case):
            return Progress.BARRED
        if not self.duty.is_assigned(self.reviewer, case):
            return Progress.OTHERS
        ballot = self.ballots.get(case.receipt)
        if ballot is None or ballot.empty:
            return Progress.OPEN
        return Progress.BEGUN if ballot.total(self.criteria) is None else Progress.DONE

    @cached_property
    def counts(self) -> Counter[Progress]:
        """How many cases they are so far with."""
        rest = len(self.cases) - len(self.particular)
        return Counter(self.particular.values()) + Counter({self.otherwise: rest})

    @property
    def mine(self) -> tuple[Case, ...]:
        """What is theirs to score."""
        return tuple(case for case in self.cases if self.progress(case) in _MINE)

    @property
    def share(self) -> int:
        """How many that are."""
        return sum(self.counts[each] for each in _MINE)

    @property
    def done(self) -> int:
        """How many of them are scored whole."""
        return self.counts[Progress.DONE]

    def after(self, case: Case) -> Case | None:
        """The next one to be scored, round from here, itself last; None where all are."""
        number, place = len(self.cases), self.cases.places.get(case.receipt, -1)
        around = (self.cases[each % number] for each in range(place + 1, place + 1 + number))
        return next((each for each in around if self.progress(each) in (Progress.OPEN, Progress.BEGUN)), None)


def desk(records: SqlRecords, call: Call, reviewer: str, cases: Cases) -> Desk:
    """What is on record for one reviewer; `cases` are the call's, of `scored_cases`."""
    store = SqlScores(records)
    own = by_case(store.ballots_of(call.name, reviewer), cases)
    return Desk(reviewer, cases, call.criteria, duties_of(records, call.name), own, store.closing(call.name))


def by_case(ballots: Sequence[Ballot], cases: Cases) -> dict[str, Ballot]:
    """One reviewer's ballots by the receipt number that stands for each case, whichever of its own they name."""
    places = ((cases.places.get(ballot.receipt), ballot) for ballot in ballots)
    return {cases[place].receipt: ballot for place, ballot in places if place is not None}
