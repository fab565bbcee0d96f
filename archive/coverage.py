"""What coverage and reminders need of the records."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from archive.letters import file_reminders
from archive.locking import alone
from archive.records import SqlRecords
from archive.tables import MailRow, RevisionRow, SubmissionRow
from archive.views import streamed
from intake.codes import Severity, Verdict
from intake.coverage import Handed
from intake.model import Letter

_REMINDING = "reminders"


def handed(records: SqlRecords, call: str) -> tuple[Handed, ...]:
    """All submissions of a call, with what is open and who sent the newest mail of each."""
    newest = (
        select(SubmissionRow.receipt, MailRow.sender)
        .join(RevisionRow, RevisionRow.submission == SubmissionRow.id)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(SubmissionRow.call == call)
        .order_by(RevisionRow.received_at, RevisionRow.number)
    )
    with records.reading() as session:
        senders = {row.receipt: row.sender for row in session.execute(newest)}
    return tuple(
        Handed(
            row.receipt,
            row.stage,
            row.organisation,
            row.activity,
            Verdict(row.verdict),
            tuple(each.detail for each in row.findings if each.severity == Severity.ERROR.value),
            senders.get(row.receipt, ""),
        )
        for row in streamed(records, call)
    )


def send_reminders(records: SqlRecords, call: str, letters: Iterable[Letter], now: datetime) -> int:
    """Put reminders into the outbox, with one audit line; returns how many, without those reminded within a day."""
    with records.transaction() as transaction:
        alone(transaction.session, _REMINDING)
        written = file_reminders(transaction.session, letters, records.domain, now)
        if written:
            transaction.audit("office", "remind", call, f"发出{written}封提醒", now)
        return written
