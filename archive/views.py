"""Read models for showing: plain values, no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import ConditionRow, DocumentRow, FindingRow, MailRow, OutboxTable, RevisionRow, SubmissionRow

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
    """A finding of a submission's newest revision."""

    code: str
    severity: str
    detail: str


@dataclass(frozen=True, slots=True)
class ActivityView:
    """A submission: one activity at one stage."""

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
    """All submissions, by receipt number."""
    query = select(SubmissionRow).order_by(SubmissionRow.id)
    if call is not None:
        query = query.where(SubmissionRow.call == call)
    with records.reading() as session:
        return tuple(_activity(session, row) for row in session.scalars(query).all())


def _activity(session: Session, row: SubmissionRow) -> ActivityView:
    newest = session.scalars(
        select(RevisionRow)
        .where(RevisionRow.submission == row.id)
        .order_by(RevisionRow.received_at.desc(), RevisionRow.number.desc())
        .limit(1)
    ).one()
    here = (
        select(DocumentRow)
        .where(DocumentRow.mail == newest.mail, DocumentRow.place.in_(newest.documents))
        .order_by(DocumentRow.position)
    )
    documents = {document.id: document for document in session.scalars(here)}
    for identity in (row.word, row.pdf):
        if identity is not None and identity not in documents:
            documents[identity] = session.get_one(DocumentRow, identity)
    findings = session.scalars(select(FindingRow).where(FindingRow.revision == newest.id).order_by(FindingRow.id))
    return ActivityView(
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
        documents=tuple(DocumentView(d.name, d.sha256, d.size, d.role) for d in documents.values()),
        findings=tuple(FindingView(f.code, f.severity, f.detail) for f in findings),
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
        rows = session.scalars(select(ConditionRow).order_by(ConditionRow.last.desc()))
        return tuple(ConditionView(row.place, row.message, row.since, row.last) for row in rows)


def counts(records: SqlRecords) -> dict[str, Any]:
    """CONTRACT's `status --json`."""
    with records.reading() as session:
        verdicts = _grouped(session, select(SubmissionRow.verdict, func.count()).group_by(SubmissionRow.verdict))
        letters = _grouped(session, select(OutboxTable.state, func.count()).group_by(OutboxTable.state))
        states = _grouped(session, select(MailRow.state, func.count()).group_by(MailRow.state))
        failed = select(func.count()).select_from(MailRow).where(MailRow.error != "", MailRow.state == "filed")
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
