"""Lists for people: a page of rows at a time, newest first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from archive.records import SqlRecords
from archive.tables import AuditRow, OutboxTable, SubmissionRow
from archive.today import Scope
from intake.naming import organisation_key

PAGE = 50  # rows
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission in a list."""

    receipt: str
    stage: str
    organisation: str
    activity: str
    verdict: str
    last_received_at: datetime
    revisions: int
    closed: str  # withdrawn, dropped, merged; "" where it counts


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """A letter in a list, with what it says."""

    id: int
    state: str
    kind: str
    to: str
    subject: str
    text: str
    receipts: tuple[str, ...]
    held: str
    last_error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who or what did what."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions: of a verdict, of a stage, with these words in number, organisation or activity; "" for all.

    With a verdict asked for, what was put aside is left out: it has none any more.
    """

    verdict: str = ""
    stage: str = ""
    words: str = ""


_BRIEFLY = (  # as `Submission` has them
    SubmissionRow.receipt,
    SubmissionRow.stage,
    SubmissionRow.organisation,
    SubmissionRow.activity,
    SubmissionRow.verdict,
    SubmissionRow.last_received_at,
    SubmissionRow.revision,
    SubmissionRow.closed,
)
_NEWEST = (SubmissionRow.last_received_at.desc(), SubmissionRow.id.desc())


def submissions(records: SqlRecords, scope: Scope, wanted: Wanted, page: int) -> tuple[Submission, ...]:
    """A page of a call's submissions, whatever words are wanted."""
    chosen = _listed(bool(wanted.verdict), bool(wanted.stage))
    values = {"call": scope.call, "verdict": wanted.verdict, "stage": wanted.stage}
    return _read(records, chosen, {**values, "most": PAGE, "before": PAGE * (page - 1)})


def number_of(records: SqlRecords, scope: Scope, wanted: Wanted) -> int:
    """How many there are in all, whatever words are wanted."""
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(SubmissionRow).where(*_of(scope, wanted))) or 0


@dataclass(frozen=True, slots=True)
class Named:
    """A submission as it is looked for by words: `text` has number, organisation and activity in small letters."""

    id: int
    verdict: str  # "" where it was put aside
    stage: str
    text: str


def names(records: SqlRecords, scope: Scope) -> tuple[Named, ...]:
    """All of a call's, newest first."""
    of = (SubmissionRow.receipt, SubmissionRow.organisation, SubmissionRow.activity)
    query = select(SubmissionRow.id, SubmissionRow.verdict, SubmissionRow.closed, SubmissionRow.stage, *of)
    with records.reading() as session:
        rows = session.execute(query.where(SubmissionRow.call == scope.call).order_by(*_NEWEST))
        return tuple(
            Named(number, "" if closed else verdict, stage, "\n".join(written).casefold())
            for number, verdict, closed, stage, *written in rows
        )


def numbered(records: SqlRecords, scope: Scope, several: Collection[int]) -> tuple[Submission, ...]:
    """These of a call's submissions, newest first."""
    where = (SubmissionRow.call == scope.call, SubmissionRow.id.in_(several))
    found = _read(records, select(*_BRIEFLY).where(*where))  # sorted here: few, and no index is gone through for it
    return tuple(sorted(found, key=lambda each: (each.last_received_at, each.receipt), reverse=True))


@cache
def _listed(of_verdict: bool, of_stage: bool) -> Select[*tuple[Any, ...]]:
    """A statement is put together once: that takes longer than the database does."""
    query = select(*_BRIEFLY).where(SubmissionRow.call == bindparam("call"))
    if of_verdict:
        query = query.where(SubmissionRow.verdict == bindparam("verdict"), SubmissionRow.closed == "")
    if of_stage:
        query = query.where(SubmissionRow.stage == bindparam("stage"))
    return query.order_by(*_NEWEST).limit(bindparam("most")).offset(bindparam("before"))


