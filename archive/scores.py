"""Reviewers' ballots, assignments and conflicts of interest on record; every change has its line in the audit log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from archive.records import SqlRecords
from archive.tables import AssignmentRow, BallotRow, HeldRow
from intake.naming import organisation_key
from intake.scoring import Assignment, Ballot, Held

_KEY_LENGTH = 255


class SqlScores:
    """The scores of all calls."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def ballots(self, call: str) -> tuple[Ballot, ...]:
        """Every ballot of a call, by receipt number and reviewer."""
        query = select(BallotRow).where(BallotRow.call == call).order_by(BallotRow.receipt, BallotRow.reviewer)
        with self.records.reading() as session:
            return tuple(Ballot(row.reviewer, row.receipt, row.values, row.comment) for row in session.scalars(query))

    def replace(self, call: str, ballots: Sequence[tuple[Ballot, str]], now: datetime) -> None:
        """Take in one reading whole: each (ballot, its file's name) replaces what stood there; an empty one removes it."""
        with self.records.transaction() as transaction:
            session = transaction.session
            for ballot, source in ballots:
                session.execute(
                    delete(BallotRow).where(BallotRow.reviewer == ballot.reviewer, BallotRow.receipt == ballot.receipt)
                )
                if not ballot.empty:
                    session.add(
                        BallotRow(
                            call=call,
                            reviewer=ballot.reviewer,
                            receipt=ballot.receipt,
                            values=dict(ballot.values),
                            comment=ballot.comment,
                            source=source,
                            read_at=now,
                        )
                    )
            for source in dict.fromkeys(source for _, source in ballots):
                count = sum(1 for _, other in ballots if other == source)
                transaction.audit("office", "scores", call, f"{source}：{count}项评分", now)

    def assignments(self, call: str) -> tuple[Assignment, ...]:
        """Who is to score what, by receipt number and reviewer."""
        query = select(AssignmentRow).where(AssignmentRow.call == call)
        with self.records.reading() as session:
            rows = session.scalars(query.order_by(AssignmentRow.receipt, AssignmentRow.reviewer))
            return tuple(Assignment(row.reviewer, row.receipt) for row in rows)

    def assign(self, call: str, assignments: Iterable[Assignment], seed: str, now: datetime) -> int:
        """Record those that don't stand yet; returns how many. `seed` "" where a person said so."""
        with self.records.transaction() as transaction:
            session = transaction.session
            rows = session.scalars(select(AssignmentRow).where(AssignmentRow.call == call))
            standing = {(row.reviewer, row.receipt) for row in rows}
            new = [row for row in assignments if (row.reviewer, row.receipt) not in standing]
            session.add_all(
                AssignmentRow(call=call, reviewer=row.reviewer, receipt=row.receipt, seed=seed) for row in new
            )
            if new:
                transaction.audit("office", "assign", call, f"分派{len(new)}项评审，种子“{seed}”", now)
            return len(new)

    def held(self, call: str) -> tuple[Held, ...]:
        """Who may not score whom."""
        query = select(HeldRow).where(HeldRow.call == call).order_by(HeldRow.reviewer, HeldRow.organisation)
        with self.records.reading() as session:
            return tuple(Held(row.reviewer, row.organisation, row.reason) for row in session.scalars(query))

    def hold(self, call: str, held: Held, now: datetime) -> None:
        """Record a conflict of interest; the same once more changes nothing."""
        key = organisation_key(held.organisation)[:_KEY_LENGTH]
        where = (HeldRow.call == call, HeldRow.reviewer == held.reviewer, HeldRow.organisation_key == key)
        with self.records.transaction() as transaction:
            session = transaction.session
            if session.scalar(select(HeldRow.id).where(*where)) is None:
                row = HeldRow(
                    call=call,
                    reviewer=held.reviewer,
                    organisation=held.organisation,
                    organisation_key=key,
                    reason=held.reason,
                )
                session.add(row)
                said = f"{held.reviewer}回避{held.organisation}：{held.reason}"
                transaction.audit("office", "conflict", call, said, now)
