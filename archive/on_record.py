"""What is on record of a mail, to hold beside what would now be thought of it."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from archive.outbox_rows import outbox_row
from archive.tables import SHANGHAI, DecisionRow, FindingRow, MailRow, OutboxTable, RevisionRow, SubmissionRow
from intake.codes import Code, Severity, Verdict
from intake.decisions.model import DecisionKind
from intake.model import Finding
from intake.ports import FiledAs

_GONE = ("superseded", "dropped")


def filed_as(session: Session, digest: str) -> FiledAs:
    """Verdicts, findings and fields as they are kept, and the letter that stands."""
    mail = session.get_one(MailRow, digest)
    revisions = select(RevisionRow, SubmissionRow.receipt).join(
        SubmissionRow, SubmissionRow.id == RevisionRow.submission
    )
    rows = session.execute(revisions.where(RevisionRow.mail == digest).order_by(RevisionRow.position)).all()
    letter = session.scalar(
        select(OutboxTable)
        .where(OutboxTable.mail == digest, OutboxTable.kind != "receipt", OutboxTable.state.not_in(_GONE))
        .order_by(OutboxTable.id.desc())
        .limit(1)
    )
    edited = select(DecisionRow.id).where(DecisionRow.kind == DecisionKind.LETTER_EDITED.value)
    return FiledAs(
        verdicts={"": Verdict(mail.verdict), **{receipt: Verdict(row.verdict) for row, receipt in rows}},
        findings={
            "": findings_of_revision(session, digest, None),
            **{n: findings_of_revision(session, digest, row.id) for row, n in rows},
        },
        fields={receipt: as_read(row.fields) for row, receipt in rows},
        letter=outbox_row(letter) if letter is not None else None,
        edited=letter is not None
        and session.scalar(edited.where(DecisionRow.letter == letter.id).limit(1)) is not None,
    )


def standing_mails(session: Session, calls: Collection[str], since: date | None) -> tuple[str, ...]:
    """Filed mails that a submission stands at, or that made none, oldest first."""
    standing = select(RevisionRow.mail).join(SubmissionRow, SubmissionRow.current == RevisionRow.id)
    any_revision = select(RevisionRow.mail)
    query = select(MailRow.digest).where(
        MailRow.state == "filed",
        MailRow.call.in_(list(calls)),
        or_(MailRow.digest.in_(standing), MailRow.digest.not_in(any_revision)),
    )
    if since is not None:
        query = query.where(MailRow.received_at >= datetime.combine(since, time(), SHANGHAI))
    return tuple(session.scalars(query.order_by(MailRow.received_at, MailRow.digest)))


def findings_of_revision(session: Session, mail: str, revision: int | None) -> tuple[Finding, ...]:
    """What is found of a mail's revision of a submission; None: of the mail itself."""
    rows = select(FindingRow).where(FindingRow.mail == mail, FindingRow.revision.is_not_distinct_from(revision))
    return tuple(
        Finding(Code(row.code), Severity(row.severity), row.detail, row.document, row.field)
        for row in session.scalars(rows.order_by(FindingRow.id))
    )


def as_read(fields: dict[str, object]) -> dict[str, str | tuple[str, ...] | None]:
    """Fields as JSON keeps them, in the model's types."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}  # type: ignore[misc]  # JSON
