"""A submission's life as a timeline: mails, what they were thought of, decisions, letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import decisions
from archive.reasons import candidates
from archive.records import SqlRecords
from archive.tables import (
    DecisionRow,
    DocumentRow,
    FindingRow,
    MailRow,
    OutboxReceiptRow,
    OutboxTable,
    RevisionRow,
    SubmissionRow,
)
from archive.views import DocumentView, FindingView, findings_of
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
        row = session.scalar(select(SubmissionRow).where(SubmissionRow.receipt == receipt))
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
    query = select(RevisionRow, MailRow).join(MailRow, MailRow.digest == RevisionRow.mail)
    for revision, mail in session.execute(query.where(RevisionRow.submission == row.id).order_by(RevisionRow.number)):
        yield MailEvent(
            at=revision.received_at,
            digest=mail.digest,
            sender=mail.sender,
            subject=mail.subject,
            revision=revision.number,
            verdict=revision.verdict,
            documents=_documents(session, mail.digest, revision.documents),
            findings=findings_of(session, FindingRow.revision == revision.id),
            current=revision.id == row.current,
            belonging=candidates(revision.belonging),
        )


def _documents(session: Session, mail: str, places: Sequence[str]) -> tuple[DocumentView, ...]:
    columns = (DocumentRow.name, DocumentRow.sha256, DocumentRow.size, DocumentRow.role)
    query = select(*columns).where(DocumentRow.mail == mail, DocumentRow.place.in_(places))
    return tuple(DocumentView(*each) for each in session.execute(query.order_by(DocumentRow.position)))


def _decisions(session: Session, row: SubmissionRow) -> Iterator[DecisionEvent]:
    letters = select(OutboxReceiptRow.letter).where(OutboxReceiptRow.receipt == row.receipt)
    numbers = [row.receipt, *decisions.parts(session, [row.receipt])]
    about = DecisionRow.receipt.in_(numbers) | DecisionRow.letter.in_(letters)
    made = decisions.found(session, about)
    over = {each.takes_back for each in made}
    return (DecisionEvent(each.at, each, each.id not in over) for each in made)


def _letters(session: Session, row: SubmissionRow) -> Iterator[LetterEvent]:
    query = select(OutboxTable).join(OutboxReceiptRow, OutboxReceiptRow.letter == OutboxTable.id)
    for letter in session.scalars(query.where(OutboxReceiptRow.receipt == row.receipt).order_by(OutboxTable.id)):
        yield LetterEvent(
            letter.created_at, letter.id, letter.kind, letter.address, letter.subject, letter.state, letter.sent_at
        )
