"""Entries as they are weighed and shown: each is read once and kept, as it is never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from archive.finding import texts
from archive.finding.kept import Kept
from archive.finding.listed import among
from archive.finding.places import Content
from archive.finding.tables import EntryRow
from archive.tables import MailRow

_E = EntryRow.__table__.c
_ENTRIES = select(_E.id, _E.mail, _E.submission, _E.revision, _E.archived, _E.stage, _E.verdict, _E.organisation).where(
    among(_E.id, "numbers")
)
_M = MailRow.__table__.c
_RECEIVED = select(_M.digest, _M.received_at).where(among(_M.digest, "mails"))
_CHARACTERS = 6_000_000  # of texts, which lie there up to four times
_BESIDE = 1_000  # characters that what lies beside an entry's texts weighs as


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with its texts. `revision` from 1, 0 without a submission."""

    entry: Any  # a row of `entries`
    receipt: str
    organisation: str
    activity: str
    revision: int
    received_at: datetime | None
    content: Content


class Reader:
    """Threads may share it."""

    def __init__(self) -> None:
        self._kept: Kept[int, Read] = Kept(_CHARACTERS, lambda read: len(read.content.whole) + _BESIDE)

    def read(self, connection: Connection, numbers: Iterable[int]) -> Sequence[Read]:
        """These entries, those that are there."""
        numbers = list(numbers)
        found = self._kept.find(numbers)
        if lacking := [each for each in numbers if each not in found]:
            fresh = {each.entry.id: each for each in _read(connection, lacking)}
            self._kept.add(fresh)
            found |= fresh
        return [found[each] for each in numbers if each in found]


def _read(connection: Connection, numbers: Sequence[int]) -> Iterable[Read]:
    with Session(connection) as session:
        entries: Sequence[Any] = session.execute(_ENTRIES, {"numbers": list(numbers)}).all()
        rows = texts.read(session, entries)
        mails = {"mails": sorted({each.mail for each in entries if each.revision is None})}
        received = {row.digest: row.received_at for row in session.execute(_RECEIVED, mails)} if mails["mails"] else {}
    for entry in entries:
        submission = rows.submissions.get(entry.submission or 0)
        revision = rows.revisions.get(entry.revision or 0)
        yield Read(
            entry,
            submission.receipt if submission else "",
            *texts.named(entry, rows),
            revision.number if revision else 0,
            revision.received_at if revision else received.get(entry.mail),
            Content(texts.pieces(entry, rows)),
        )
