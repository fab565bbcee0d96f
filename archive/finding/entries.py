"""Entries and their place in the index, made from what the other tables say of a mail.

`reindex` is called in the transaction that changes those: when a mail is filed, and whenever something that can be found has
changed since (findings, a verdict, whose submission it is). What it makes depends on the tables alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, TableClause, and_, delete, func, insert, or_, select, text
from sqlalchemy.orm import Session

from archive.finding import marks, texts
from archive.finding.dates import facts_of
from archive.finding.engines import Numbering, index_of
from archive.finding.folding import VERSION, initials, words
from archive.finding.roles import modules
from archive.finding.tables import EntryRow
from archive.tables import SHANGHAI, DocumentRow, MailRow, RevisionRow, SubmissionRow

_SEALS = frozenset(("official", "contract"))
NAMED = " named "  # stands between the version of an index and its name
_BATCH = 200  # mails whose texts are in memory at once


_ENTRIES = cast(TableClause, EntryRow.__table__)
_M, _R = MailRow.__table__.c, RevisionRow.__table__.c
_MAILS = select(_M.digest, _M.received_at, _M.arrived_at, _M.verdict, _M.call)
_REVISIONS = select(_R.id, _R.submission, _R.number, _R.mail, _R.received_at, _R.verdict)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry that is to be written: its mail, and its revision if it has one, as rows or as columns of them."""

    mail: Any
    revision: Any
    archived: bool


@dataclass(slots=True)
class _Entry:
    """One as it is written: the columns of `entries`."""

    mail: str
    submission: int | None
    revision: int | None
    archived: bool
    id: int = 0
    stage: str = ""
    verdict: str = ""
    month: str = ""
    organisation: str = ""
    modules: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def reindex(session: Session, digest: str) -> None:
    """Make what is found of this mail, and of the submissions that it is about, what the tables now say."""
    session.flush()
    here = select(RevisionRow.submission).where(RevisionRow.mail == digest)
    revisions = session.scalars(select(RevisionRow).where(RevisionRow.submission.in_(here))).all()
    newest = _current(session, revisions, SubmissionRow.id.in_(here))
    before = select(EntryRow.revision, EntryRow.archived).where(EntryRow.submission.in_(here))
    was = {revision: archived for revision, archived in session.execute(before).all()}  # noqa: C416  rows are no pairs to mypy
    changed = [
        each
        for each in revisions
        if each.mail == digest or each.id in newest or was.get(each.id) != (each.id not in newest) or _lent(each)
    ]
    mails = {digest, *(each.mail for each in changed)}
    remade = EntryRow.revision.in_([each.id for each in changed])
    gone = and_(EntryRow.mail.in_(mails), or_(EntryRow.mail == digest, remade))  # by mail, of which there is an index
    removed = session.scalars(delete(EntryRow).where(gone).returning(EntryRow.id)).all()
    index_of(session).remove(session, removed)
    rows = {row.digest: row for row in session.scalars(select(MailRow).where(MailRow.digest.in_(mails)))}
    wanted = [_Wanted(rows[each.mail], each, each.id not in newest) for each in changed]
    if not any(each.mail == digest for each in changed) and is_searched(rows[digest]):
        wanted.append(_Wanted(rows[digest], None, False))
    _write(session, wanted, index_of(session).numbers(session))


def _lent(revision: RevisionRow) -> bool:
    """Whether it is found by a name that its own form doesn't tell, but its submission (`texts.named`)."""
    return not all(revision.fields.get(name) for name in ("host_organisation", "activity_name"))


def is_searched(mail: MailRow) -> bool:
    """Whether a mail without any submission can be found: not what has nothing to do with the call."""
    return mail.ours or bool(mail.error)


def searched() -> ColumnElement[bool]:
    """The same of rows, those with submissions among them."""
    return or_(MailRow.ours, MailRow.error != "", MailRow.digest.in_(select(RevisionRow.mail)))


