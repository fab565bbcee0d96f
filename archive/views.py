"""Read models for showing: plain values, no rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from archive import facts_json
from archive.records import SqlRecords
from archive.tables import (
    ConditionRow,
    DecisionRow,
    DocumentRow,
    FindingRow,
    MailRow,
    OutboxTable,
    PollRow,
    RevisionRow,
    SubmissionRow,
)
from parsers.facts import PagedDocument

_CHUNK = 500  # submissions read at once
_OUTBOX_STATES = ("waiting", "held", "in_doubt", "sent", "failed")


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of a submission."""

    name: str
    sha256: str
    size: int
    role: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of a submission's newest revision.

    Where a person has decided about it: `decision` is that one's number, `was` how severe it was before, `by` who, `at`
    when and `because` why.
    """

    code: str
    severity: str
    detail: str
    document: str | None = None
    field: str | None = None
    was: str = ""
    decision: int | None = None
    by: str = ""
    at: datetime | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class ActivityView:
    """A submission: one activity at one stage. `documents` without those of its mail that belong to other activities."""

    receipt: str
    stage: str
    organisation: str
    activity: str
    verdict: str
    fields: Mapping[str, Any]
    characters: int
    first_received_at: datetime
    last_received_at: datetime
    revisions: int
    documents: tuple[DocumentView, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail and what became of it; `letters` are (kind, state) in order."""

    digest: str
    sender: str
    subject: str
    received_at: datetime | None
    state: str
    verdict: str
    history: bool
    error: str
    documents: tuple[str, ...]
    codes: tuple[str, ...]
    receipts: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """Something out of order now."""

    place: str
    message: str
    since: datetime
    last: datetime


def activities(records: SqlRecords, call: str | None = None) -> tuple[ActivityView, ...]:
    """All submissions, of one call or of all, in the order of their filing; without those that were put aside."""
    return tuple(streamed(records, call))


def streamed(records: SqlRecords, call: str | None = None, closed: Sequence[str] = ("",)) -> Iterator[ActivityView]:
    """The same one after the other, in constant memory, as the records were when the first was asked for.

    `closed`: those that are so, as `SubmissionRow.closed` has it.
    """
    after = 0
    with records.reading() as session:
        while True:
            chosen = select(SubmissionRow).where(SubmissionRow.id > after, SubmissionRow.closed.in_(closed))
            query = chosen.order_by(SubmissionRow.id).limit(_CHUNK)
            if call is not None:
                query = query.where(SubmissionRow.call == call)
            rows = session.scalars(query).all()
            yield from _activities(session, rows)
            if len(rows) < _CHUNK:
                return
            after = rows[-1].id
            session.expunge_all()


def activity_of(records: SqlRecords, call: str, receipt: str) -> ActivityView | None:
    """One submission of a call; None where it has none of that number, or it has become part of another."""
    with records.reading() as session:
        rows = session.scalars(_OF_NUMBER, {"receipt": receipt, "call": call}).all()
        return next(_activities(session, rows), None)


_OF_NUMBER = select(SubmissionRow).where(
    SubmissionRow.receipt == bindparam("receipt"),
    SubmissionRow.call == bindparam("call"),
    SubmissionRow.current.is_not(None),
)


def of_other_calls(records: SqlRecords, calls: Collection[str]) -> int:
    """How many submissions are of none of these calls."""
    others = select(func.count()).select_from(SubmissionRow).where(SubmissionRow.call.not_in(calls))
    with records.reading() as session:
        return session.scalar(others) or 0


def _activities(session: Session, rows: Sequence[SubmissionRow]) -> Iterator[ActivityView]:
    current = session.scalars(_REVISIONS, {"numbers": [row.current for row in rows]})
    newest = {revision.submission: revision for revision in current}
    findings = findings_by_revision(session, [each.id for each in newest.values()])
    documents = _documents(session, rows, newest)
    for row in rows:
        revision = newest[row.id]
        yield ActivityView(
            receipt=row.receipt,
            stage=row.stage,
            organisation=row.organisation,
            activity=row.activity,
            verdict=row.verdict,
            fields=row.fields,
            characters=row.characters,
            first_received_at=row.first_received_at,
            last_received_at=row.last_received_at,
            revisions=row.revision,
            documents=documents[row.id],
            findings=findings.get(revision.id, ()),
        )


