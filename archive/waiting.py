"""What waits for a person, oldest first: submissions with something to decide, mails that submit nothing or can't be read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, literal_column, select
from sqlalchemy.orm import Session

from archive.records import SqlRecords
from archive.tables import FindingRow, MailRow, OutboxTable, RevisionRow, SubmissionRow
from archive.views import FAILED, FindingView
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


@dataclass(frozen=True, slots=True)
class WaitingInBrief:
    """The same as far as lists are put in order and counted: what it is, since when and why it waits."""

    since: datetime
    receipt: str
    mail: str
    call: str
    codes: tuple[str, ...]


def waiting(
    records: SqlRecords, calls: Iterable[str] = (), mails: Collection[str] | None = None
) -> tuple[WaitingView, ...]:
    """All that waits, oldest first; of these calls, or of all. `mails`: only what these have brought."""
    with records.reading() as session:
        found = [*_submissions(session, mails), *_mails(session, mails), *_unread(session, mails)]
    names = set(calls)
    chosen = [each for each in found if not names or each.call in names or not each.call]
    return tuple(sorted(chosen, key=lambda each: (each.since, each.receipt, each.mail)))


def waiting_in_brief(records: SqlRecords, call: str) -> tuple[WaitingInBrief, ...]:
    """What waits at this call or is of none, in the same order; none of it is read whole."""
    about = (MailRow.digest, MailRow.received_at, MailRow.arrived_at, MailRow.call)
    here = MailRow.call.in_((call, ""))
    waits = (_WAITS, here)
    of_submissions = _standing(select(FindingRow.code, SubmissionRow.receipt, *about)).where(*waits)
    of_mails = _of_mails(select(FindingRow.code, literal(""), *about)).where(*waits)
    unread = select(literal(""), literal(""), *about).where(*FAILED, here)
    found: dict[tuple[str, str], tuple[datetime, str, list[str]]] = {}
    with records.reading() as session:
        for query in (of_submissions.order_by(FindingRow.id), of_mails.order_by(FindingRow.id), unread):
            for code, receipt, mail, received, arrived, name in session.execute(query):
                _, _, codes = found.setdefault((receipt, mail), (received or arrived, name, []))
                codes += [code] if code and code not in codes else []
    briefs = [WaitingInBrief(since, *key, name, tuple(codes)) for key, (since, name, codes) in found.items()]
    return tuple(sorted(briefs, key=lambda each: (each.since, each.receipt, each.mail)))


# a word of the query itself, without which a partial index can't be used
_WAITS = FindingRow.severity == literal_column(f"'{Severity.REVIEW.value}'")


def _standing(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Findings of the revisions that submissions stand at."""
    return (
        query.join(RevisionRow, RevisionRow.id == FindingRow.revision)
        .join(SubmissionRow, (SubmissionRow.id == RevisionRow.submission) & (SubmissionRow.current == RevisionRow.id))
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(SubmissionRow.closed == "")
    )


def _of_mails(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Findings about mails themselves."""
    return query.join(MailRow, MailRow.digest == FindingRow.mail).where(
        FindingRow.revision.is_(None), MailRow.verdict != Verdict.IGNORED.value
    )


def _submissions(session: Session, mails: Collection[str] | None) -> list[WaitingView]:
    query = _standing(select(FindingRow, SubmissionRow, MailRow)).where(_WAITS)
    return _gathered(session, _only(query, mails))


def _mails(session: Session, mails: Collection[str] | None) -> list[WaitingView]:
    query = _of_mails(select(FindingRow, MailRow)).where(_WAITS)
    return _gathered(session, _only(query, mails))


def _only(query: Select[*tuple[Any, ...]], mails: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    return query if mails is None else query.where(MailRow.digest.in_(mails))


def _gathered(session: Session, query: Select[*tuple[Any, ...]]) -> list[WaitingView]:
    found: dict[tuple[str, str], tuple[MailRow, SubmissionRow | None, list[FindingView]]] = {}
    for finding, *rows in session.execute(query.order_by(FindingRow.id)):
        mail, submission = rows[-1], rows[0] if len(rows) == 2 else None
        key = (mail.digest, submission.receipt if submission else "")
        _, _, views = found.setdefault(key, (mail, submission, []))
        views.append(FindingView(finding.code, finding.severity, finding.detail))
    letters = _held(session, [mail.digest for mail, _, _ in found.values()])
    return [_view(mail, submission, views, letters.get(mail.digest)) for mail, submission, views in found.values()]


def _unread(session: Session, mails: Collection[str] | None) -> list[WaitingView]:
    rows = session.scalars(_only(select(MailRow).where(*FAILED), mails))
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
