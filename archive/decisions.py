"""Decisions as rows: written once, read in order."""

from collections.abc import Collection
from dataclasses import fields, replace

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from archive.locking import alone
from archive.tables import DecisionRow, MailRow, OutboxReceiptRow, RevisionRow, SubmissionRow
from intake.decisions.model import Decision, DecisionKind, standing
from intake.errors import DecisionRefused
from intake.naming import organisation_key, units

_LONGEST_NAME = 100
_NAMES = tuple(each.name for each in fields(Decision))
# what was decided about a mail's material goes where the material goes; that it was put aside says nothing of the other
_FOLLOWS = frozenset(
    (
        DecisionKind.CONFIRM,
        DecisionKind.WAIVE,
        DecisionKind.ADD,
        DecisionKind.CORRECT,
        DecisionKind.ACCEPT_LATE,
        DecisionKind.KEEP,
    )
)


def keep(session: Session, decision: Decision) -> int:
    """Write a decision; its id. Raises DecisionRefused where it takes back what has been taken back already."""
    alone(session, f"call {decision.call}")  # nobody files or decides about its submissions meanwhile
    if decision.takes_back is not None and found(session, DecisionRow.takes_back == decision.takes_back):
        raise DecisionRefused(f"决定{decision.takes_back}已经收回，不必再次收回")
    if not 0 < len(decision.actor.strip()) <= _LONGEST_NAME:
        raise DecisionRefused(f"要写明是谁作的决定，不超过{_LONGEST_NAME}字")
    values = {name: _storable(getattr(decision, name)) for name in _NAMES if name != "id"}
    alone(
        session, "decisions"
    )  # numbered without gaps, whatever was refused: people name them, and they come out again
    number = (session.scalar(select(func.max(DecisionRow.id))) or 0) + 1
    row = DecisionRow(**{**values, "id": number, "kind": decision.kind.value, "documents": list(decision.documents)})
    session.add(row)
    session.flush()
    return row.id


def _storable(value: object) -> object:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value  # PostgreSQL keeps no NUL


def found(session: Session, *where: ColumnElement[bool]) -> tuple[Decision, ...]:
    """Decisions in the order in which they were made, those taken back and what took them back among them."""
    return tuple(_decision(row) for row in session.scalars(select(DecisionRow).where(*where).order_by(DecisionRow.id)))


def about(session: Session, receipt: str, numbers: Collection[str]) -> tuple[Decision, ...]:
    """The same of those about any of these numbers, or about a letter that speaks of `receipt`."""
    rows = session.scalars(_ABOUT, {"receipt": receipt, "numbers": list(numbers)})
    return tuple(_decision(row) for row in rows)


_SPEAKING = select(OutboxReceiptRow.letter).where(OutboxReceiptRow.receipt == bindparam("receipt"))
_ABOUT = (  # put together once: that takes longer than the database does
    select(DecisionRow)
    .where(DecisionRow.receipt.in_(bindparam("numbers", expanding=True)) | DecisionRow.letter.in_(_SPEAKING))
    .order_by(DecisionRow.id)
)


def concerning(session: Session, call: str, mail: str, receipts: Collection[str]) -> tuple[Decision, ...]:
    """The standing decisions about a mail, its submissions, what is now part of them, and anybody's deadline."""
    own = [receipt for receipt in receipts if receipt]  # new material has no number yet
    part_of = parts(session, own)
    about = or_(
        DecisionRow.receipt.in_([*own, *part_of]),
        and_(DecisionRow.mail == mail, DecisionRow.receipt == ""),
        and_(DecisionRow.kind == DecisionKind.EXTENSION.value, DecisionRow.call == call),
    )
    over = select(DecisionRow.takes_back).where(DecisionRow.takes_back.is_not(None))
    made = standing(found(session, about, DecisionRow.id.not_in(over)))
    return tuple(
        replace(each, receipt=part_of.get(each.receipt, each.receipt))
        for each in made
        if each.receipt not in part_of or each.kind in _FOLLOWS
    )


def parts(session: Session, receipts: Collection[str]) -> dict[str, str]:
    """The numbers that are now part of these submissions, with the number that each is part of."""
    return {row.receipt: row.merged for row in session.execute(_MERGED, {"receipts": list(receipts)})}


_MERGED = select(SubmissionRow.receipt, SubmissionRow.merged).where(
    SubmissionRow.merged.in_(bindparam("receipts", expanding=True))
)


def concerned(session: Session, decision: Decision) -> tuple[str, ...]:
    """The mails that are to be judged anew after a decision: the newest of each submission that it is about."""
    if decision.takes_back is not None:
        return concerned(session, found(session, DecisionRow.id == decision.takes_back)[0])
    if decision.kind is DecisionKind.STANDING or decision.letter is not None:
        return ()
    if decision.kind is DecisionKind.EXTENSION:
        return _of_organisation(session, decision)
    if not decision.receipt:
        mail = session.get(MailRow, decision.mail)
        return (mail.digest,) if mail is not None and not mail.error else ()
    receipts = (decision.value, decision.receipt) if decision.kind is DecisionKind.BELONGS else (decision.receipt,)
    mails = (newest_mail(session, merged_into(session, receipt) or receipt) for receipt in receipts)
    return tuple(dict.fromkeys(mail for mail in mails if mail))


def numbered(session: Session, number: int) -> Decision:
    """One by its number. Raises DecisionRefused."""
    row = session.get(DecisionRow, number)
    if row is None:
        raise DecisionRefused(f"没有编号为{number}的决定，可用baosong review --history 收件编号查看")
    return _decision(row)


def of_receipt(session: Session, receipt: str) -> tuple[Decision, ...]:
    """All decisions about a submission, those taken back among them."""
    return found(session, DecisionRow.receipt == receipt)


def newest_mail(session: Session, receipt: str) -> str | None:
    """The mail whose revision a submission stands at; None where there is no such submission."""
    row = session.scalar(select(SubmissionRow).where(SubmissionRow.receipt == receipt))
    return _newest(session, row) if row is not None else None


def merged_into(session: Session, receipt: str) -> str:
    """The number that a submission is now part of; "" where it is its own, or there is none."""
    return session.scalar(select(SubmissionRow.merged).where(SubmissionRow.receipt == receipt)) or ""


def _newest(session: Session, row: SubmissionRow) -> str | None:
    if row.current is not None:
        return session.scalar(select(RevisionRow.mail).where(RevisionRow.id == row.current))
    mails = select(RevisionRow.mail).where(RevisionRow.submission == row.id)
    return session.scalar(mails.order_by(RevisionRow.received_at.desc(), RevisionRow.number.desc()).limit(1))


def _of_organisation(session: Session, decision: Decision) -> tuple[str, ...]:
    key = organisation_key(decision.organisation)
    query = select(SubmissionRow).where(
        SubmissionRow.call == decision.call,
        SubmissionRow.stage == decision.stage,
        SubmissionRow.organisation_key.contains(key, autoescape=True),
    )
    rows = [row for row in session.scalars(query.order_by(SubmissionRow.id)) if _is_of(row, key)]
    return tuple(dict.fromkeys(mail for row in rows if (mail := _newest(session, row))))


def _is_of(row: SubmissionRow, key: str) -> bool:
    return key in {organisation_key(name) for name in (row.organisation, *units(row.organisation))}


def _decision(row: DecisionRow) -> Decision:
    values = {name: getattr(row, name) for name in _NAMES}
    return Decision(**{**values, "kind": DecisionKind(row.kind), "documents": tuple(row.documents)})
