"""Reviewers' ballots, assignments and conflicts of interest on record; every change has its line in the audit log.

What reviewers give on a page of the web application and what is read from their sheets are the same rows.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.locking import add_new, alone
from archive.records import SqlRecords
from archive.tables import AssignmentRow, BallotRow, HeldRow, MetaRow
from intake.errors import ScoringClosed
from intake.naming import organisation_key
from intake.scoring import Assignment, Ballot, Held

_KEY_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Entered:
    """A ballot as it is taken in: `source` a sheet's file name or another word for where it was given.

    `receipts` are all of the case's, so that what was given while its plan was still waiting is replaced, too.
    """

    ballot: Ballot
    source: str
    receipts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """When a call's round of scoring ended, and who ended it."""

    at: datetime
    by: str


class SqlScores:
    """The scores of all calls."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def ballots(self, call: str) -> tuple[Ballot, ...]:
        """Every ballot of a call, by receipt number and reviewer."""
        query = select(BallotRow).where(BallotRow.call == call).order_by(BallotRow.receipt, BallotRow.reviewer)
        with self.records.reading() as session:
            return tuple(Ballot(row.reviewer, row.receipt, row.values, row.comment) for row in session.scalars(query))

    def ballots_of(self, call: str, reviewer: str) -> tuple[Ballot, ...]:
        """One reviewer's alone."""
        mine = (BallotRow.call == call, BallotRow.reviewer == reviewer)
        with self.records.reading() as session:
            rows = session.scalars(select(BallotRow).where(*mine).order_by(BallotRow.receipt))
            return tuple(Ballot(row.reviewer, row.receipt, row.values, row.comment) for row in rows)

    def replace(self, call: str, entered: Sequence[Entered], now: datetime, actor: str = "office") -> None:
        """Take in one reading whole: each ballot replaces what stood there; an empty one removes it.

        Raises ScoringClosed.
        """
        with self.records.transaction() as transaction:
            session = transaction.session
            _open_round(session, call)
            for each in entered:
                ballot, source = each.ballot, each.source
                places = {ballot.receipt, *each.receipts}
                session.execute(
                    delete(BallotRow).where(BallotRow.reviewer == ballot.reviewer, BallotRow.receipt.in_(places))
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
            for source in dict.fromkeys(each.source for each in entered):
                count = sum(1 for each in entered if each.source == source)
                transaction.audit(actor, "scores", call, f"{source}：{count}项评分", now)

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

    def hold(self, call: str, held: Held, now: datetime, actor: str = "office") -> None:
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
                transaction.audit(actor, "conflict", call, said, now)

    def release(self, call: str, reviewer: str, organisation: str, now: datetime, actor: str) -> bool:
        """Take a conflict of interest back; whether there was one. Raises ScoringClosed."""
        key = organisation_key(organisation)[:_KEY_LENGTH]
        where = (HeldRow.call == call, HeldRow.reviewer == reviewer, HeldRow.organisation_key == key)
        with self.records.transaction() as transaction:
            session = transaction.session
            _open_round(session, call)
            found = session.scalar(select(HeldRow).where(*where))
            if found is not None:
                session.delete(found)
                transaction.audit(actor, "conflict.back", call, f"{reviewer}不再回避{organisation}", now)
            return found is not None

    def closing(self, call: str) -> Closing | None:
        """Whether the round has ended; None while reviewers may score."""
        with self.records.reading() as session:
            return _closing(session, call)

    def close(self, call: str, actor: str, now: datetime) -> None:
        """End the round: nobody scores any more, and scores may be shown. Once more changes nothing."""
        with self.records.transaction() as transaction:
            alone(transaction.session, _name_of(call))
            if add_new(transaction.session, MetaRow, name=_name_of(call), value=f"{now.isoformat()} {actor}"):
                transaction.audit(actor, "scores.close", call, "评审结束", now)

    def reopen(self, call: str, actor: str, now: datetime) -> None:
        """Go on with a round that had ended."""
        with self.records.transaction() as transaction:
            found = transaction.session.get(MetaRow, _name_of(call))
            if found is not None:
                transaction.session.delete(found)
                transaction.audit(actor, "scores.reopen", call, "评审重新开始", now)


def _name_of(call: str) -> str:
    return f"scoring closed {sha256(call.encode()).hexdigest()[:40]}"


def _closing(session: Session, call: str) -> Closing | None:
    row = session.get(MetaRow, _name_of(call))
    if row is None:
        return None
    at, _, by = row.value.partition(" ")
    return Closing(datetime.fromisoformat(at), by)


def _open_round(session: Session, call: str) -> None:
    """Hold the round as it is until the transaction ends. Raises ScoringClosed."""
    alone(session, _name_of(call))
    closing = _closing(session, call)
    if closing is not None:
        raise ScoringClosed(f"评审已于{closing.at:%Y-%m-%d %H:%M}由{closing.by}结束，要改评分请先重新开始评审")
