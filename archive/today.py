"""What the office looks at every day, of one call: figures, none of them a whole submission."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, true

from archive.records import SqlRecords
from archive.tables import (
    AuditRow,
    DecisionRow,
    EditRow,
    MailRow,
    OutboxReceiptRow,
    OutboxTable,
    RevisionRow,
    SubmissionRow,
)
from archive.views import FAILED
from intake.codes import Verdict
from intake.coverage import Handed


@dataclass(frozen=True, slots=True, order=True)
class Pulse:
    """Changes with whatever happens: the newest line of the audit log, and how many mails wait to be read.

    `by_people`: the newest decision, the newest edit.
    """

    line: int
    queue: int
    by_people: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        """As a page and its stream of news hand it on."""
        return ".".join(map(str, (self.line, self.queue, *self.by_people)))


@dataclass(frozen=True, slots=True)
class Scope:
    """A call's own rows; `all_of_it` where it is the only call, so that what no call claims is its, too.

    `alone`: no other call has anything on record, so that letters needn't be asked whose they are. `everywhere`: seen by
    somebody who may do the same at every call there ever was, and so sees letters that belong to none of the `others` that
    there are now: those whose call isn't on record, as older reminders are, and those of a call that is no longer held.
    """

    call: str
    all_of_it: bool
    alone: bool = False
    everywhere: bool = False
    others: tuple[str, ...] = ()

    def mails(self) -> ColumnElement[bool]:
        """Mails of this call; one that couldn't be read is of none."""
        return MailRow.call.in_((self.call, "") if self.all_of_it else (self.call,))

    def letters(self) -> ColumnElement[bool]:
        """Letters that are on record as this call's, answer its mails or speak of its submissions."""
        if self.all_of_it and (self.alone or self.everywhere):
            return true()
        own = _letters_of((self.call,))
        if self.everywhere:
            return or_(own, ~_letters_of(self.others))
        unnamed = and_(OutboxTable.mail.is_(None), OutboxTable.call == "")
        return or_(own, unnamed) if self.all_of_it else own


def _letters_of(calls: tuple[str, ...]) -> ColumnElement[bool]:
    answering = exists().where(MailRow.digest == OutboxTable.mail, MailRow.call.in_(calls))
    speaking = exists().where(
        OutboxReceiptRow.letter == OutboxTable.id,
        SubmissionRow.receipt == OutboxReceiptRow.receipt,
        SubmissionRow.call.in_(calls),
    )
    return or_(OutboxTable.call.in_(calls), answering, speaking)


def is_alone(records: SqlRecords, call: str) -> bool:
    """Whether nothing of any other call is on record; two places of an index each, however much there is."""
    with records.reading() as session:
        return not session.scalar(_OTHERS, {"call": call})


_OTHERS = select(
    or_(
        *(
            exists().where(beside, column > "")
            for column in (MailRow.call, SubmissionRow.call)
            for beside in (column < bindparam("call"), column > bindparam("call"))
        )
    )
)


def verdicts(records: SqlRecords, scope: Scope) -> Mapping[tuple[str, str], int]:
    """How many submissions there are, by stage and verdict; none that was put aside."""
    query = (
        select(SubmissionRow.stage, SubmissionRow.verdict, func.count())
        .where(SubmissionRow.call == scope.call, SubmissionRow.closed == "")
        .group_by(SubmissionRow.stage, SubmissionRow.verdict)
    )
    with records.reading() as session:
        return {(stage, verdict): number for stage, verdict, number in session.execute(query)}


def mails(records: SqlRecords, scope: Scope) -> Counter[str]:
    """How many mails there are, by what became of them; "" is not yet read."""
    query = select(MailRow.verdict, func.count()).where(scope.mails()).group_by(MailRow.verdict)
    with records.reading() as session:
        return Counter(dict(session.execute(query).all()))


OPEN = ("waiting", "sending", "held", "in_doubt", "failed")  # letters that somebody or something has yet to do with


