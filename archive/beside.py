"""What an archive takes over beside the submissions that stand: those put aside, and the call's mails that made none."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive import decisions
from archive.finding.entries import is_searched
from archive.history import DecisionEvent
from archive.outbox_rows import outbox_row
from archive.papers import LEFT
from archive.records import SqlRecords
from archive.tables import SHANGHAI, DecisionRow, FindingRow, MailRow, OutboxTable, RevisionRow
from archive.views import ActivityView, FindingView, findings_of, streamed
from intake.ports import OutboxRow

_AT_ONCE = 200  # mails
PUT_ASIDE = ("withdrawn", "dropped")  # by a person; what is part of another (merged) has nothing of its own


@dataclass(frozen=True, slots=True)
class OtherMail:
    """A mail about the call that made no submission: its attachment is missing, say, or it couldn't be read. `unread` says why; `letters` have left."""

    digest: str
    size: int
    at: datetime
    sender: str
    subject: str
    verdict: str
    unread: str
    findings: tuple[FindingView, ...]
    decisions: tuple[DecisionEvent, ...]
    letters: tuple[OutboxRow, ...]


def put_aside(records: SqlRecords, calls: Collection[str]) -> Iterator[ActivityView]:
    """The submissions that were withdrawn or not kept, as they last stood."""
    for call in calls:
        yield from streamed(records, call, PUT_ASIDE)


def other_mails(records: SqlRecords, calls: Collection[str]) -> Iterator[OtherMail]:
    """In the order in which they were received; without unrelated mail, which isn't kept (`retention`)."""
    moment = func.coalesce(MailRow.received_at, MailRow.arrived_at)
    filed = (MailRow.state == "filed", MailRow.removed_at.is_(None), MailRow.call.in_(["", *calls]))
    query = select(MailRow.digest).where(*filed, MailRow.digest.not_in(select(RevisionRow.mail)))
    with records.reading() as session:
        digests = session.scalars(query.order_by(moment, MailRow.digest)).all()
        for start in range(0, len(digests), _AT_ONCE):
            batch = digests[start : start + _AT_ONCE]
            rows = {row.digest: row for row in session.scalars(select(MailRow).where(MailRow.digest.in_(batch)))}
            yield from (_other(session, rows[each]) for each in batch if is_searched(rows[each]))
            session.expunge_all()


def _other(session: Session, row: MailRow) -> OtherMail:
    made = decisions.found(session, DecisionRow.mail == row.digest)
    over = {each.takes_back for each in made}
    letters = select(OutboxTable).where(OutboxTable.mail == row.digest, OutboxTable.state.in_(LEFT))
    return OtherMail(
        digest=row.digest,
        size=row.size,
        at=(row.received_at or row.arrived_at).astimezone(SHANGHAI),
        sender=row.sender,
        subject=row.subject,
        verdict=row.verdict,
        unread=row.error,
        findings=findings_of(session, FindingRow.mail == row.digest),
        decisions=tuple(DecisionEvent(each.at, each, each.id not in over) for each in made),
        letters=tuple(outbox_row(each) for each in session.scalars(letters.order_by(OutboxTable.id))),
    )
