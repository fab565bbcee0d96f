"""Letters that came back, with whom to call instead, until somebody has dealt with them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import OutboxTable, SubmissionRow

_NUMBERS = ("contact_mobile", "contact_office_phone")


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter that came back, why, and whom to call instead; `contact` "" where nobody is known."""

    letter: int
    kind: str
    to: str
    subject: str
    receipts: tuple[str, ...]
    why: str
    contact: str
    telephone: str


def returned(records: SqlRecords) -> tuple[Returned, ...]:
    """What came back and waits for somebody to call, oldest first."""
    with records.reading() as session:
        rows = session.scalars(select(OutboxTable).where(OutboxTable.bounced != "").order_by(OutboxTable.id))
        return tuple(_returned(session, row) for row in rows)


def _returned(session: Session, row: OutboxTable) -> Returned:
    fields = session.scalars(
        select(SubmissionRow.fields).where(SubmissionRow.receipt.in_(row.receipts)).order_by(SubmissionRow.id)
    ).first()
    known = fields or {}
    telephone = next((str(known[key]) for key in _NUMBERS if known.get(key)), "")
    contact = str(known.get("contact_name") or "")
    return Returned(row.id, row.kind, row.address, row.subject, tuple(row.receipts), row.bounced, contact, telephone)


def dealt_with(records: SqlRecords, letter: int, now: datetime, actor: str = "office") -> bool:
    """Somebody has called, or knows why not: it is shown no more. False where that letter didn't come back."""
    where = (OutboxTable.id == letter, OutboxTable.bounced != "")
    with records.transaction() as transaction:
        if transaction.session.scalar(select(OutboxTable.id).where(*where)) is None:
            return False
        transaction.session.execute(update(OutboxTable).where(*where).values(bounced=""))
        transaction.audit(actor, "called", str(letter), "", now)
        return True