def findings_of(session: Session, *where: ColumnElement[bool]) -> tuple[FindingView, ...]:
    """Findings with what people have decided about them, in the rules' order."""
    return tuple(_finding(*row) for row in session.execute(_DECIDED.where(*where)))


def findings_by_revision(session: Session, revisions: Sequence[int]) -> Mapping[int | None, tuple[FindingView, ...]]:
    """The same of each of these revisions."""
    found: dict[int | None, list[FindingView]] = {}
    for finding, decision in session.execute(_FINDINGS, {"numbers": list(revisions)}):
        found.setdefault(finding.revision, []).append(_finding(finding, decision))
    return {revision: tuple(several) for revision, several in found.items()}


# statements are put together once: that takes longer than the database does
_REVISIONS = select(RevisionRow).where(RevisionRow.id.in_(bindparam("numbers", expanding=True)))
_DECIDED = (
    select(FindingRow, DecisionRow)
    .outerjoin(DecisionRow, DecisionRow.id == FindingRow.decision)
    .order_by(FindingRow.id)
)
_FINDINGS = _DECIDED.where(FindingRow.revision.in_(bindparam("numbers", expanding=True)))


def _finding(row: FindingRow, decision: DecisionRow | None) -> FindingView:
    plain = FindingView(row.code, row.severity, row.detail, row.document, row.field, row.was, row.decision)
    if decision is None:
        return plain
    return replace(plain, by=decision.actor, at=decision.at, because=decision.reason)


def _documents(
    session: Session, rows: Sequence[SubmissionRow], newest: Mapping[int, RevisionRow]
) -> dict[int, tuple[DocumentView, ...]]:
    """Of each submission: what its newest mail brought, then a version that an earlier mail had brought."""
    versions = {identity for row in rows for identity in (row.word, row.pdf) if identity is not None}
    mails = {revision.mail for revision in newest.values()}
    found = session.execute(_FILES, {"mails": list(mails), "versions": list(versions)}).all()
    views = {each.id: DocumentView(each.name, each.sha256, each.size, each.role) for each in found}
    by_place = {(each.mail, each.place): each.id for each in found}
    order = {each.id: index for index, each in enumerate(found)}
    result: dict[int, tuple[DocumentView, ...]] = {}
    for row in rows:
        revision = newest[row.id]
        here = {by_place[revision.mail, place] for place in revision.documents if (revision.mail, place) in by_place}
        identities = sorted(here, key=order.__getitem__)
        identities += [each for each in (row.word, row.pdf) if each is not None and each not in here]
        result[row.id] = tuple(views[each] for each in dict.fromkeys(identities))
    return result


_FILES = (  # without the facts, which are long
    select(DocumentRow.id, DocumentRow.mail, DocumentRow.place, DocumentRow.name)
    .add_columns(DocumentRow.sha256, DocumentRow.size, DocumentRow.role)
    .where(
        DocumentRow.mail.in_(bindparam("mails", expanding=True))
        | DocumentRow.id.in_(bindparam("versions", expanding=True))
    )
    .order_by(DocumentRow.position)
)


def mails(records: SqlRecords) -> tuple[MailView, ...]:
    """All mails, as they were received."""
    with records.reading() as session:
        rows = session.scalars(
            select(MailRow).order_by(func.coalesce(MailRow.received_at, MailRow.arrived_at), MailRow.digest)
        ).all()
        return tuple(_mail(session, row) for row in rows)


