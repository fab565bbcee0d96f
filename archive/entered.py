"""What people have entered for units that sent no mail, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from archive.records import SqlRecords
from archive.tables import MailRow, RevisionRow, SightingRow, SubmissionRow
from archive.today import Scope
from intake.entering import ACCOUNT

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class EnteredMail:
    """One of them: who entered it, when it had been received, and its submissions; `state` registered: still to be read."""

    by: str
    received_at: datetime
    state: str
    subject: str
    verdict: str
    error: str
    receipts: tuple[str, ...]


def entered(records: SqlRecords, scope: Scope) -> tuple[EnteredMail, ...]:
    """The newest first; what isn't read yet is of no call."""
    mine = or_(MailRow.call == scope.call, MailRow.call == "")
    query = (
        select(SightingRow.folder, MailRow)
        .join(MailRow, MailRow.digest == SightingRow.mail)
        .where(SightingRow.account == ACCOUNT, mine)
        .order_by(SightingRow.id.desc())
        .limit(_SHOWN)
    )
    with records.reading() as session:
        found = session.execute(query).all()
        numbers = select(RevisionRow.mail, SubmissionRow.receipt).join(
            SubmissionRow, SubmissionRow.id == RevisionRow.submission
        )
        rows = session.execute(numbers.where(RevisionRow.mail.in_([mail.digest for _, mail in found]))).all()
    return tuple(
        EnteredMail(
            by,
            mail.received_at or mail.arrived_at,
            mail.state,
            mail.subject,
            mail.verdict,
            mail.error,
            tuple(receipt for digest, receipt in rows if digest == mail.digest),
        )
        for by, mail in found
    )
