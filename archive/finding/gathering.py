"""PostgreSQL's inverted index as it grows: the latest entries, which are looked through, are packed into segments.

Whoever has filed packs them when there are many, small segments among them, in a transaction of its own: about a second of
work for every thousand entries, which nobody but that one waits for. What a segment has never changes; which of its entries are
gone is noted beside them, and once that is a quarter, it is packed again without them.
"""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, Engine, func, select, text

from archive.finding.postings import MOST, blocks, numbers, packed_numbers
from archive.finding.segments import flags_of
from archive.finding.shorthand import long

LOCK = "search index"  # of whoever makes the index anew, or packs
LATEST = 512  # entries that are looked through
SEGMENTS = 7  # smaller than half, so many are packed into one

_ERODED = 0.25  # of a segment's entries

_GONE = text("SELECT id FROM search_gone")
_SEGMENT = text("INSERT INTO search_segments (size, entries) VALUES (:size, :entries) RETURNING id")
_BLOCK = text("INSERT INTO search_postings (segment, first, postings) VALUES (:segment, :first, :postings)")
_LINES = text("SELECT id, words FROM search WHERE id = ANY(:numbers) ORDER BY id")


def gather(engine: Engine) -> None:
    """Pack the latest entries where they are many, unless somebody else does. Raises what the database raises."""
    with engine.begin() as connection:
        if connection.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(LOCK, 0)))):
            _gather(connection)


def _gather(connection: Connection) -> None:
    gone = set(connection.scalars(_GONE))
    latest = connection.scalars(text("SELECT id FROM search_latest ORDER BY id LIMIT :most"), {"most": MOST}).all()
    if max(len(latest), len(gone)) < LATEST:
        return
    eroded = _note_gone(connection, gone)
    if len(latest) < LATEST:
        latest = []
    query = text("SELECT id FROM search_segments WHERE size < :small AND NOT id = ANY(:eroded)")
    small = connection.scalars(query, {"small": MOST // 2, "eroded": eroded}).all()
    joined = [*eroded[:1], *(small if len(small) >= SEGMENTS else ())]
    query = text("DELETE FROM search_segments WHERE id = ANY(:ids) RETURNING entries")
    packed = connection.scalars(query, {"ids": joined}).all()
    connection.execute(text("DELETE FROM search_latest WHERE id = ANY(:numbers)"), {"numbers": list(latest)})
    _write(connection, [*latest, *(number for each in packed for number in numbers(each).tolist())])


def _note_gone(connection: Connection, gone: set[int]) -> list[int]:
    """In the segments that have such; those that have lost a quarter since they were packed, the most eroded first."""
    eroded: list[tuple[float, int]] = []
    for row in connection.execute(text("SELECT id, entries, gone FROM search_segments")):
        entries = numbers(row.entries)
        before = flags_of(row.gone, len(entries))
        now = before | np.isin(entries, list(gone))
        if now.sum() > before.sum():
            values = {"id": row.id, "gone": np.packbits(now).tobytes(), "size": int((~now).sum())}
            connection.execute(text("UPDATE search_segments SET gone = :gone, size = :size WHERE id = :id"), values)
        if (share := float(now.mean()) if len(now) else 1.0) >= _ERODED:
            eroded.append((-share, row.id))
    connection.execute(text("DELETE FROM search_gone WHERE id = ANY(:numbers)"), {"numbers": list(gone)})
    return [segment for _, segment in sorted(eroded)]


def gather_all(connection: Connection) -> None:
    """Pack everything, where the index is made anew."""
    _write(connection, connection.scalars(text("SELECT id FROM search_latest")).all())
    connection.execute(text("DELETE FROM search_latest"))


def _write(connection: Connection, entries: Iterable[int]) -> None:
    ordered = sorted(entries)
    for start in range(0, len(ordered), MOST):
        rows = connection.execute(_LINES, {"numbers": ordered[start : start + MOST]}).all()  # those that are there
        values = {"size": len(rows), "entries": packed_numbers([row.id for row in rows])}
        segment = connection.scalar(_SEGMENT, values)
        packed = blocks([long(row.words) for row in rows])
        content = [{"segment": segment, "first": first, "postings": block} for first, block in packed]
        if content:
            connection.execute(_BLOCK, content)
