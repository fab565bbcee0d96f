"""What waits for a person, oldest first: submissions with something to decide, mails that submit nothing or can't be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import FindingRow, MailRow, OutboxTable, RevisionRow, SubmissionRow
from archive.views import FindingView
from intake.codes import Severity, Verdict


@dataclass(frozen=True, slots=True)
class LetterInBrief:
    """A letter that is held until somebody has decided."""

    id: int
    kind: str
    to: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """One thing to decide: a submission, or a mail where `receipt` is "". `error` says why a mail couldn't be read.

    `since` is when its newest mail was received; `letter` the letter proper that is held for it, None where none is.
    """

    since: datetime
    receipt: str
    mail: str
    call: str
    stage: str
    organisation: str
    activity: str
    sender: str
    subject: str
    findings: tuple[FindingView, ...]
    letter: LetterInBrief | None
    error: str = ""


def waiting(records: SqlRecords, calls: Iterable[str] = ()) -> tuple[WaitingView, ...]:
    """All that waits, oldest first; of these calls, or of all."""
    with records.reading() as session:
        found = [*_submissions(session), *_mails(session), *_unread(session)]
    names = set(calls)
    chosen = [each for each in found if not names or each.call in names or not each.call]
    return tuple(sorted(chosen, key=lambda each: (each.since, each.receipt, each.mail)))


def _submissions(session: Session) -> list[WaitingView]:
    query = (
        select(FindingRow, SubmissionRow, MailRow)
        .join(RevisionRow, RevisionRow.id == FindingRow.revision)
        .join(SubmissionRow, SubmissionRow.current == RevisionRow.id)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(FindingRow.severity == Severity.REVIEW.value, SubmissionRow.closed == "")
    )
    return _gathered(session, query)


def _mails(session: Session) -> list[WaitingView]:
    query = (
        select(FindingRow, MailRow)
        .join(MailRow, MailRow.digest == FindingRow.mail)
        .where(FindingRow.severity == Severity.REVIEW.value, FindingRow.revision.is_(None))
        .where(MailRow.verdict != Verdict.IGNORED.value)
    )
    return _gathered(session, query)


def _gathered(session: Session, query: Select[*tuple[Any, ...]]) -> list[WaitingView]:
    found: dict[tuple[str, str], tuple[MailRow, SubmissionRow | None, list[FindingView]]] = {}
    for finding, *rows in session.execute(query.order_by(FindingRow.id)):
        mail, submission = rows[-1], rows[0] if len(rows) == 2 else None
        key = (mail.digest, submission.receipt if submission else "")
        _, _, views = found.setdefault(key, (mail, submission, []))
        views.append(FindingView(finding.code, finding.severity, finding.detail))
    letters = _held(session, [mail.digest for mail, _, _ in found.values()])
    return [_view(mail, submission, views, letters.get(mail.digest)) for mail, submission, views in found.values()]


def _unread(session: Session) -> list[WaitingView]:
    rows = session.scalars(
        select(MailRow).where(MailRow.error != "", MailRow.state == "filed", MailRow.verdict != Verdict.IGNORED.value)
    )
    return [_view(row, None, [], None) for row in rows]


def _view(
    mail: MailRow, submission: SubmissionRow | None, findings: Sequence[FindingView], letter: LetterInBrief | None
) -> WaitingView:
    return WaitingView(
        since=mail.received_at or mail.arrived_at,
        receipt=submission.receipt if submission else "",
        mail=mail.digest,
        call=mail.call,
        stage=submission.stage if submission else "",
        organisation=submission.organisation if submission else "",
        activity=submission.activity if submission else "",
        sender=mail.sender,
        subject=mail.subject,
        findings=tuple(findings),
        letter=letter,
        error=mail.error if mail.state == "filed" else "",
    )


def _held(session: Session, mails: Sequence[str]) -> dict[str, LetterInBrief]:
    query = select(OutboxTable.mail, OutboxTable.id, OutboxTable.kind, OutboxTable.address)
    rows = session.execute(
        query.where(OutboxTable.mail.in_(mails), OutboxTable.state == "held").order_by(OutboxTable.id)
    )
    return {mail: LetterInBrief(number, kind, address) for mail, number, kind, address in rows if mail is not None}


def mail_named(records: SqlRecords, name: str) -> tuple[str, ...]:
    """The mails whose SHA-256 begins so, two at most; a person names one by its first digits."""
    prefix = name.lower()
    if len(prefix) < 6 or set(prefix) - set("0123456789abcdef"):
        return ()
    with records.reading() as session:
        query = select(MailRow.digest).where(func.substr(MailRow.digest, 1, len(prefix)) == prefix).limit(2)
        return tuple(session.scalars(query))