def _of(scope: Scope, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield SubmissionRow.call == scope.call
    if wanted.verdict:
        yield SubmissionRow.verdict == wanted.verdict
        yield SubmissionRow.closed == ""
    if wanted.stage:
        yield SubmissionRow.stage == wanted.stage


def _read(
    records: SqlRecords, query: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> tuple[Submission, ...]:
    with records.reading() as session:
        return tuple(Submission(*row) for row in session.execute(query, values))


def of_organisation(
    records: SqlRecords, call: str, stage: str, organisation: str, most: int
) -> tuple[tuple[str, str], ...]:
    """(Receipt number, activity) of what an organisation has on record at a stage and wasn't put aside, newest first."""
    key = organisation_key(organisation)
    where = (SubmissionRow.call == call, SubmissionRow.stage == stage, SubmissionRow.closed == "")
    query = select(SubmissionRow.receipt, SubmissionRow.activity).where(*where, SubmissionRow.organisation_key == key)
    with records.reading() as session:
        rows = session.execute(query.order_by(SubmissionRow.id.desc()).limit(most)).all() if key else ()
        return tuple((receipt, activity) for receipt, activity in rows)


def letters(records: SqlRecords, scope: Scope, states: Sequence[str], page: int = 1) -> tuple[PostedLetter, ...]:
    """A page of a call's letters in these states, newest first."""
    values = {"most": PAGE, "before": PAGE * (page - 1)}
    with records.reading() as session:
        return tuple(_letter(row) for row in session.execute(_in_states(scope, tuple(states)), values))


@cache
def _in_states(scope: Scope, states: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    state = OutboxTable.state == states[0] if len(states) == 1 else OutboxTable.state.in_(states)  # as its index goes
    query = select(*_POSTED).where(scope.letters(), state).order_by(OutboxTable.id.desc())
    return query.limit(bindparam("most")).offset(bindparam("before"))


def letter(records: SqlRecords, scope: Scope, number: int) -> PostedLetter | None:
    """A letter of this call; None where it has none of that number."""
    with records.reading() as session:
        row = session.execute(select(*_POSTED).where(OutboxTable.id == number, scope.letters())).first()
        return _letter(row) if row is not None else None


def open_letter(records: SqlRecords, mail: str) -> int | None:
    """The letter that answers a mail and hasn't left; None where there is none. A neutral receipt isn't meant."""
    where = (OutboxTable.mail == mail, OutboxTable.state.in_(("waiting", "held")), OutboxTable.kind != "receipt")
    with records.reading() as session:
        return session.scalar(select(OutboxTable.id).where(*where).order_by(OutboxTable.id.desc()).limit(1))


def audit_lines(records: SqlRecords, page: int = 1) -> tuple[tuple[AuditLine, ...], int]:
    """A page of the audit log and how many lines it has."""
    with records.reading() as session:
        number = session.scalar(select(func.count()).select_from(AuditRow)) or 0
        rows = session.scalars(_page(select(AuditRow).order_by(AuditRow.id.desc()), page)).all()
    return tuple(AuditLine(row.id, row.at, row.actor, row.action, row.subject, row.detail) for row in rows), number


def _page(query: Select[_Row], page: int) -> Select[_Row]:
    return query.limit(PAGE).offset(PAGE * (page - 1))


_POSTED = (  # as `PostedLetter` has them
    OutboxTable.id,
    OutboxTable.state,
    OutboxTable.kind,
    OutboxTable.address,
    OutboxTable.subject,
    OutboxTable.text,
    OutboxTable.receipts,
    OutboxTable.held,
    OutboxTable.last_error,
    OutboxTable.created_at,
    OutboxTable.due_at,
    OutboxTable.sent_at,
)


def _letter(row: Row[*tuple[Any, ...]]) -> PostedLetter:
    found = PostedLetter(*row)
    return replace(found, receipts=tuple(found.receipts))
