"""Letters into the outbox, in the transaction that files their mail."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from archive.locking import add_new, alone
from archive.outbox_rows import is_to
from archive.tables import MailRow, MetaRow, OutboxReceiptRow, OutboxTable
from intake.model import Letter
from intake.ports import OutboxState

_INSTALLATION = "installation"
RESTORED = "restored"  # when these tables were put back from a backup
_PERHAPS = "数据库是从备份恢复的，这封信以前可能已经回过，请核对后放行"
_RECEIPT = "receipt"
_OPEN = (OutboxState.WAITING.value, OutboxState.HELD.value)
_LEFT = (OutboxState.SENDING.value, OutboxState.SENT.value, OutboxState.IN_DOUBT.value)
IN_VAIN = (OutboxState.SUPERSEDED.value, OutboxState.FAILED.value)
_NEVER_LEFT = (*IN_VAIN, OutboxState.DROPPED.value)
_DUPLICATE = "duplicate"
_TO_A_ROBOT = 2  # letters, at most, to one that may answer each of them
_BETWEEN_REMINDERS = timedelta(days=1)


def file_letters(
    session: Session, mail: str, letters: Iterable[Letter], domain: str, now: datetime, replaced: bool = False
) -> None:
    """Write the letters; waiting ones to the same address about the same submissions give way to them.

    `replaced`: a later mail, filed before, has taken the place of all that this one brings: it's these that give way.
    """
    letters = _after_a_restore(session, mail, tuple(letters))
    proper = [letter for letter in letters if not letter.held]
    gives_way = replaced and any(_is_answered(session, letter) for letter in proper)
    gives_way = gives_way or any(letter.again and _has_been_told(session, letter) for letter in proper)
    for letter in () if gives_way else proper:
        _supersede(session, letter)
    for letter in letters:
        kept = _held_for_a_robot(session, letter, now)
        write_letter(session, mail, kept, OutboxState.SUPERSEDED if gives_way else state_of(kept), domain, now)


def _has_been_told(session: Session, letter: Letter) -> bool:
    """Whether a letter that says nothing new needn't be written.

    One that waits says it already; else the same material again is answered once.
    """
    if _is_answered(session, letter):
        return True
    query = select(OutboxTable.receipts).where(
        is_to(letter.to), OutboxTable.kind == letter.kind, OutboxTable.state.not_in(IN_VAIN)
    )
    told = sum(set(letter.receipts) <= set(receipts) for receipts in session.scalars(query))
    return told >= (1 if letter.kind == _DUPLICATE else _TO_A_ROBOT)


def _held_for_a_robot(session: Session, letter: Letter, now: datetime) -> Letter:
    """Whoever goes on writing without handing anything in may be a robot that answers our letters: then a person looks."""
    if letter.receipts or letter.held or not letter.to_a_reply:
        return letter
    query = select(OutboxTable.receipts).where(
        is_to(letter.to),
        OutboxTable.mail.is_not(None),
        OutboxTable.created_at > now - timedelta(days=1),
        OutboxTable.state.not_in(IN_VAIN),
    )
    if sum(not receipts for receipts in session.scalars(query)) < _TO_A_ROBOT:
        return letter
    return replace(
        letter, held=f"一天内已{_TO_A_ROBOT}次答复{letter.to}没有材料的来信，对方可能是自动回复，请看过来信再放行"
    )


def _after_a_restore(session: Session, mail: str, letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """A mail that came before these tables were put back may have been answered after they were copied."""
    restored, row = session.get(MetaRow, RESTORED), session.get(MailRow, mail)
    if restored is None or row is None or row.arrived_at >= datetime.fromisoformat(restored.value):
        return letters
    return tuple(each if each.held else replace(each, held=_PERHAPS) for each in letters)


def replace_letters(session: Session, mail: str, letters: Iterable[Letter], domain: str, now: datetime) -> None:
    """What waits or is held of a mail's letters gives way to these; of its neutral receipt there is ever but one."""
    letters = tuple(letters)
    rows = session.scalars(
        select(OutboxTable).where(OutboxTable.mail == mail).order_by(OutboxTable.id).with_for_update()
    ).all()
    received = [row for row in rows if row.kind == _RECEIPT and row.state != OutboxState.SUPERSEDED.value]
    stays = bool(received) and any(letter.kind == _RECEIPT for letter in letters)
    for row in rows:
        if row.state in _OPEN and not (stays and row in received):
            row.state = OutboxState.SUPERSEDED.value
    for letter in letters:
        if not (stays and letter.kind == _RECEIPT):
            write_letter(session, mail, letter, state_of(letter), domain, now)


