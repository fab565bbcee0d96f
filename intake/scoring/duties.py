"""Who is to score what: what was assigned; whoever was assigned nothing scores everything; conflicts are left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.naming import organisation_key
from intake.scoring.drawing import Assignment
from intake.scoring.model import Ballot, Case, Held


@dataclass(frozen=True, slots=True)
class Duties:
    """Of one call.

    `named` are the reviewers to whom anything was assigned, `assigned` (reviewer, any of a case's receipt numbers),
    `barred` (reviewer, organisation's key).
    """

    named: frozenset[str]
    assigned: frozenset[tuple[str, str]]
    barred: frozenset[tuple[str, str]]

    def is_barred(self, reviewer: str, case: Case) -> bool:
        """Whether this reviewer may not score this case (回避)."""
        return bool(self.barred) and (reviewer, organisation_key(case.organisation)) in self.barred

    def is_assigned(self, reviewer: str, case: Case) -> bool:
        """Whether it fell to this reviewer, conflicts aside."""
        return reviewer not in self.named or any((reviewer, receipt) in self.assigned for receipt in case.receipts)

    def are(self, reviewer: str, case: Case) -> bool:
        """Whether this reviewer is to score this case."""
        return self.is_assigned(reviewer, case) and not self.is_barred(reviewer, case)


def duties(assignments: Iterable[Assignment], held: Iterable[Held]) -> Duties:
    """Put together what is on record."""
    rows = frozenset((each.reviewer, each.receipt) for each in assignments)
    return Duties(
        frozenset(reviewer for reviewer, _ in rows),
        rows,
        frozenset((each.reviewer, organisation_key(each.organisation)) for each in held),
    )


def counted(ballots: Iterable[Ballot], cases: Sequence[Case], duty: Duties) -> tuple[Ballot, ...]:
    """The ballots that count: not those of whoever has declared a conflict of interest since."""
    of_receipt = {receipt: case for case in cases for receipt in case.receipts}
    return tuple(
        ballot
        for ballot in ballots
        if ballot.receipt in of_receipt and not duty.is_barred(ballot.reviewer, of_receipt[ballot.receipt])
    )
