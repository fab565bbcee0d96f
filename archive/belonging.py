"""Which submissions on record a mail may belong to, and by what."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import facts_json
from archive.tables import DocumentRow, MailRow, OutboxReceiptRow, OutboxTable, RevisionRow, SubmissionRow
from intake.codes import Verdict
from intake.model import Prior, Version
from intake.naming import organisation_key
from intake.ports import Relation

_MOST = 40  # priors that are worth looking at


def related(session: Session, call: str, relation: Relation) -> tuple[Prior, ...]:
    """The priors, strongest reason first: receipt, thread, organisation, sender."""
    reasons: dict[int, list[str]] = {}
    for reason, identities in _by_reason(session, call, relation):
        for identity in identities:
            reasons.setdefault(identity, []).append(reason)
    rows = {row.id: row for row in session.scalars(select(SubmissionRow).where(SubmissionRow.id.in_(list(reasons))))}
    return tuple(_prior(session, rows[identity], tuple(why)) for identity, why in list(reasons.items())[:_MOST])


def _by_reason(session: Session, call: str, relation: Relation) -> Iterator[tuple[str, Sequence[int]]]:
    ours = select(SubmissionRow.id).where(SubmissionRow.call == call).order_by(SubmissionRow.last_received_at.desc())
    yield "receipt", session.scalars(ours.where(SubmissionRow.receipt.in_(relation.receipts))).all()
    by_letter = (
        select(OutboxReceiptRow.receipt)
        .join(OutboxTable, OutboxTable.id == OutboxReceiptRow.letter)
        .where(OutboxTable.message_id.in_(relation.thread))
    )
    by_mail = (
        select(RevisionRow.submission)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(MailRow.message_id.in_(relation.thread))
    )
    if relation.thread:
        yield (
            "thread",
            session.scalars(ours.where(SubmissionRow.receipt.in_(by_letter) | SubmissionRow.id.in_(by_mail))).all(),
        )
    keys = {organisation_key(organisation) for _, organisation, _ in relation.organisations} - {""}
    yield "organisation", session.scalars(ours.where(SubmissionRow.organisation_key.in_(keys))).all()
    if relation.sender:
        by_sender = (
            select(RevisionRow.submission)
            .join(MailRow, MailRow.digest == RevisionRow.mail)
            .where(MailRow.sender == relation.sender)
        )
        yield "sender", session.scalars(ours.where(SubmissionRow.id.in_(by_sender))).all()


def _prior(session: Session, row: SubmissionRow, reasons: tuple[str, ...]) -> Prior:
    return Prior(
        submission=row.id,
        receipt=row.receipt,
        stage=row.stage,
        organisation=row.organisation,
        activity=row.activity,
        verdict=Verdict(row.verdict),
        first_received_at=row.first_received_at,
        last_received_at=row.last_received_at,
        revision=row.revision,
        word=_version(session, row.word, row.word_form),
        pdf=_version(session, row.pdf, None),
        reasons=reasons,
    )


def _version(session: Session, identity: int | None, form: int | None) -> Version | None:
    row = session.get(DocumentRow, identity) if identity is not None else None
    if row is None:
        return None
    mail = session.get(MailRow, row.mail)
    assert mail is not None and mail.received_at is not None  # noqa: S101, PT018  a document's mail is filed with it
    return Version(row.mail, facts_json.load(row.facts), mail.received_at, form)