def has_left(session: Session, mail: str, since: datetime) -> bool:
    """Whether a letter to this mail that says more than that it has come left since then, or perhaps did."""
    left = select(OutboxTable.id).where(
        OutboxTable.mail == mail,
        OutboxTable.kind != _RECEIPT,
        OutboxTable.state.in_(_LEFT),
        OutboxTable.attempted_at >= since,
    )
    return session.scalar(left.limit(1)) is not None


def file_reminders(session: Session, call: str, letters: Iterable[Letter], domain: str, now: datetime) -> int:
    """Write a call's reminders, which answer no mail and replace none; returns how many.

    None for an organisation (the first line greets it) goes a second time within a day to the same address; what another
    call reminds it of neither holds these up nor gives way to them.
    """
    alone(session, "reminders")  # so that none is written while another looks
    written = 0
    for letter in letters:
        reminders = _reminders(call, letter)
        recent = select(OutboxTable.id).where(
            *reminders,
            OutboxTable.created_at > now - _BETWEEN_REMINDERS,
            OutboxTable.state.not_in(_NEVER_LEFT),
        )
        if session.scalar(recent.limit(1)) is None:
            _replace_reminders(session, reminders)
            write_letter(session, None, letter, state_of(letter), domain, now, call)
            written += 1
    return written


def _reminders(call: str, letter: Letter) -> tuple[ColumnElement[bool], ...]:
    """The call's reminders to the same organisation at the same address; older ones don't say whose they are."""
    greeting = letter.text.partition("\n")[0]
    return (
        OutboxTable.kind == letter.kind,
        OutboxTable.call.in_((call, "")),
        is_to(letter.to),
        OutboxTable.text.startswith(greeting, autoescape=True),
    )


def _replace_reminders(session: Session, reminders: Iterable[ColumnElement[bool]]) -> None:
    """An older draft that nobody let go gives way to the newer."""
    older = select(OutboxTable).where(*reminders, OutboxTable.state == OutboxState.HELD.value)
    for row in session.scalars(older.with_for_update()):
        row.state = OutboxState.SUPERSEDED.value


def state_of(letter: Letter) -> OutboxState:
    """How a letter begins: held, or waiting."""
    return OutboxState.HELD if letter.held else OutboxState.WAITING


def write_letter(
    session: Session, mail: str | None, letter: Letter, state: OutboxState, domain: str, now: datetime, call: str = ""
) -> None:
    """A letter as a row of the outbox; `mail` is the one that it answers, None where it answers none but is a `call`'s."""
    row = OutboxTable(
        mail=mail,
        call=call,
        message_id="",
        kind=letter.kind,
        address=letter.to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        in_reply_to=letter.in_reply_to,
        reference_ids=list(letter.references),
        receipts=list(letter.receipts),
        held=letter.held,
        names=letter.names,
        undated_text=letter.undated_text,
        undated_html=letter.undated_html,
        attachments=list(letter.attachments),
        released=False,
        state=state.value,
        created_at=now,
        due_at=letter.due_at,
        attempts=0,
        last_error="",
    )
    session.add(row)
    session.flush()
    row.message_id = f"<baosong.{installation(session)}.{row.id}@{domain}>"
    for receipt in dict.fromkeys(letter.receipts):
        session.add(OutboxReceiptRow(letter=row.id, receipt=receipt))
    session.flush()


def _supersede(session: Session, letter: Letter) -> None:
    """What still waits about all of the same submissions; a letter that also speaks of others stays."""
    for row in _waiting(session, letter):
        if row.receipts and set(row.receipts) <= set(letter.receipts):
            row.state = OutboxState.SUPERSEDED.value


def _is_answered(session: Session, letter: Letter) -> bool:
    """Whether a letter that waits speaks of all of the same submissions already."""
    return bool(letter.receipts) and any(set(letter.receipts) <= set(row.receipts) for row in _waiting(session, letter))


def _waiting(session: Session, letter: Letter) -> Sequence[OutboxTable]:
    waiting = select(OutboxTable).where(OutboxTable.state.in_(_OPEN), is_to(letter.to))
    return session.scalars(waiting.order_by(OutboxTable.id).with_for_update()).all()  # a sender may claim one just now


def installation(session: Session) -> str:
    """The installation's own name in Message-IDs, made once."""
    if session.get(MetaRow, _INSTALLATION) is None:
        add_new(session, MetaRow, name=_INSTALLATION, value=uuid4().hex[:12])
    return session.get_one(MetaRow, _INSTALLATION).value