def _current(session: Session, revisions: Sequence[Any], *where: ColumnElement[bool]) -> set[int]:
    """The revisions at which their submissions stand; where none is noted, the newest."""
    newest: dict[int, int] = {}
    for each in sorted(revisions, key=lambda each: (each.received_at, each.number)):
        newest[each.submission] = each.id
    noted = select(SubmissionRow.id, SubmissionRow.current).where(*where)
    for submission, current in session.execute(noted):
        newest[submission] = newest[submission] if current is None else current
    return set(newest.values())


def write_all(session: Session) -> int:
    """Empty the index and make it anew from the other tables; how many entries it has."""
    index = index_of(session)
    count = 0
    with index.anew(session) as number:
        session.execute(delete(EntryRow))
        for wanted in _all(session):
            _write(session, wanted, number)
            count += len(wanted)
    session.execute(text("DELETE FROM search_version"))
    session.execute(
        text("INSERT INTO search_version (version) VALUES (:version)"), {"version": f"{VERSION}{NAMED}{uuid4().hex}"}
    )
    return count


def _all(session: Session) -> Iterator[list[_Wanted]]:
    """All that is filed, in the order in which it was received, some mails at a time."""
    newest = _current(session, session.execute(_REVISIONS).all())
    moment = func.coalesce(MailRow.received_at, MailRow.arrived_at)
    filed = select(MailRow.digest).where(MailRow.state == "filed", searched())
    digests = session.scalars(filed.order_by(moment, MailRow.filed_at, MailRow.digest)).all()
    for start in range(0, len(digests), _BATCH):
        batch = digests[start : start + _BATCH]
        mails = {row.digest: row for row in session.execute(_MAILS.where(_M.digest.in_(batch)))}
        revisions: dict[str, list[Any]] = defaultdict(list)
        for revision in session.execute(_REVISIONS.where(_R.mail.in_(batch)).order_by(_R.position)):
            revisions[revision.mail].append(revision)
        yield [
            _Wanted(mails[digest], revision, revision is not None and revision.id not in newest)
            for digest in batch
            for revision in revisions.get(digest, [None])
        ]


def _write(session: Session, wanted: Sequence[_Wanted], number: Numbering) -> None:
    if not wanted:
        return
    entries = [_entry(each) for each in wanted]
    rows = texts.read(session.connection(), entries)
    documents = _documents(session, entries, rows)
    words: dict[int, str] = {}
    for entry, each in zip(entries, wanted, strict=True):
        received = _received(each)
        entry.id = number(int(received.timestamp()))
        _describe(entry, each, rows, received)
        words[entry.id] = _words(entry, each, rows, documents, received)
    session.execute(insert(_ENTRIES), [asdict(entry) for entry in entries])
    index_of(session).put(session, words)


def _entry(wanted: _Wanted) -> _Entry:
    revision = wanted.revision
    return _Entry(
        mail=wanted.mail.digest,
        submission=revision.submission if revision else None,
        revision=revision.id if revision else None,
        archived=wanted.archived,
    )


def _received(wanted: _Wanted) -> datetime:
    received: datetime = (wanted.revision or wanted.mail).received_at or wanted.mail.arrived_at
    return received


def _describe(entry: _Entry, wanted: _Wanted, rows: texts.Rows, received: datetime) -> None:
    """What facets count."""
    submission = rows.submissions.get(entry.submission or 0)
    entry.stage = submission.stage if submission else ""
    entry.verdict = wanted.mail.verdict
    if submission is not None and wanted.revision is not None:
        entry.verdict = wanted.revision.verdict if entry.archived else submission.verdict
    entry.organisation = texts.named(entry, rows)[0]
    entry.modules = modules(texts.fields(entry, rows))
    entry.codes = list(dict.fromkeys(each.code for each in texts.findings(entry, rows)))
    entry.month = f"{received.astimezone(SHANGHAI):%Y-%m}"


