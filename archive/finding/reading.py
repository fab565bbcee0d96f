"""Entries as they are weighed and shown: each is read once and kept, as it is never changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, case, cast, select

from archive.finding import texts
from archive.finding.kept import Kept
from archive.finding.listed import among
from archive.finding.places import Content
from archive.finding.prepared import Prepared
from archive.finding.tables import EntryRow
from archive.tables import MailRow, RevisionRow, SubmissionRow

_E, _M = EntryRow.__table__.c, MailRow.__table__.c
_S, _R = SubmissionRow.__table__.c, RevisionRow.__table__.c
_OF_ENTRY = (_E.id, _E.mail, _E.submission, _E.revision, _E.archived, _E.stage, _E.verdict)
_OF_SUBMISSION = (_S.receipt, _S.organisation, _S.activity, _S.word, _S.pdf)
_OF_REVISION = (_R.number, _R.received_at.label("revised_at"))
_FIELDS = case((_E.archived, cast(_R.fields, Text)), else_=cast(_S.fields, Text)).label("written")
_TOGETHER = Prepared(  # one statement instead of four
    select(*_OF_ENTRY, *_OF_SUBMISSION, *_OF_REVISION, _FIELDS, _M.error, _M.received_at)
    .select_from(
        EntryRow.__table__.join(MailRow.__table__, _M.digest == _E.mail)
        .outerjoin(SubmissionRow.__table__, _S.id == _E.submission)
        .outerjoin(RevisionRow.__table__, _R.id == _E.revision)
    )
    .where(among(_E.id, "numbers"))
)
_CHARACTERS = 6_000_000  # of texts, which lie there up to four times
_BESIDE = 1_000  # characters that what lies beside an entry's texts weighs as


class _Submission(NamedTuple):
    receipt: str
    organisation: str
    activity: str
    fields: Any
    word: int | None
    pdf: int | None


class _Revision(NamedTuple):
    fields: Any


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
    entries: Sequence[Any] = _TOGETHER.rows(connection, numbers=list(numbers))
    rows = _with_texts(connection, entries)
    for entry in entries:
        yield Read(
            entry,
            entry.receipt or "",
            *texts.named(entry, rows),
            entry.number or 0,
            entry.received_at if entry.revision is None else entry.revised_at,
            Content(texts.pieces(entry, rows)),
        )


def _with_texts(connection: Connection, entries: Sequence[Any]) -> texts.Rows:
    submissions: dict[int, _Submission] = {}
    revisions: dict[int, _Revision] = {}
    for each in entries:
        if each.submission is None:
            continue
        fields = json.loads(each.written)
        revisions[each.revision] = _Revision(fields)
        if not each.archived or each.submission not in submissions:
            own = (each.receipt, each.organisation, each.activity, fields, each.word, each.pdf)
            submissions[each.submission] = _Submission(*own)
    errors = {each.mail: each.error for each in entries if each.error}
    return texts.with_texts(connection, sorted({each.mail for each in entries}), submissions, revisions, errors)
