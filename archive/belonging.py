"""Which submissions on record a mail may belong to, and by what."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from archive import facts_json
from archive.tables import DocumentRow, FindingRow, MailRow, OutboxReceiptRow, OutboxTable, RevisionRow, SubmissionRow
from intake.codes import Code, Severity, Verdict
from intake.model import Finding, Prior, Version
from intake.naming import activity_key, organisation_key
from intake.ports import Relation

_MOST = 40  # priors that are worth looking at
KEY_LENGTH = 255  # of what the tables keep of a key


def related(session: Session, call: str, relation: Relation) -> tuple[Prior, ...]:
    """The priors, strongest reason first: receipt, thread, organisation, sender, activity, a half that is waited for."""
    reasons: dict[int, list[str]] = {}
    for reason, identities in _by_reason(session, call, relation):
        for identity in identities:
            reasons.setdefault(identity, []).append(reason)
    chosen = list(reasons)[:_MOST]
    rows = {row.id: row for row in session.scalars(select(SubmissionRow).where(SubmissionRow.id.in_(chosen)))}
    senders, faults = _senders(session, chosen), _faults(session, chosen)
    return tuple(
        _prior(session, rows[identity], tuple(reasons[identity]), senders[identity], faults.get(identity, ()))
        for identity in chosen
    )


def prior(session: Session, receipt: str) -> Prior | None:
    """A submission on record, as a mail that a person says belongs to it finds it; None where there is none."""
    row = session.scalar(select(SubmissionRow).where(SubmissionRow.receipt == receipt))
    if row is None:
        return None
    senders, faults = _senders(session, [row.id]), _faults(session, [row.id])
    return _prior(session, row, (), senders[row.id], faults.get(row.id, ()))


def _by_reason(session: Session, call: str, relation: Relation) -> Iterator[tuple[str, Sequence[int]]]:
    of_call = select(SubmissionRow.id).where(SubmissionRow.call == call, SubmissionRow.merged == "")
    ours = of_call.order_by(SubmissionRow.last_received_at.desc(), SubmissionRow.id.desc())
    merged = select(SubmissionRow.merged).where(
        SubmissionRow.receipt.in_(relation.receipts), SubmissionRow.merged != ""
    )
    cited = SubmissionRow.receipt.in_(relation.receipts) | SubmissionRow.receipt.in_(merged)
    yield "receipt", session.scalars(ours.where(cited)).all()
    if relation.thread:
        yield "thread", session.scalars(ours.where(_in_thread(relation.thread))).all()
    said = (*(organisation for _, organisation, _ in relation.organisations), *relation.names)
    keys = {organisation_key(name)[:KEY_LENGTH] for name in said} - {""}
    yield "organisation", session.scalars(ours.where(SubmissionRow.organisation_key.in_(keys))).all()
    if relation.sender:
        by_sender = (
            select(RevisionRow.submission)
            .join(MailRow, MailRow.digest == RevisionRow.mail)
            .where(MailRow.sender == relation.sender)
        )
        yield "sender", session.scalars(ours.where(SubmissionRow.id.in_(by_sender))).all()
    titles = {activity_key(activity)[:KEY_LENGTH] for _, _, activity in relation.organisations} - {""}
    yield "activity", session.scalars(ours.where(SubmissionRow.activity_key.in_(titles))).all()
    if relation.lacking:
        waiting = SubmissionRow.word if relation.lacking == "pdf" else SubmissionRow.pdf
        brought = SubmissionRow.pdf if relation.lacking == "pdf" else SubmissionRow.word
        halves = ours.where(waiting.is_(None), brought.is_not(None)).limit(_MOST)
        yield "half", session.scalars(halves).all()


def _in_thread(thread: tuple[str, ...]) -> ColumnElement[bool]:
    """It answers a letter of ours, or a mail of the submission whose Message-ID is that mail's alone."""
    by_letter = (
        select(OutboxReceiptRow.receipt)
        .join(OutboxTable, OutboxTable.id == OutboxReceiptRow.letter)
        .where(OutboxTable.message_id.in_(thread))
    )
    only = select(MailRow.message_id).where(MailRow.message_id.in_(thread)).group_by(MailRow.message_id)
    by_mail = (
        select(RevisionRow.submission)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(MailRow.message_id.in_(only.having(func.count() == 1)))
    )
    return SubmissionRow.receipt.in_(by_letter) | SubmissionRow.id.in_(by_mail)


def hosts(session: Session, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
    """As written, with who sent the first mail of each: of whoever's key begins as one of the names, or this sender's."""
    keys = {organisation_key(name) for name in names} - {""}
    first = (
        select(RevisionRow.submission, MailRow.sender)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(RevisionRow.number == 1)
        .subquery()
    )
    like = [SubmissionRow.organisation_key.contains(key[:KEY_LENGTH], autoescape=True) for key in keys]
    query = (
        select(SubmissionRow.organisation, func.coalesce(first.c.sender, ""))
        .outerjoin(first, first.c.submission == SubmissionRow.id)
        .where(
            SubmissionRow.call == call,
            SubmissionRow.stage == stage,
            SubmissionRow.closed == "",
            (SubmissionRow.activity == "") | SubmissionRow.activity_key.is_not(None),  # not what may be another's
            or_(*like, first.c.sender == sender if sender else false()),
        )
    )
    return tuple((unit, by) for unit, by in session.execute(query).all())


def _senders(session: Session, submissions: Sequence[int]) -> dict[int, frozenset[str]]:
    """Who has sent anything of each."""
    found: dict[int, set[str]] = {identity: set() for identity in submissions}
    query = select(RevisionRow.submission, MailRow.sender).join(MailRow, MailRow.digest == RevisionRow.mail)
    for identity, sender in session.execute(query.where(RevisionRow.submission.in_(submissions))).all():
        found[identity].add(sender)
    return {identity: frozenset(each - {""}) for identity, each in found.items()}


def _faults(session: Session, submissions: Sequence[int]) -> dict[int, tuple[Finding, ...]]:
    """The errors of each one's newest revision."""
    revisions = select(RevisionRow.id, RevisionRow.submission).where(RevisionRow.submission.in_(submissions))
    newest = {
        row.submission: row.id
        for row in session.execute(revisions.order_by(RevisionRow.received_at, RevisionRow.number))
    }
    of_revision = {revision: submission for submission, revision in newest.items()}
    found: dict[int, list[Finding]] = {}
    query = select(FindingRow).where(FindingRow.revision.in_(list(of_revision)), FindingRow.severity == Severity.ERROR)
    for row in session.scalars(query.order_by(FindingRow.id)):
        finding = Finding(Code(row.code), Severity(row.severity), row.detail, row.document, row.field)
        found.setdefault(of_revision[row.revision or 0], []).append(finding)
    return {submission: tuple(each) for submission, each in found.items()}


def _prior(
    session: Session, row: SubmissionRow, reasons: tuple[str, ...], senders: frozenset[str], faults: tuple[Finding, ...]
) -> Prior:
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
        senders=senders,
        contact=str(row.fields.get("contact_email") or "").lower(),
        doubtful=bool(row.activity) and row.activity_key is None,
        faults=faults,
    )


def _version(session: Session, identity: int | None, form: int | None) -> Version | None:
    row = session.get(DocumentRow, identity) if identity is not None else None
    if row is None:
        return None
    mail = session.get(MailRow, row.mail)
    assert mail is not None and mail.received_at is not None  # noqa: S101, PT018  a document's mail is filed with it
    return Version(row.mail, facts_json.load(row.facts), mail.received_at, form)
