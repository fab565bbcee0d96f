"""Mends what is damaged: blobs from a second store, records from the database, texts from the facts they were made of."""

from collections.abc import Iterator

import structlog

from archive.blobs import ObjectBlobs
from archive.finding.entries import reindex
from archive.finding.filing import file_again, textless
from archive.recorded.record import place
from archive.recorded.recorder import Entity
from archive.records import SqlRecords
from archive.verify import Verification
from intake.errors import StoreError

log = structlog.get_logger()


def repair(records: SqlRecords, blobs: ObjectBlobs, second: ObjectBlobs | None, found: Verification) -> tuple[str, ...]:
    """Mend what can be mended; the digests and places that are whole again. Raises StoreError where writing fails."""
    mended = [*_records(records, found)]
    known = {place(*each) for each in found.compared.missing | found.compared.corrupt}
    for name in (*found.missing, *found.corrupt):
        if second is not None and name not in known and _blob(blobs, second, name):
            mended.append(name)
    mended += _texts(records)
    return tuple(mended)


def _blob(blobs: ObjectBlobs, second: ObjectBlobs, name: str) -> bool:
    try:
        if second.measured(name)[1] != name:
            log.error("第二存档里的也损坏了", blob=name)
            return False
    except StoreError as error:
        log.error("第二存档里没有可用的", blob=name, error=str(error))
        return False
    blobs.put(second.get(name))
    return True


def _records(records: SqlRecords, found: Verification) -> Iterator[str]:
    """The database says what a lost record said."""
    entities: list[Entity] = sorted(found.compared.missing | found.compared.corrupt)
    if records.recorder is not None:
        records.recorder.complete()
        records.recorder.rewrite(entities)
        yield from (place(*each) for each in entities)


def _texts(records: SqlRecords) -> Iterator[str]:
    """What is derived is made again."""
    with records.reading() as session:
        lost = textless(session)
    for digest in lost:
        with records.transaction() as transaction:
            file_again(transaction.session, digest)
            reindex(transaction.session, digest)
        yield f"{digest}的检索文字"
