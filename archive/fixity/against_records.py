"""The records beside the blobs: each whole, and saying what the database says.

What differs is looked at a second time, for a running service writes meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from archive.blobs import ObjectBlobs
from archive.fixity.hashing import workers_for
from archive.recorded.owners import ENTITIES
from archive.recorded.record import ABOUT, RecordDamaged, complete, opened, place, read_rows
from archive.recorded.recorder import Entity
from archive.records import SqlRecords
from archive.tables import UnrecordedRow
from intake.errors import BlobMissing, StoreError

_TOGETHER = 200
_SHOWN = 5
_MOMENT = 1.0  # seconds that a running service has to write what it is about to


@dataclass
class Compared:
    """Records by what is wrong with them."""

    missing: set[Entity] = field(default_factory=set)
    corrupt: set[Entity] = field(default_factory=set)
    differing: set[Entity] = field(default_factory=set)
    behind: set[Entity] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)  # places of records of which the database knows nothing

    @property
    def suspects(self) -> set[Entity]:
        """What is worth a second look."""
        return self.missing | self.corrupt | self.differing

    def sentences(self) -> Iterator[str]:
        """What is wrong with the database, in words."""
        if self.behind:
            yield f"{len(self.behind)}份记录还没有写进存档，服务下次登记时补写"
        for kind in ABOUT:
            differ = sorted(place(*each) for each in self.differing if each[0] == kind)
            if differ:
                yield f"数据库与存档里的记录不符（{ABOUT[kind]}）：{_some(differ)}"
            lost = sorted(each for each in self.alone if each.split("/")[1] == kind)
            if lost:
                yield f"数据库里缺少存档记录所说的（{ABOUT[kind]}）：{_some(lost)}"


def _some(names: list[str]) -> str:
    more = f"等{len(names)}份" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more


def compare(records: SqlRecords, blobs: ObjectBlobs, places: Iterable[str]) -> Compared:
    """All records. Raises StoreError where the database can't be read."""
    with records.reading() as session:
        entities = [(kind, str(key)) for kind, keys in ENTITIES.items() for key in session.scalars(text(keys))]
    found = _look(records, blobs, entities)
    found.alone = set(places) - {place(*each) for each in entities}
    behind = _behind(records)
    if found.suspects or found.alone or behind:
        time.sleep(_MOMENT)
        found = _again(records, blobs, found, behind)
    return found


def _again(records: SqlRecords, blobs: ObjectBlobs, first: Compared, behind: set[Entity]) -> Compared:
    still = _behind(records)
    found = _look(records, blobs, sorted(first.suspects - still))
    found.behind = behind & still
    with records.reading() as session:
        known = {place(kind, str(key)) for kind, keys in ENTITIES.items() for key in session.scalars(text(keys))}
    found.alone = first.alone - known - {place(*each) for each in still}
    return found


def _behind(records: SqlRecords) -> set[Entity]:
    with records.reading() as session:
        rows = session.execute(select(UnrecordedRow.kind, UnrecordedRow.key).distinct())
        return {(kind, key) for kind, key in rows}


def _look(records: SqlRecords, blobs: ObjectBlobs, entities: list[Entity]) -> Compared:
    found = Compared()
    pieces = [entities[start : start + _TOGETHER] for start in range(0, len(entities), _TOGETHER)]
    with ThreadPoolExecutor(workers_for(blobs), thread_name_prefix="records") as pool:
        for piece in pieces:
            contents = list(pool.map(lambda each: _content(blobs, place(*each)), piece))
            with records.reading() as session:
                for entity, content in zip(piece, contents, strict=True):
                    _judge(session, entity, content, found)
    return found


def _content(blobs: ObjectBlobs, at: str) -> bytes | None:
    try:
        return blobs.get_at(at)
    except BlobMissing:
        return None
    except StoreError:
        return b""


def _judge(session: Session, entity: Entity, content: bytes | None, found: Compared) -> None:
    if content is None:
        found.missing.add(entity)
        return
    try:
        record = opened(content, place(*entity))
    except RecordDamaged:
        found.corrupt.add(entity)
        return
    now = read_rows(session, *entity)
    if now and complete(record.rows) != now:
        found.differing.add(entity)
