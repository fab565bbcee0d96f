"""A letter's row as intake knows it."""

from sqlalchemy import ColumnElement, func, or_

from archive.tables import OutboxTable
from intake.model import Letter
from intake.ports import OutboxRow, OutboxState


def is_to(address: str) -> ColumnElement[bool]:
    """Whether a letter goes to that address, in whatever case: A@x and a@x are one receiver. SQLite's lower knows ASCII alone."""
    return or_(OutboxTable.address == address, func.lower(OutboxTable.address) == address.lower())


def outbox_row(row: OutboxTable) -> OutboxRow:
    """The letter with where it stands."""
    letter = Letter(
        kind=row.kind,
        to=row.address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        in_reply_to=row.in_reply_to,
        references=tuple(row.reference_ids),
        due_at=row.due_at,
        receipts=tuple(row.receipts),
        held=row.held,
        names=row.names,
        undated_text=row.undated_text,
        undated_html=row.undated_html,
        attachments=tuple(row.attachments or ()),
    )
    return OutboxRow(
        row.id,
        row.message_id,
        letter,
        row.created_at,
        OutboxState(row.state),
        row.attempts,
        row.released,
        row.last_error,
        row.holder,
        row.claimed_until,
        row.bounced,
        row.prepared,
        row.attempted_at,
    )
