"""The outbox: letters' states, changed one row at a time so that two senders never take one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from archive.locking import alone
from archive.outbox_rows import is_to, outbox_row
from archive.records import SqlRecords
from archive.tables import OutboxReceiptRow, OutboxTable
from intake.decisions.model import Decision, DecisionKind
from intake.model import Letter
from intake.ports import CLOCK_AHEAD, Claim, OutboxRow, OutboxState, Permission, Permit

_TRIED = (OutboxState.SENT.value, OutboxState.SENDING.value, OutboxState.IN_DOUBT.value)


class SqlOutbox:
    """Stands behind `intake.ports.Outbox`."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def due(self, now: datetime) -> tuple[OutboxRow, ...]:
        """Waiting rows whose time has come, oldest first."""
        set_at = func.coalesce(OutboxTable.attempted_at, OutboxTable.created_at)
        come = or_(OutboxTable.due_at <= now, set_at > now + CLOCK_AHEAD)  # `OutboxRow.is_due`
        query = select(OutboxTable).where(OutboxTable.state == "waiting", come)
        with self.records.reading() as session:
            return tuple(outbox_row(row) for row in session.scalars(query.order_by(OutboxTable.due_at, OutboxTable.id)))

    def listed(self, states: tuple[OutboxState, ...]) -> tuple[OutboxRow, ...]:
        """Rows in these states, oldest first."""
        query = (
            select(OutboxTable).where(OutboxTable.state.in_([state.value for state in states])).order_by(OutboxTable.id)
        )
        with self.records.reading() as session:
            return tuple(outbox_row(row) for row in session.scalars(query))

    def waiting(self) -> tuple[OutboxRow, ...]:
        """All waiting rows, oldest first."""
        return self.listed((OutboxState.WAITING,))

    def claim(
        self,
        row: int,
        now: datetime,
        holder: str = "",
        until: datetime | None = None,
        permit: Permit = lambda _: Permission(),
        seen: OutboxRow | None = None,
    ) -> Claim:
        """Write the attempt before it is made, hold the letter or put it off; see the port."""
        with self.records.transaction() as transaction:
            session = transaction.session
            alone(session, "outbox claims")  # so that what is counted stays true
            found = session.get(OutboxTable, row, with_for_update=True)
            if found is None or found.state != OutboxState.WAITING or not outbox_row(found).is_as(seen):
                return Claim()
            permission = permit(_Counted(session))
            if permission.hold:
                found.state, found.held = OutboxState.HELD.value, permission.hold
                return Claim(held=permission.hold)
            if permission.until is not None:
                found.due_at = permission.until
                return Claim()
            found.state, found.attempts, found.attempted_at = OutboxState.SENDING.value, found.attempts + 1, now
            found.holder, found.claimed_until, found.prepared = holder, until, found.attempts
            return Claim(found.attempts)

    def renew(self, holder: str, until: datetime) -> None:
        """Whatever this one has claimed stays its own until then."""
        where = (OutboxTable.state == "sending", OutboxTable.holder == holder)
        with self.records.transaction() as transaction:
            transaction.session.execute(update(OutboxTable).where(*where).values(claimed_until=until))

    def handing_over(self, row: int, attempt: int) -> bool:
        """Note that this attempt's message may leave from now on; see the port."""
        with self.records.transaction() as transaction:
            ours = _changed(transaction.session, row, ("sending",), {"prepared": 0}, attempt)
            if ours:  # whatever becomes of the database, this letter isn't taken for one that waits
                self.records.record(transaction.session, "letter", str(row))
        return ours

    def take_back(self, row: int, error: str, attempt: int) -> bool:
        """A claim is over before its message was handed over: the letter waits again."""
        values: dict[str, object] = {"state": "waiting", "last_error": error}
        with self.records.transaction() as transaction:
            return _changed(transaction.session, row, ("sending",), values, attempt, OutboxTable.prepared == attempt)

    def sent(self, row: int, now: datetime, attempt: int | None = None) -> None:
        """The server took it; what another process took for interrupted meanwhile is no longer in doubt."""
        values: dict[str, object] = {"state": "sent", "sent_at": now, "last_error": ""}
        self._settle(row, attempt, values, released=True)

    def retry(self, row: int, due_at: datetime, error: str, attempt: int | None = None) -> None:
        """The server certainly did not take it; try again then."""
        self._settle(row, attempt, {"state": "waiting", "due_at": due_at, "last_error": error})

    def failed(self, row: int, error: str, attempt: int | None = None) -> None:
        """The server refused it for good."""
        self._settle(row, attempt, {"state": "failed", "last_error": error})

    def in_doubt(self, row: int, error: str, attempt: int | None = None) -> bool:
        """Nobody knows whether it left: for a person, never blindly repeated."""
        values: dict[str, object] = {"state": "in_doubt", "last_error": error}
        return self._change(row, ("sending",), values, attempt)

    def _settle(self, row: int, attempt: int | None, values: dict[str, object], released: bool = False) -> None:
        """Note an attempt's outcome; what a person `released` from doubt meanwhile need not go again."""
        known = attempt is not None
        before = ("sending", "in_doubt", *(("waiting",) if known and released else ()))
        self._change(row, before, values, attempt)

    def doubtful(self) -> tuple[OutboxRow, ...]:
        """What is in doubt, oldest first."""
        return self.listed((OutboxState.IN_DOUBT,))

    def hold(self, row: int, reason: str) -> None:
        """A person must release it."""
        self._change(row, ("waiting",), {"state": "held", "held": reason})

    def release(self, row: int, now: datetime, actor: str = "office", reason: str = "") -> bool:
        """A person lets a held or doubtful letter go; False where it is neither."""
        values = {"state": "waiting", "held": "", "released": True, "due_at": now}
        decision = Decision(now, actor, reason, DecisionKind.LETTER_RELEASED, letter=row)
        return self._decide(decision, ("held", "in_doubt"), values)

    def edit(self, row: int, letter: Letter, now: datetime, actor: str, reason: str = "") -> bool:
        """A person words a letter that hasn't left; False where it may have, or there is none."""
        values: dict[str, object] = {"subject": letter.subject, "text": letter.text, "html": letter.html}
        values |= {"names": None, "undated_text": "", "undated_html": ""}
        decision = Decision(now, actor, reason, DecisionKind.LETTER_EDITED, letter=row, value=letter.text)
        return self._decide(decision, ("held", "in_doubt", "waiting"), values)

    def drop(self, row: int, now: datetime, actor: str, reason: str = "") -> bool:
        """A person decides that a letter isn't to be sent; False where it has left, or there is none."""
        decision = Decision(now, actor, reason, DecisionKind.LETTER_DROPPED, letter=row)
        return self._decide(decision, ("held", "in_doubt", "waiting", "failed"), {"state": "dropped"})

    def _decide(self, decision: Decision, before: tuple[str, ...], values: dict[str, object]) -> bool:
        with self.records.transaction() as transaction:
            session = transaction.session
            alone(session, f"call {decision.call}")  # before the letter's row, as everybody takes them
            row = session.get(OutboxTable, decision.letter)
            changed = row is not None and _changed(session, row.id, before, values)
            if changed and row is not None:
                transaction.decide(replace(decision, mail=row.mail or ""))
        return changed

    def letter(self, row: int) -> OutboxRow | None:
        """One letter whole, whatever became of it; None where there is no such number."""
        with self.records.reading() as session:
            found = session.get(OutboxTable, row)
            return outbox_row(found) if found is not None else None

    def interrupted(self) -> tuple[OutboxRow, ...]:
        """Rows in some sender's hands."""
        return self.listed((OutboxState.SENDING,))

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        """As `Tally` counts."""
        with self.records.reading() as session:
            return _Counted(session).sent_since(since, address, receipt, domain)

    def _change(self, row: int, before: tuple[str, ...], values: dict[str, object], attempt: int | None = None) -> bool:
        with self.records.transaction() as transaction:
            return _changed(transaction.session, row, before, values, attempt)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Stands behind `intake.ports.Tally`."""

    session: Session

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        """How many letters left since then, or perhaps did; to a domain, how many were tried. See the port."""
        where: list[ColumnElement[bool]] = [OutboxTable.attempted_at >= since]
        if domain is None:
            where.append(OutboxTable.state.in_(_TRIED))
        if address is not None:
            where.append(is_to(address))
        if domain is not None:
            where.append(OutboxTable.address.iendswith(f"@{domain}", autoescape=True))
        if receipt is not None:
            about = select(OutboxReceiptRow.letter).where(OutboxReceiptRow.receipt == receipt)
            where.append(OutboxTable.id.in_(about))
        return self.session.scalar(select(func.count()).select_from(OutboxTable).where(*where)) or 0


def _changed(
    session: Session,
    row: int,
    before: tuple[str, ...],
    values: dict[str, object],
    attempt: int | None = None,
    *further: ColumnElement[bool],
) -> bool:
    """Change a row that is still in one of the states before, and at that attempt; False where it isn't."""
    where = [OutboxTable.id == row, OutboxTable.state.in_(before), *further]
    if attempt is not None:
        where.append(OutboxTable.attempts == attempt)
    result = session.execute(update(OutboxTable).where(*where).values(**values))
    return isinstance(result, CursorResult) and result.rowcount == 1
