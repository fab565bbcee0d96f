"""What coverage and reminders need of the records."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, func, select

from archive.decisions import found
from archive.filed import keys_of_names, named
from archive.letters import file_reminders
from archive.locking import add_new, alone
from archive.records import SqlRecords
from archive.tables import DecisionRow, FindingRow, MailRow, MetaRow, OutboxTable, RevisionRow, SubmissionRow
from intake.codes import Severity, Verdict
from intake.coverage import Handed
from intake.decisions.model import Decision
from intake.model import Letter
from intake.reminders import OpenReminder

_REMINDING = "reminders"
_OPEN_REMINDERS = (OutboxTable.kind == "reminder", OutboxTable.state.in_(("waiting", "held")))


_BRIEFLY = (SubmissionRow.receipt, SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.activity)


def handed(records: SqlRecords, call: str, organisations: Collection[str] | None = None) -> tuple[Handed, ...]:
    """All submissions of a call, or of these names, with what is open and who sent the newest mail of each."""
    own = (SubmissionRow.call == call, SubmissionRow.closed == "")
    where = own if organisations is None else (*own, named(organisations))
    stand = select(SubmissionRow.id, *_BRIEFLY, SubmissionRow.verdict, SubmissionRow.current).where(*where)
    newest = (
        select(RevisionRow.submission, MailRow.sender)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .join(MailRow, MailRow.digest == RevisionRow.mail)
        .where(*where)
        .order_by(RevisionRow.received_at, RevisionRow.number)
    )
    wrong = (
        select(FindingRow.revision, FindingRow.detail)
        .join(SubmissionRow, SubmissionRow.current == FindingRow.revision)
        .where(*where, FindingRow.severity == Severity.ERROR.value)
        .order_by(FindingRow.id)
    )
    faults: dict[int | None, list[str]] = {}
    with records.reading() as session:
        senders = dict(session.execute(newest).all())
        for revision, detail in session.execute(wrong):
            faults.setdefault(revision, []).append(detail)
        return tuple(
            Handed(
                row.receipt,
                row.stage,
                row.organisation,
                row.activity,
                Verdict(row.verdict),
                tuple(faults.get(row.current, ())),
                senders.get(row.id, ""),
            )
            for row in sorted(session.execute(stand), key=lambda row: row.id)  # else SQLite goes through the whole call
        )


def handed_briefly(
    records: SqlRecords, call: str, organisations: Collection[str], most: int
) -> tuple[tuple[Handed, ...], Mapping[tuple[str, str], int]]:
    """Of the submissions of these names the first `most` by number, at least, of each stage.

    They come without activity, what is open and who sent them; beside them, how many there are by (stage, organisation).
    """
    values = {"call": call, "keys": list(keys_of_names(organisations))}
    handed: list[Handed] = []
    numbers = Counter[tuple[str, str]]()
    with records.reading() as session:
        for stage, organisation, verdict, joined in session.execute(_TOGETHER, values):
            receipts = sorted(joined.split("\n"))
            numbers[stage, organisation] += len(receipts)
            handed += (Handed(each, stage, organisation, "", Verdict(verdict), (), "") for each in receipts[:most])
    return tuple(handed), numbers


_TOGETHER = (
    select(SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.verdict)
    .add_columns(func.aggregate_strings(SubmissionRow.receipt, "\n"))
    .where(SubmissionRow.call == bindparam("call"), SubmissionRow.closed == "")
    .where(SubmissionRow.organisation_key.in_(bindparam("keys", expanding=True)))
    .group_by(SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.verdict)
)


def decided(records: SqlRecords, call: str) -> tuple[Decision, ...]:
    """What people have decided about the call's organisations: their deadlines, and whether they are expected."""
    with records.reading() as session:
        return found(session, DecisionRow.call == call, DecisionRow.organisation != "")


def send_reminders(
    records: SqlRecords, call: str, letters: Iterable[Letter], now: datetime, actor: str = "office"
) -> int:
    """Put reminders into the outbox, with one audit line; returns how many, without those reminded within a day."""
    with records.transaction() as transaction:
        alone(transaction.session, _REMINDING)
        written = file_reminders(transaction.session, call, letters, records.domain, now)
        if written:
            transaction.audit(actor, "remind", call, f"发出{written}封提醒", now)
        return written


def draft_reminders(records: SqlRecords, call: str, plan: str, letters: Iterable[Letter], now: datetime) -> int:
    """The same once for each plan, however often it is asked; what is held waits for a person. Returns how many."""
    with records.transaction() as transaction:
        alone(transaction.session, _REMINDING)
        if not add_new(transaction.session, MetaRow, name=_remembered(plan), value=now.isoformat()):
            return 0
        written = file_reminders(transaction.session, call, letters, records.domain, now)
        transaction.audit("service", "remind", call, f"按计划拟好{written}封提醒", now)
        return written


def _remembered(plan: str) -> str:
    return f"reminded {sha256(plan.encode()).hexdigest()[:40]}"


def is_drafted(records: SqlRecords, plan: str) -> bool:
    """Whether that plan's reminders have been drafted."""
    with records.reading() as session:
        return session.get(MetaRow, _remembered(plan)) is not None


def open_reminders(records: SqlRecords) -> tuple[OpenReminder, ...]:
    """Reminders that haven't left yet."""
    columns = (OutboxTable.id, OutboxTable.text, OutboxTable.subject, OutboxTable.call)
    query = select(*columns).where(*_OPEN_REMINDERS).order_by(OutboxTable.id)
    with records.reading() as session:
        return tuple(
            OpenReminder(row, text.partition("\n")[0].rstrip("："), subject, call)
            for row, text, subject, call in session.execute(query).all()
        )


def take_back_reminders(records: SqlRecords, rows: Collection[int], now: datetime) -> int:
    """Reminders that nobody needs any more never leave; returns how many those were."""
    with records.transaction() as transaction:
        query = select(OutboxTable).where(OutboxTable.id.in_(rows), *_OPEN_REMINDERS).with_for_update()
        found = transaction.session.scalars(query.order_by(OutboxTable.id)).all()
        for row in found:
            row.state = "superseded"
        if found:
            transaction.audit("service", "remind", "", f"收回{len(found)}封不再需要的提醒", now)
        return len(found)
