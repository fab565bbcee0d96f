"""Letters that tell results: written once for each organisation and address, whoever asks again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from archive.letters import IN_VAIN, state_of, write_letter
from archive.locking import alone
from archive.outbox_rows import is_to
from archive.records import SqlRecords
from archive.tables import OutboxReceiptRow, OutboxTable
from intake.model import Letter
from intake.ports import OutboxState

_OPEN = (OutboxState.WAITING.value, OutboxState.HELD.value)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result's letter on record: its number, its state, and whether it says what the new one would say."""

    id: int
    state: str
    same: bool


def earlier(records: SqlRecords, letter: Letter) -> Earlier | None:
    """The newest letter on these results to this address, one that a person dropped among them; None where there is none."""
    with records.reading() as session:
        return _earlier(session, letter)


def send_results(
    records: SqlRecords, call: str, letters: Iterable[Letter], actor: str, now: datetime, again: Collection[str] = ()
) -> int:
    """Put them into the outbox, with one audit line; returns how many were written.

    Whose result has been told, is on its way or was dropped by a person gets none, unless one of its receipt numbers is
    in `again`; a draft that nobody has let go gives way then.
    """
    with records.transaction() as transaction:
        session = transaction.session
        alone(session, "results")  # so that none is written while another looks
        written = 0
        for letter in letters:
            if _earlier(session, letter) is None or set(again) & set(letter.receipts):
                _give_way(session, letter)
                write_letter(session, None, letter, state_of(letter), records.domain, now, call)
                written += 1
        if written:
            transaction.audit(actor, "results", call, f"写成{written}封结果通知", now)
        return written


def _earlier(session: Session, letter: Letter) -> Earlier | None:
    query = _about(letter).where(OutboxTable.state.not_in(IN_VAIN)).order_by(OutboxTable.id.desc())
    row = session.scalars(query.limit(1)).first()
    return Earlier(row.id, row.state, row.text == letter.text) if row is not None else None


def _give_way(session: Session, letter: Letter) -> None:
    for row in session.scalars(_about(letter).where(OutboxTable.state.in_(_OPEN)).with_for_update()):
        row.state = OutboxState.SUPERSEDED.value


def _about(letter: Letter) -> Select[OutboxTable]:
    spoken = select(OutboxReceiptRow.letter).where(OutboxReceiptRow.receipt.in_(letter.receipts))
    return select(OutboxTable).where(
        OutboxTable.kind == letter.kind,
        is_to(letter.to),
        OutboxTable.id.in_(spoken),
    )
