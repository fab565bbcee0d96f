"""What waits for a person, oldest first: submissions with something to decide, mails that submit nothing or can't be read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, literal, literal_column, select
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


@dataclass(frozen=True, slots=True)
class WaitingInAList:
    """The same as a list shows it."""

    since: datetime
    receipt: str
    mail: str
    organisation: str
    activity: str
    sender: str
    subject: str
    codes: tuple[str, ...]


def waiting(
    records: SqlRecords, calls: Iterable[str] = (), mails: Collection[str] | None = None
) -> tuple[WaitingView, ...]:
    """All that waits, oldest first; of these calls, or of all. `mails`: only what these have brought."""
    of_submissions, of_mails, unread = _statements(only=mails is not None)
    values = {} if mails is None else {"mails": list(mails)}
    with records.reading() as session:
        found = [*_gathered(session, of_submissions, values), *_gathered(session, of_mails, values)]
        found += (_view(row, (), None) for row in session.execute(unread, values))
    names = set(calls)
    chosen = [each for each in found if not names or each.call in names or not each.call]
    return tuple(sorted(chosen, key=lambda each: (each.since, each.receipt, each.mail)))


def waiting_in_brief(records: SqlRecords, call: str) -> tuple[WaitingInBrief, ...]:
    """What waits at this call or is of none, in the same order; none of it is read whole."""
    about = _ABOUT[:4]
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


def waiting_in_a_list(records: SqlRecords, mails: Collection[str]) -> tuple[WaitingInAList, ...]:
    """What these mails have brought that waits, in no order."""
    found: dict[tuple[str, str], tuple[Row[*tuple[Any, ...]], list[str]]] = {}
    with records.reading() as session:
        for query in _statements(only=True):
            for row in session.execute(query, {"mails": list(mails)}):
                _, codes = found.setdefault((row.digest, row.receipt), (row, []))
                codes += [row.code] if row.code and row.code not in codes else []
    return tuple(
        WaitingInAList(
            row.received_at or row.arrived_at,
            row.receipt,
            row.digest,
            row.organisation,
            row.activity,
            row.sender,
            row.subject,
            tuple(codes),
        )
        for row, codes in found.values()
    )


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


_ABOUT = (MailRow.digest, MailRow.received_at, MailRow.arrived_at, MailRow.call, MailRow.sender, MailRow.subject)
_MAIL = (*_ABOUT, MailRow.state, MailRow.error)
_FINDING = (FindingRow.code, FindingRow.severity, FindingRow.detail)
_SUBMISSION = (SubmissionRow.receipt, SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.activity)
_NO_SUBMISSION = tuple(literal("").label(column.key) for column in _SUBMISSION)
_NO_FINDING = tuple(literal("").label(column.key) for column in _FINDING)


@cache
def _statements(only: bool) -> tuple[Select[*tuple[Any, ...]], ...]:
    """What waits of submissions, of mails, and what couldn't be read; `only` what some `mails` have brought.

    Put together once: that takes longer than the database does.
    """
    of_submissions = _standing(select(*_SUBMISSION, *_MAIL, *_FINDING)).where(_WAITS).order_by(FindingRow.id)
    of_mails = _of_mails(select(*_NO_SUBMISSION, *_MAIL, *_FINDING)).where(_WAITS).order_by(FindingRow.id)
    every = (of_submissions, of_mails, select(*_NO_SUBMISSION, *_MAIL, *_NO_FINDING).where(*FAILED))
    named = MailRow.digest.in_(bindparam("mails", expanding=True))
    return tuple(each.where(named) for each in every) if only else every


def _gathered(
    session: Session, query: Select[*tuple[Any, ...]], values: Mapping[str, list[str]]
) -> Iterator[WaitingView]:
    found: dict[tuple[str, str], tuple[Row[*tuple[Any, ...]], list[FindingView]]] = {}
    for row in session.execute(query, values):
        _, views = found.setdefault((row.digest, row.receipt), (row, []))
        views.append(FindingView(row.code, row.severity, row.detail))
    letters = _held(session, [digest for digest, _ in found])
    return (_view(row, views, letters.get(row.digest)) for row, views in found.values())


def _view(row: Row[*tuple[Any, ...]], findings: Sequence[FindingView], letter: LetterInBrief | None) -> WaitingView:
    return WaitingView(
        since=row.received_at or row.arrived_at,
        receipt=row.receipt,
        mail=row.digest,
        call=row.call,
        stage=row.stage,
        organisation=row.organisation,
        activity=row.activity,
        sender=row.sender,
        subject=row.subject,
        findings=tuple(findings),
        letter=letter,
        error=row.error if row.state == "filed" else "",
    )


def _held(session: Session, mails: Sequence[str]) -> dict[str, LetterInBrief]:
    if not mails:
        return {}
    rows = session.execute(_HELD, {"mails": list(mails)})
    return {mail: LetterInBrief(number, kind, address) for mail, number, kind, address in rows if mail is not None}


_HELD = (
    select(OutboxTable.mail, OutboxTable.id, OutboxTable.kind, OutboxTable.address)
    .where(OutboxTable.mail.in_(bindparam("mails", expanding=True)), OutboxTable.state == "held")
    .order_by(OutboxTable.id)
)


def mail_named(records: SqlRecords, name: str) -> tuple[str, ...]:
    """The mails whose SHA-256 begins so, two at most; a person names one by its first digits."""
    prefix = name.lower()
    if len(prefix) < 6 or set(prefix) - set("0123456789abcdef"):
        return ()
    with records.reading() as session:
        query = select(MailRow.digest).where(func.substr(MailRow.digest, 1, len(prefix)) == prefix).limit(2)
        return tuple(session.scalars(query))