def _words(entry: _Entry, wanted: _Wanted, rows: texts.Rows, documents: "_Documents", received: datetime) -> str:
    """All that the index holds of an entry: each text, each field's value once more as that field's, and the facts."""
    found: list[str] = [marks.ALL]
    for piece in texts.pieces(entry, rows):
        own = words(piece.text)
        if piece.scope is marks.Scope.RECEIPT:
            own += [marks.END, *words(piece.text[:-1])]  # its check letter may be left out
        found += own
        found.append(marks.END)
        if piece.scope is not None:
            found += marks.scoped(piece.scope, own)
            found.append(marks.END)
    found += marks.initial_words(initials(entry.organisation)) if entry.organisation else ()
    found += _facts(entry, wanted, rows, documents, received)
    return " ".join(found)


def _facts(entry: _Entry, wanted: _Wanted, rows: texts.Rows, documents: "_Documents", received: datetime) -> list[str]:
    submission = rows.submissions.get(entry.submission or 0)
    versions = (submission.word, submission.pdf) if submission and not entry.archived else ()
    others = {
        each.document for each in rows.texts.get(entry.mail, ()) if each.submission not in {None, entry.submission}
    }
    own = [each for each in documents.of(entry.mail, versions) if each.id not in others]
    pairs = [("verdict", entry.verdict), ("stage", entry.stage), ("call", wanted.mail.call)]
    pairs += [("code", code) for code in entry.codes]
    pairs += [("module", module) for module in entry.modules]
    pairs += [("is", "archived" if entry.archived else "current")]
    pairs += [("has", "attachment")] if own else []
    pairs += [("has", "finding")] if entry.codes else []
    pairs += [("has", kind) for kind, version in zip(("word", "pdf"), versions, strict=False) if version is not None]
    pairs += [("has", kind) for each in own for kind in each.has if not versions or kind not in {"word", "pdf"}]
    pairs += [("ending", ending) for each in own if (ending := each.name.rpartition(".")[2]) != each.name]
    return [*dict.fromkeys(marks.fact(*pair) for pair in pairs if pair[1]), *facts_of(received.astimezone(SHANGHAI))]


@dataclass(frozen=True, slots=True)
class _Document:
    id: int
    mail: str
    name: str
    has: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Documents:
    """Those of some entries."""

    by_id: Mapping[int, _Document]
    by_mail: Mapping[str, Sequence[_Document]]

    def of(self, mail: str, versions: Sequence[int | None]) -> list[_Document]:
        """A mail's, and the versions that another brought."""
        found = list(self.by_mail.get(mail, ()))
        brought = (self.by_id[each] for each in versions if each is not None)
        return found + [each for each in brought if each.mail != mail]


def _documents(session: Session, entries: Sequence[_Entry], rows: texts.Rows) -> _Documents:
    versions = [each for row in rows.submissions.values() for each in (row.word, row.pdf) if each is not None]
    columns = (DocumentRow.id, DocumentRow.mail, DocumentRow.name, DocumentRow.role, DocumentRow.facts)
    where = or_(DocumentRow.mail.in_({entry.mail for entry in entries}), DocumentRow.id.in_(versions))
    by_id, by_mail = {}, defaultdict(list)
    for row in session.execute(select(*columns).where(where).order_by(DocumentRow.id)):
        by_id[row.id] = found = _Document(row.id, row.mail, row.name, tuple(_has(row.role, row.facts)))
        by_mail[row.mail].append(found)
    return _Documents(by_id, by_mail)


def _has(role: str, facts: str) -> Iterator[str]:
    if role.endswith("_word"):
        yield "word"
    if role.endswith("_pdf"):
        yield "pdf"
    if '"stamps"' not in facts and '"signatures"' not in facts:
        return
    content = json.loads(facts).get("content") or {}
    if content.get("signatures"):
        yield "signature"
    stamps = [stamp for page in content.get("pages", ()) for stamp in page.get("stamps", ())]
    if any(stamp.get("shape") in _SEALS for stamp in stamps):
        yield "stamp"
