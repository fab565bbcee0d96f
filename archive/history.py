"""A submission's life as a timeline: mails, what they were thought of, decisions, letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from archive import decisions
from archive.reasons import candidates
from archive.records import SqlRecords
from archive.tables import (
    DocumentRow,
    MailRow,
    OutboxReceiptRow,
    OutboxTable,
    RevisionRow,
    SubmissionRow,
)
from archive.views import DocumentView, FindingView, findings_by_revision
from intake.decisions.model import Decision
from intake.model import Candidate


class EventKind(StrEnum):
    """What kinds of events there are."""

    MAIL = "mail"
    DECISION = "decision"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class MailEvent:
    """A mail and the revision it made. `findings` as they now stand, with the decisions that made them so."""

    at: datetime
    digest: str
    sender: str
    subject: str
    revision: int
    verdict: str
    documents: tuple[DocumentView, ...]
    findings: tuple[FindingView, ...]
    current: bool
    belonging: tuple[Candidate, ...] = ()  # what it was weighed against, the weightiest first
    kind: EventKind = EventKind.MAIL


@dataclass(frozen=True, slots=True)
class DecisionEvent:
    """A person's decision; `stands` until it is taken back."""

    at: datetime
    decision: Decision
    stands: bool
    kind: EventKind = EventKind.DECISION


@dataclass(frozen=True, slots=True)
class LetterEvent:
    """A letter that speaks of the submission, at the time when it was written; `sent_at` where it has left."""

    at: datetime
    id: int
    letter: str
    to: str
    subject: str
    state: str
    sent_at: datetime | None
    kind: EventKind = EventKind.LETTER


Event = MailEvent | DecisionEvent | LetterEvent


@dataclass(frozen=True, slots=True)
class History:
    """A submission and all that happened to it, in order. `merged` is the number that it is now part of, "" if none."""

    receipt: str
    call: str
    stage: str
    organisation: str
    activity: str
    verdict: str
    closed: str
    merged: str
    events: tuple[Event, ...]


def history(records: SqlRecords, receipt: str) -> History | None:
    """The history of a submission; None where there is no such number."""
    with records.reading() as session:
        row = session.scalar(_OF_NUMBER, {"receipt": receipt})
        if row is None:
            return None
        events: list[Event] = [*_mails(session, row), *_decisions(session, row), *_letters(session, row)]
        events.sort(key=lambda each: each.at)  # stable: a mail before what was decided about it in the same second
        return History(
            row.receipt,
            row.call,
            row.stage,
            row.organisation,
            row.activity,
            row.verdict,
            row.closed,
            row.merged,
            tuple(events),
        )


def _mails(session: Session, row: SubmissionRow) -> Iterator[MailEvent]:
    rows = session.execute(_REVISIONS, {"submission": row.id}).all()
    findings = findings_by_revision(session, [revision.id for revision, _ in rows])
    for revision, mail in rows:
        yield MailEvent(
            at=revision.received_at,
            digest=mail.digest,
            sender=mail.sender,
            subject=mail.subject,
            revision=revision.number,
            verdict=revision.verdict,
            documents=_documents(session, mail.digest, revision.documents),
            findings=findings.get(revision.id, ()),
            current=revision.id == row.current,
            belonging=candidates(revision.belonging),
        )


def _documents(session: Session, mail: str, places: Sequence[str]) -> tuple[DocumentView, ...]:
    return tuple(DocumentView(*each) for each in session.execute(_FILES, {"mail": mail, "places": list(places)}))


def _decisions(session: Session, row: SubmissionRow) -> Iterator[DecisionEvent]:
    numbers = [row.receipt, *decisions.parts(session, [row.receipt])]
    made = decisions.about(session, row.receipt, numbers)
    over = {each.takes_back for each in made}
    return (DecisionEvent(each.at, each, each.id not in over) for each in made)


def _letters(session: Session, row: SubmissionRow) -> Iterator[LetterEvent]:
    return (LetterEvent(*letter) for letter in session.execute(_LETTERS, {"receipt": row.receipt}))


# statements are put together once: that takes longer than the database does
_OF_NUMBER = select(SubmissionRow).where(SubmissionRow.receipt == bindparam("receipt"))
_REVISIONS = (
    select(RevisionRow, MailRow)
    .join(MailRow, MailRow.digest == RevisionRow.mail)
    .where(RevisionRow.submission == bindparam("submission"))
    .order_by(RevisionRow.number)
)
_FILES = (
    select(DocumentRow.name, DocumentRow.sha256, DocumentRow.size, DocumentRow.role)
    .where(DocumentRow.mail == bindparam("mail"), DocumentRow.place.in_(bindparam("places", expanding=True)))
    .order_by(DocumentRow.position)
)
_LETTERS = (
    select(OutboxTable.created_at, OutboxTable.id, OutboxTable.kind, OutboxTable.address)
    .add_columns(OutboxTable.subject, OutboxTable.state, OutboxTable.sent_at)
    .join(OutboxReceiptRow, OutboxReceiptRow.letter == OutboxTable.id)
    .where(OutboxReceiptRow.receipt == bindparam("receipt"))
    .order_by(OutboxTable.id)
)