def _mail(session: Session, row: MailRow) -> MailView:
    names = session.scalars(
        select(DocumentRow.name).where(DocumentRow.mail == row.digest).order_by(DocumentRow.position)
    )
    codes = session.scalars(select(FindingRow.code).where(FindingRow.mail == row.digest).order_by(FindingRow.id))
    receipts = session.scalars(
        select(SubmissionRow.receipt)
        .join(RevisionRow, RevisionRow.submission == SubmissionRow.id)
        .where(RevisionRow.mail == row.digest)
        .order_by(RevisionRow.position)
    )
    letters = session.execute(
        select(OutboxTable.kind, OutboxTable.state).where(OutboxTable.mail == row.digest).order_by(OutboxTable.id)
    )
    return MailView(
        digest=row.digest,
        sender=row.sender,
        subject=row.subject,
        received_at=row.received_at,
        state=row.state,
        verdict=row.verdict,
        history=row.history,
        error=row.error,
        documents=tuple(names),
        codes=tuple(dict.fromkeys(codes)),
        receipts=tuple(receipts),
        letters=tuple((kind, state) for kind, state in letters),
    )


def conditions(records: SqlRecords) -> tuple[ConditionView, ...]:
    """What is out of order now, the latest first."""
    with records.reading() as session:
        return tuple(ConditionView(*row) for row in session.execute(_CONDITIONS))


_CONDITIONS = select(ConditionRow.place, ConditionRow.message, ConditionRow.since, ConditionRow.last).order_by(
    ConditionRow.last.desc()
)


def polls(records: SqlRecords) -> dict[str, datetime]:
    """When each source was last looked at without trouble, by its name."""
    with records.reading() as session:
        return dict(session.execute(_POLLS).all())


_POLLS = select(PollRow.place, PollRow.at)


_verdicts = (
    select(SubmissionRow.verdict, func.count()).where(SubmissionRow.closed == "").group_by(SubmissionRow.verdict)
)


# mails that couldn't be read; '' is a word of the query itself, without which a partial index can't be used
FAILED = (MailRow.error != literal_column("''"), MailRow.state == "filed", MailRow.verdict != "ignored")


def counts(records: SqlRecords) -> dict[str, Any]:
    """CONTRACT's `status --json`."""
    with records.reading() as session:
        verdicts = _grouped(session, _verdicts)
        letters = _grouped(session, select(OutboxTable.state, func.count()).group_by(OutboxTable.state))
        states = _grouped(session, select(MailRow.state, func.count()).group_by(MailRow.state))
        failed = select(func.count()).select_from(MailRow).where(*FAILED)
        ignored = select(func.count()).select_from(MailRow).where(MailRow.verdict == "ignored")
        letters["waiting"] = letters.get("waiting", 0) + letters.pop("sending", 0)  # on its way is not yet sent
        result = {
            "mails": sum(states.values()),
            "ignored": session.scalar(ignored) or 0,
            "submissions": {verdict: verdicts.get(verdict, 0) for verdict in ("accepted", "correction", "review")},
            "outbox": {state: letters.get(state, 0) for state in _OUTBOX_STATES},
            "queue": {"waiting": states.get("registered", 0), "running": 0, "dead": session.scalar(failed) or 0},
        }
    current = conditions(records)
    return {**result, "last_error": f"{current[0].place}：{current[0].message}" if current else None}


def _grouped(session: Session, query: Any) -> dict[str, int]:
    rows: Sequence[tuple[str, int]] = session.execute(query).all()
    return dict(iter(rows))


def pages_of(records: SqlRecords, receipt: str, sha256: str) -> PagedDocument | None:
    """The pages of a submission's document as they were read, None where it has none or isn't one of its documents."""
    query = (
        select(DocumentRow.facts)
        .join(RevisionRow, RevisionRow.mail == DocumentRow.mail)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .where(SubmissionRow.receipt == receipt, DocumentRow.sha256 == sha256)
    )
    with records.reading() as session:
        facts = session.scalar(query.limit(1))
    content = facts_json.load(facts).content if facts is not None else None
    return content if isinstance(content, PagedDocument) else None
