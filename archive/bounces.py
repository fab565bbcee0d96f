"""Letters that came back are matched to the letter, in the transaction that files the report."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.tables import OutboxTable
from intake.bounces import Bounce

_LEFT = ("sent", "sending", "in_doubt")
_SENT_WITHIN = timedelta(days=7)  # a report that names no letter of ours speaks of a recent one


def note_bounce(session: Session, bounce: Bounce, now: datetime) -> tuple[int, ...]:
    """Mark the letters that came back; one in doubt has certainly left. Returns which."""
    found = _named(session, bounce) or _recent(session, bounce, now)
    for row in found:
        row.bounced = bounce.why
        if row.state == "in_doubt":
            row.state, row.sent_at = "sent", row.attempted_at
    return tuple(row.id for row in found)


def _named(session: Session, bounce: Bounce) -> list[OutboxTable]:
    """Those whose Message-IDs it names."""
    query = select(OutboxTable).where(OutboxTable.message_id.in_(bounce.letters), OutboxTable.state.in_(_LEFT))
    return list(session.scalars(query.order_by(OutboxTable.id).with_for_update()))


def _recent(session: Session, bounce: Bounce, now: datetime) -> list[OutboxTable]:
    """The newest letter to each address that it names, about a submission that it names where it names any."""
    query = select(OutboxTable).where(
        func.lower(OutboxTable.address).in_(bounce.addresses),
        OutboxTable.state.in_(_LEFT),
        OutboxTable.attempted_at >= now - _SENT_WITHIN,
    )
    newest: dict[str, OutboxTable] = {}
    for row in session.scalars(query.order_by(OutboxTable.attempted_at, OutboxTable.id).with_for_update()):
        if not bounce.receipts or set(row.receipts) & set(bounce.receipts):
            newest[row.address.lower()] = row
    return list(newest.values())
