"""Unrelated mail is kept for some days; what belongs to the call stays until the archive has appraised it.

The row and where it was seen stay, so that the mailbox's copy isn't taken in anew; the bytes go, and what was read of them.
"""

from collections.abc import Iterator
from datetime import datetime

import structlog
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from archive.blobs import ObjectBlobs
from archive.blobs.objects import key_of
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow, RevisionRow, TextRow
from intake.errors import BlobMissing

log = structlog.get_logger()
_TOGETHER = 100


def remove_unrelated(records: SqlRecords, blobs: ObjectBlobs, filed_before: datetime, now: datetime) -> int:
    """Remove the bytes of unrelated mails filed before then; how many. What a person must still look at stays.

    Raises StoreError.
    """
    removed = 0
    while True:
        with records.transaction() as transaction:
            rows = transaction.session.scalars(_unrelated(filed_before)).all()
            digests = {digest for row in rows for digest in _forget(transaction.session, row, now)}
            for row in rows:
                transaction.audit("service", "remove", row.digest, "无关来信保存期满", now)
        for digest in sorted(digests):
            _remove(records, blobs, digest)
        removed += len(rows)
        if len(rows) < _TOGETHER:
            return removed


def _unrelated(filed_before: datetime) -> Select[MailRow]:
    return (
        select(MailRow)
        .where(
            MailRow.state == "filed",
            MailRow.ours.is_(False),
            MailRow.error == "",
            MailRow.removed_at.is_(None),
            MailRow.filed_at < filed_before,
            MailRow.digest.not_in(select(RevisionRow.mail)),
        )
        .order_by(MailRow.digest)
        .limit(_TOGETHER)
        .with_for_update()
    )


def _forget(session: Session, row: MailRow, now: datetime) -> Iterator[str]:
    """Take away what was read of a mail; the blobs that it needed."""
    row.removed_at, row.facts = now, ""
    session.execute(delete(TextRow).where(TextRow.mail == row.digest))
    yield row.digest
    yield from session.scalars(select(DocumentRow.sha256).where(DocumentRow.mail == row.digest))
    session.execute(delete(DocumentRow).where(DocumentRow.mail == row.digest))


def _remove(records: SqlRecords, blobs: ObjectBlobs, digest: str) -> None:
    """Remove a blob that nobody needs. Whoever began to need it meanwhile finds it there, or puts it there again."""
    if _needed(records, digest):
        return
    try:
        content = blobs.get(digest)
    except BlobMissing:
        return
    blobs.remove(key_of(digest))
    if _needed(records, digest):
        blobs.put(content)


def _needed(records: SqlRecords, digest: str) -> bool:
    with records.reading() as session:
        mails = select(MailRow.digest).where(MailRow.digest == digest, MailRow.removed_at.is_(None))
        documents = select(DocumentRow.id).where(DocumentRow.sha256 == digest)
        return any(session.scalar(query.limit(1)) is not None for query in (mails, documents))
