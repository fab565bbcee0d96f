"""Takes a backup."""

import json
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.backup.tables import copy_out, wanted
from archive.blobs import ObjectBlobs
from archive.blobs.objects import is_blob, is_record, key_of
from archive.records import SqlRecords
from intake.errors import BlobDamaged, BlobMissing

MANIFEST = "backup.json"
FORMAT = "baosong-backup/1"
_COPIERS = 8
_MARGIN = timedelta(hours=1)  # clocks of two stores may differ
_AHEAD = 64

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What makes a backup whole. `tables` is the SHA-256 of the tables' file; `lacking` are blobs that the store itself hadn't."""

    made_at: str
    tables: str
    size: int
    blobs: int
    lacking: list[str]
    format: str = FORMAT

    def written(self) -> bytes:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Made:
    """How much was copied now, how much the backup has altogether, and what the store itself hasn't."""

    copied: int
    blobs: int
    lacking: tuple[str, ...]


def manifest_of(target: ObjectBlobs) -> Manifest | None:
    """The manifest of a backup; None where there is none, or none that can be read. Raises StoreError."""
    try:
        content = json.loads(target.get_at(MANIFEST))
        return Manifest(**content) if content["format"] == FORMAT else None
    except (BlobMissing, ValueError, KeyError, TypeError):
        return None


def back_up(records: SqlRecords, blobs: ObjectBlobs, target: ObjectBlobs, now: datetime, told: Told) -> Made:
    """Bring a backup up to now. Raises StoreError; then the backup is what it was before."""
    if records.recorder is not None:
        records.recorder.complete()
    before = manifest_of(target)
    with tempfile.TemporaryDirectory(prefix="baosong-backup-") as folder:
        tables = Path(folder) / "records.db"
        copy_out(records.engine, tables)
        copied, damaged = _copy_store(blobs, target, before, told)
        sizes = target.sizes()
        lacking = {digest for digest, _ in wanted(tables) if key_of(digest) not in sizes} | damaged
        digest = target.put_file(tables)  # the tables' copy lies among the backup's blobs
        there = sum(1 for place in sizes if is_blob(place) and not (before and place == key_of(before.tables)))
        manifest = Manifest(now.isoformat(), digest, tables.stat().st_size, there, sorted(lacking))
        target.put_record(MANIFEST, manifest.written())
    if before and before.tables != digest:
        target.remove(key_of(before.tables))
    return Made(copied, there, tuple(manifest.lacking))


def _copy_store(blobs: ObjectBlobs, target: ObjectBlobs, before: Manifest | None, told: Told) -> tuple[int, set[str]]:
    """Copy what the target lacks, and records that have changed; how many, and which blobs the store has damaged."""
    known, newer = target.sizes(), set()
    if before:
        newer = blobs.written_since(datetime.fromisoformat(before.made_at) - _MARGIN)
    lacking = [
        place
        for place, size in blobs.sizes().items()
        if (is_blob(place) and known.get(place) != size)
        or (is_record(place) and (known.get(place) != size or place.rpartition("/")[2] in newer))
    ]
    copied, damaged = 0, set()
    with ThreadPoolExecutor(_COPIERS, thread_name_prefix="copy") as pool:
        for start in range(0, len(lacking), _AHEAD):
            some = lacking[start : start + _AHEAD]
            for place, whole in zip(some, pool.map(lambda each: copy(blobs, target, each), some), strict=True):
                copied += whole
                damaged |= set() if whole else {place.rpartition("/")[2]}
            told(start + len(some), len(lacking))
    return copied, damaged


def copy(source: ObjectBlobs, target: ObjectBlobs, place: str) -> bool:
    """Copy what lies at a place; False where the source's blob is damaged or gone. Raises StoreError."""
    if is_record(place):
        target.put_record(place, source.get_at(place))
        return True
    with tempfile.TemporaryDirectory(prefix="baosong-blob-") as folder:
        path = Path(folder) / "blob"
        try:
            source.fetch(place.rpartition("/")[2], path)
        except (BlobDamaged, BlobMissing):
            return False
        target.put_file(path)
        return True
