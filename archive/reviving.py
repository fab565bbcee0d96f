"""Mails that were given up on, asked for once more: after an update, with more memory, on another machine."""

from datetime import datetime

from sqlalchemy import select

from archive.finding import reindex
from archive.records import SqlRecords
from archive.tables import MailRow


def revive(records: SqlRecords, by: str, now: datetime, digest: str = "") -> tuple[str, ...]:
    """Make mails that could not be read pending again, as if they had just come: this one, or all. Returns which.

    Nothing of theirs is on record but the error; whatever queue there is finds them by itself.
    """
    given_up = [MailRow.state == "filed", MailRow.error != "", MailRow.removed_at.is_(None)]
    if digest:
        given_up.append(MailRow.digest == digest)
    with records.transaction() as transaction:
        session = transaction.session
        rows = session.scalars(select(MailRow).where(*given_up).order_by(MailRow.digest).with_for_update()).all()
        for row in rows:
            transaction.audit(by, "revive", row.digest, row.error, now)
            row.state, row.error, row.attempts, row.filed_at, row.received_at = "registered", "", 0, None, None
            row.verdict = ""
            reindex(session, row.digest)
        return tuple(row.digest for row in rows)