def letters(records: SqlRecords, scope: Scope) -> tuple[Counter[str], Pulse]:
    """How many letters are open, by state, and what changes where any is written, sent or put aside."""
    with records.reading() as session:
        found = Counter(dict(session.execute(_open(scope)).all()))
        return found, Pulse(session.scalar(_NEWEST_LETTER) or 0, found.total())


_NEWEST_LETTER = select(func.max(OutboxTable.id))


@cache
def _open(scope: Scope) -> Select[str, int]:
    """A statement is put together once for each scope: that takes longer than the database does."""
    query = select(OutboxTable.state, func.count()).where(OutboxTable.state.in_(OPEN), scope.letters())
    return query.group_by(OutboxTable.state)


def letters_sent(records: SqlRecords, scope: Scope) -> int:
    """How many have left."""
    query = select(func.count()).select_from(OutboxTable).where(OutboxTable.state == "sent", scope.letters())
    with records.reading() as session:
        return session.scalar(query) or 0


def arrivals(records: SqlRecords, scope: Scope, since: datetime) -> tuple[datetime, ...]:
    """When each mail came that brought material, from then on."""
    with records.reading() as session:
        return tuple(moment for moment in session.scalars(_brought(scope), {"since": since}) if moment is not None)


@cache
def _brought(scope: Scope) -> Select[datetime | None]:
    brought = exists().where(RevisionRow.mail == MailRow.digest)
    query = select(MailRow.received_at).where(scope.mails(), MailRow.received_at >= bindparam("since"), brought)
    return query.order_by(MailRow.received_at)


def pulse(records: SqlRecords) -> Pulse:
    """What it is now; one question that indices answer."""
    with records.reading() as session:
        line, queue, decision, edit = session.execute(_PULSE).one()
    return Pulse(line or 0, queue, (decision or 0, edit or 0))


_QUEUE = select(func.count()).select_from(MailRow).where(MailRow.state == "registered")
_PULSE = select(
    select(func.max(AuditRow.id)).scalar_subquery(),
    _QUEUE.scalar_subquery(),
    select(func.max(DecisionRow.id)).scalar_subquery(),
    select(func.max(EditRow.id)).scalar_subquery(),
)


def last_arrival(records: SqlRecords, scope: Scope) -> datetime | None:
    """When the newest mail came."""
    with records.reading() as session:
        newest = [
            session.scalar(_LAST, {"call": call}) for call in ((scope.call, "") if scope.all_of_it else (scope.call,))
        ]
    return max((moment for moment in newest if moment is not None), default=None)


_LAST = select(func.max(MailRow.received_at)).where(MailRow.call == bindparam("call"))


@dataclass(frozen=True, slots=True)
class Service:
    """How the service is, as far as it has said itself: how many mails wait to be read, how many couldn't be.

    `sent_at`: when the newest letter left.
    """

    queue: int
    dead: int
    sent_at: datetime | None


def service(records: SqlRecords) -> Service:
    """What it is now; some looks at indices."""
    with records.reading() as session:
        return Service(session.scalar(_QUEUE) or 0, session.scalar(_DEAD) or 0, session.scalar(_LAST_LETTER))


_DEAD = select(func.count()).select_from(MailRow).where(*FAILED)
_LAST_LETTER = (
    select(OutboxTable.sent_at)
    .where(OutboxTable.sent_at.is_not(None), OutboxTable.attempted_at.is_not(None))
    .order_by(OutboxTable.attempted_at.desc())
    .limit(1)
)


def handed_in(records: SqlRecords, scope: Scope) -> tuple[Handed, ...]:
    """As `archive.coverage.handed`, but one of each organisation, stage and verdict: enough to say where each stands."""
    of = (SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.verdict)
    open_ones = (SubmissionRow.call == scope.call, SubmissionRow.closed == "")
    query = select(func.min(SubmissionRow.receipt), *of).where(*open_ones).group_by(*of)
    with records.reading() as session:
        return tuple(
            Handed(receipt, stage, organisation, "", Verdict(verdict), (), "")
            for receipt, stage, organisation, verdict in session.execute(query)
        )


def by_day(moments: tuple[datetime, ...]) -> Counter[str]:
    """How many fell on each day, by ISO date."""
    return Counter(moment.date().isoformat() for moment in moments)
