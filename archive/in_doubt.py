"""What waits for a person, of one call: submissions in doubt, mails that submit nothing, mails that couldn't be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import FindingRow, MailRow, RevisionRow, SubmissionRow
from archive.today import Scope
from intake.codes import Severity, Verdict

UNREAD = "unread"  # in the place of a code: the mail couldn't be read


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission (`receipt`) or a mail without one (`receipt` ""); `reasons` are codes, or `UNREAD`."""

    receipt: str
    mail: str
    title: str
    by: str
    stage: str
    since: datetime | None
    reasons: tuple[str, ...]


def waiting(records: SqlRecords, scope: Scope) -> tuple[Waiting, ...]:
    """All that waits, the oldest first."""
    with records.reading() as session:
        found = [*_submissions(session, scope), *_mails(session, scope)]
    return tuple(sorted(found, key=lambda each: (each.since is None, each.since, each.receipt, each.mail)))


def _submissions(session: Session, scope: Scope) -> Iterable[Waiting]:
    chosen = (SubmissionRow.call == scope.call, SubmissionRow.verdict == Verdict.REVIEW.value)
    revisions = (
        select(RevisionRow.submission, RevisionRow.id, RevisionRow.mail)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .where(*chosen)
        .order_by(RevisionRow.received_at, RevisionRow.number)
    )
    newest = {row.submission: (row.id, row.mail) for row in session.execute(revisions)}
    reasons = _codes(session, [revision for revision, _ in newest.values()])
    for row in session.scalars(select(SubmissionRow).where(*chosen)):
        revision, mail = newest[row.id]
        title = row.activity or "（未读出活动名称）"
        yield Waiting(row.receipt, mail, title, row.organisation, row.stage, row.last_received_at, reasons[revision])


def _codes(session: Session, revisions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Of each revision the codes that ask for a person."""
    found: dict[int, dict[str, None]] = {revision: {} for revision in revisions}
    query = (
        select(FindingRow.revision, FindingRow.code)
        .join(RevisionRow, RevisionRow.id == FindingRow.revision)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .where(FindingRow.severity == Severity.REVIEW.value, SubmissionRow.verdict == Verdict.REVIEW.value)
    )
    for revision, code in session.execute(query.order_by(FindingRow.id)):
        if revision in found:
            found[revision][code] = None
    return {revision: tuple(codes) for revision, codes in found.items()}


def _mails(session: Session, scope: Scope) -> Iterable[Waiting]:
    """Mails for a person that made no submission."""
    made = select(RevisionRow.mail)
    query = select(MailRow).where(
        scope.mails(), MailRow.verdict == Verdict.REVIEW.value, MailRow.digest.not_in(made), MailRow.history.is_(False)
    )
    for row in session.scalars(query):
        codes = select(FindingRow.code).where(FindingRow.mail == row.digest, FindingRow.severity == "review")
        reasons = (UNREAD,) if row.error else tuple(dict.fromkeys(session.scalars(codes.order_by(FindingRow.id))))
        subject = row.subject or "（无主题）"
        yield Waiting("", row.digest, subject, row.sender, "", row.received_at or row.arrived_at, reasons)
