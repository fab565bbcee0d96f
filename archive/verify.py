"""Fixity: every blob against its hash, and the database against the store."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from archive import audit
from archive.blobs import ObjectBlobs
from archive.finding.upkeep import unindexed
from archive.locking import on_postgresql
from archive.records import SqlRecords
from archive.tables import AuditRow, DocumentRow, MailRow, RevisionRow, SubmissionRow
from intake.errors import StoreError


@dataclass(frozen=True, slots=True)
class Verification:
    """CONTRACT's `verify --json`; the lists name digests, `database` holds sentences."""

    blobs: int
    bytes: int
    missing: tuple[str, ...]
    corrupt: tuple[str, ...]
    unknown: tuple[str, ...]
    database: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not (self.missing or self.corrupt or self.unknown or self.database)

    def as_json(self) -> dict[str, Any]:
        """In the contract's shape."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def verify(records: SqlRecords, blobs: ObjectBlobs, progress: Callable[[int], None] = lambda _: None) -> Verification:
    """Read everything. `progress` is told the number of blobs read so far."""
    wanted, faults = _asked(records)
    found: set[str] = set()
    corrupt: list[str] = []
    total = 0
    for number, name in enumerate(blobs.digests(), 1):
        found.add(name)
        size, digest = _digest(blobs, name)
        total += size
        if digest != name:
            corrupt.append(name)
        progress(number)
    if wanted is not None and found - wanted:
        wanted |= (_asked(records)[0] or set()) & found  # a running service takes mails in
    return Verification(
        blobs=len(found),
        bytes=total,
        missing=tuple(sorted(wanted - found)) if wanted is not None else (),
        corrupt=tuple(corrupt),
        unknown=(*(sorted(found - wanted) if wanted is not None else ()), *blobs.strays()),
        database=faults,
    )


def _asked(records: SqlRecords) -> tuple[set[str] | None, tuple[str, ...]]:
    """The blobs that the database names, and what is wrong with it; None and the reason where it can't be read."""
    try:
        with records.reading() as session:
            faults = tuple(_database_faults(session))
            named = (*session.scalars(select(MailRow.digest)), *session.scalars(select(DocumentRow.sha256)))
            return set(named), faults
    except StoreError as error:
        return None, (str(error),)


def _digest(blobs: ObjectBlobs, name: str) -> tuple[int, str]:
    """Size and SHA-256 of what lies there; what can't be read is corrupt, too."""
    size, digest = 0, hashlib.sha256()
    try:
        for chunk in blobs.chunks(name):
            size += len(chunk)
            digest.update(chunk)
    except StoreError:
        return 0, ""
    return size, digest.hexdigest()


def _database_faults(session: Session) -> Iterator[str]:
    if not on_postgresql(session):
        yield from _sqlite_faults(session)
    yield from unindexed(session)
    yield from audit.broken(session)
    logged = select(AuditRow.subject).where(AuditRow.action.in_(("file", "fail")))
    for digest in session.scalars(
        select(MailRow.digest).where(MailRow.state == "filed", MailRow.digest.not_in(logged))
    ):
        yield f"来信{digest}已经登记，审计日志里却没有这一行"
    numbered = set(session.scalars(select(RevisionRow.submission)))
    for row in session.scalars(select(SubmissionRow)):
        if row.id not in numbered:
            yield f"报送件{row.receipt}没有任何来信记录"


def _sqlite_faults(session: Session) -> Iterator[str]:
    """What SQLite itself finds; other databases hold their own pages and foreign keys."""
    for (words,) in session.execute(text("PRAGMA integrity_check")):
        if words != "ok":
            yield f"数据库文件损坏（{words}）"
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"{table}表第{row}行所指的{parent}不在数据库中"
