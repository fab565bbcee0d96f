"""Puts a backup back: into an empty database and a store that may have some of it already.

Nothing is written before the backup has been found whole. What happened after it was made nobody knows here: letters that
waited then may have left, and mails of the time between may have been answered, so that a person lets those go.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from archive.backup.making import MANIFEST, Manifest, Told, copy, manifest_of
from archive.backup.tables import copy_in, require_empty, wanted
from archive.blobs import ObjectBlobs
from archive.blobs.objects import key_of
from archive.letters import RESTORED
from archive.locking import add_new
from archive.records import SqlRecords
from archive.tables import MetaRow, OutboxTable
from intake.errors import BlobDamaged, ConfigurationError

_COPIERS = 8
_AHEAD = 64
_HELD = "从备份恢复时还在待发，可能已经发出，请核对后放行"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: when the backup was made, how many blobs; which it hadn't itself, or had damaged."""

    made_at: datetime
    blobs: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was found whole: its tables as a file, and the places of its blobs."""

    source: ObjectBlobs
    manifest: Manifest
    tables: Path
    blobs: list[str]


@contextmanager
def whole(source: ObjectBlobs) -> Iterator[Backup]:
    """The backup that lies there. Raises ConfigurationError where it is none, or isn't whole; StoreError."""
    manifest = manifest_of(source)
    if manifest is None:
        raise no_backup(source.name)
    with tempfile.TemporaryDirectory(prefix="baosong-restore-") as folder:
        tables = Path(folder) / "records.db"
        _fetch_tables(source, manifest.tables, tables)
        yield Backup(source, manifest, tables, _require_whole(source, tables, frozenset(manifest.lacking)))


def no_backup(name: str) -> ConfigurationError:
    """What is said of a place that holds none."""
    return ConfigurationError(f"{name}不是完整的备份（没有{MANIFEST}，或者不是本程序的），没有恢复任何东西")


def restore(records: SqlRecords, blobs: ObjectBlobs, backup: Backup, now: datetime, told: Told) -> Restored:
    """Raises ConfigurationError where the database isn't empty, StoreError."""
    with records.reading() as session:
        require_empty(session.connection())
    damaged = _copy_back(backup.source, blobs, backup.blobs, told)
    copy_in(backup.tables, records)
    _hold_what_may_have_left(records, now)
    if records.recorder is not None:
        records.recorder.complete()
    manifest = backup.manifest
    return Restored(datetime.fromisoformat(manifest.made_at), len(backup.blobs), (*manifest.lacking, *damaged))


def _fetch_tables(source: ObjectBlobs, digest: str, path: Path) -> None:
    try:
        source.fetch(digest, path)
    except BlobDamaged as error:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        raise ConfigurationError(
            f"备份{source.name}里的数据库已损坏（{found}，应为{digest}），没有恢复任何东西"
        ) from error


def _require_whole(source: ObjectBlobs, tables: Path, lacking: frozenset[str]) -> list[str]:
    """The places of all blobs that the tables name. Raises ConfigurationError where one isn't there in its size."""
    there = source.sizes()
    named = {digest: size for digest, size in wanted(tables) if digest not in lacking}
    gone = sorted(digest for digest, size in named.items() if there.get(key_of(digest)) != size)
    if gone:
        raise ConfigurationError(f"备份{source.name}不完整：缺少{len(gone)}个文件，如{gone[0]}，没有恢复任何东西")
    return [key_of(digest) for digest in sorted(named)]


def _copy_back(source: ObjectBlobs, blobs: ObjectBlobs, needed: list[str], told: Told) -> list[str]:
    there, damaged = blobs.sizes(), []
    rest = [place for place in needed if place not in there]
    with ThreadPoolExecutor(_COPIERS, thread_name_prefix="restore") as pool:
        for start in range(0, len(rest), _AHEAD):
            some = rest[start : start + _AHEAD]
            wholes = pool.map(lambda place: copy(source, blobs, place), some)
            damaged += [place.rpartition("/")[2] for place, whole in zip(some, wholes, strict=True) if not whole]
            told(start + len(some), len(rest))
    return damaged


def _hold_what_may_have_left(records: SqlRecords, now: datetime) -> None:
    with records.transaction() as transaction:
        waiting = update(OutboxTable).where(OutboxTable.state.in_(("waiting", "sending")))
        transaction.session.execute(waiting.values(state="held", held=_HELD))
        if not add_new(transaction.session, MetaRow, name=RESTORED, value=now.isoformat()):
            transaction.session.execute(update(MetaRow).where(MetaRow.name == RESTORED).values(value=now.isoformat()))
        transaction.audit("office", "restore", "", "从备份恢复", now)
