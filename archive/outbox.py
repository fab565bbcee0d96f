"""The outbox: letters' states, changed one row at a time so that two senders never take one."""

from datetime import datetime

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import OutboxReceiptRow, OutboxTable
from intake.model import Letter
from intake.ports import OutboxRow, OutboxState

_TRIED = (OutboxState.SENT.value, OutboxState.SENDING.value, OutboxState.IN_DOUBT.value)


class SqlOutbox:
    """Stands behind `intake.ports.Outbox`."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def due(self, now: datetime) -> tuple[OutboxRow, ...]:
        """Waiting rows whose time has come, oldest first."""
        query = select(OutboxTable).where(OutboxTable.state == "waiting", OutboxTable.due_at <= now)
        with self.records.reading() as session:
            return tuple(_row(row) for row in session.scalars(query.order_by(OutboxTable.due_at, OutboxTable.id)))

    def listed(self, states: tuple[OutboxState, ...]) -> tuple[OutboxRow, ...]:
        """Rows in these states, oldest first."""
        query = (
            select(OutboxTable).where(OutboxTable.state.in_([state.value for state in states])).order_by(OutboxTable.id)
        )
        with self.records.reading() as session:
            return tuple(_row(row) for row in session.scalars(query))

    def waiting(self) -> tuple[OutboxRow, ...]:
        """All waiting rows, oldest first."""
        return self.listed((OutboxState.WAITING,))

    def claim(self, row: int, now: datetime) -> bool:
        """Write the attempt before it is made; False where another sender has it or it no longer waits."""
        values = {"state": "sending", "attempts": OutboxTable.attempts + 1, "attempted_at": now}
        return self._change(row, ("waiting",), values)

    def sent(self, row: int, now: datetime) -> None:
        """The server took it; what another process took for interrupted meanwhile is no longer in doubt."""
        self._change(row, ("sending", "in_doubt"), {"state": "sent", "sent_at": now, "last_error": ""})

    def retry(self, row: int, due_at: datetime, error: str) -> None:
        """The server certainly did not take it; try again then."""
        self._change(row, ("sending",), {"state": "waiting", "due_at": due_at, "last_error": error})

    def failed(self, row: int, error: str) -> None:
        """The server refused it for good."""
        self._change(row, ("sending",), {"state": "failed", "last_error": error})

    def in_doubt(self, row: int, error: str) -> None:
        """Nobody knows whether it left: for a person, never blindly repeated."""
        self._change(row, ("sending",), {"state": "in_doubt", "last_error": error})

    def hold(self, row: int, reason: str) -> None:
        """A person must release it."""
        self._change(row, ("waiting",), {"state": "held", "held": reason})

    def release(self, row: int, now: datetime) -> bool:
        """A person lets a held or doubtful letter go; False where it is neither."""
        values = {"state": "waiting", "held": "", "released": True, "due_at": now}
        with self.records.transaction() as transaction:
            released = _changed(transaction.session, row, ("held", "in_doubt"), values)
            if released:
                transaction.audit("office", "release", str(row), "", now)
        return released

    def interrupted(self) -> tuple[OutboxRow, ...]:
        """Rows claimed by a sender that is gone."""
        return self.listed((OutboxState.SENDING,))

    def sent_since(self, since: datetime, address: str | None = None, receipt: str | None = None) -> int:
        """How many letters were sent or attempted since then, in all, to an address or about a submission."""
        query = (
            select(func.count())
            .select_from(OutboxTable)
            .where(OutboxTable.state.in_(_TRIED), OutboxTable.attempted_at >= since)
        )
        if address is not None:
            query = query.where(OutboxTable.address == address)
        if receipt is not None:
            about = select(OutboxReceiptRow.letter).where(OutboxReceiptRow.receipt == receipt)
            query = query.where(OutboxTable.id.in_(about))
        with self.records.reading() as session:
            return session.scalar(query) or 0

    def _change(self, row: int, before: tuple[str, ...], values: dict[str, object]) -> bool:
        with self.records.transaction() as transaction:
            return _changed(transaction.session, row, before, values)


def _changed(session: Session, row: int, before: tuple[str, ...], values: dict[str, object]) -> bool:
    """Change a row that is still in one of the states before; False where it isn't."""
    result = session.execute(
        update(OutboxTable).where(OutboxTable.id == row, OutboxTable.state.in_(before)).values(**values)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def _row(row: OutboxTable) -> OutboxRow:
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
    )
