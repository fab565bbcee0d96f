"""Fixity: every blob against its hash, and the database against the store."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import audit
from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow, OutboxTable, RevisionRow, SubmissionRow
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


def verify(records: SqlRecords, blobs: FolderBlobs, progress: Callable[[int], None] = lambda _: None) -> Verification:
    """Read everything. `progress` is told the number of blobs read so far."""
    with records.reading() as session:
        wanted = set(session.scalars(select(MailRow.digest))) | set(session.scalars(select(DocumentRow.sha256)))
        faults = tuple(_database_faults(session))
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
    return Verification(
        blobs=len(found),
        bytes=total,
        missing=tuple(sorted(wanted - found)),
        corrupt=tuple(corrupt),
        unknown=tuple(sorted(found - wanted)),
        database=faults,
    )


def _digest(blobs: FolderBlobs, name: str) -> tuple[int, str]:
    """Size and SHA-256 of what lies there; what can't be read is corrupt, too."""
    try:
        data = blobs.get(name)
    except StoreError:
        return 0, ""
    return len(data), hashlib.sha256(data).hexdigest()


def _database_faults(session: Session) -> Iterator[str]:
    yield from audit.broken(session)
    numbered = set(session.scalars(select(RevisionRow.submission)))
    for row in session.scalars(select(SubmissionRow)):
        if row.id not in numbered:
            yield f"报送件{row.receipt}没有任何来信记录"
    mails = set(session.scalars(select(MailRow.digest)))
    for table, words in ((DocumentRow, "文件"), (RevisionRow, "修订"), (OutboxTable, "信件")):
        for identity, mail in session.execute(select(table.id, table.mail)):
            if mail is not None and mail not in mails:
                yield f"{words}{identity}所属的来信{mail}不在数据库中"
