"""PostgreSQL's inverted index as it grows: the latest entries, which are looked through, are packed into segments.

Whoever has filed packs them when there are many, small segments among them, in a transaction of its own: about a second of
work for every thousand entries, which nobody but that one waits for. A segment is never changed, and one that is half full
is never packed again. What was replaced is there still and not shown, for no entry has its number any more.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, func, select, text

from archive.finding.postings import MOST, blocks, numbers, packed_numbers
from archive.finding.shorthand import long

LOCK = "search index"  # of whoever makes the index anew, or packs
LATEST = 512  # entries that are looked through
SEGMENTS = 7  # smaller than half, so many are packed into one

_SEGMENT = text("INSERT INTO search_segments (size, entries) VALUES (:size, :entries) RETURNING id")
_BLOCK = text("INSERT INTO search_postings (segment, first, postings) VALUES (:segment, :first, :postings)")
_LINES = text("SELECT id, words FROM search WHERE id = ANY(:numbers) ORDER BY id")


def gather(engine: Engine) -> None:
    """Pack the latest entries where they are many, unless somebody else does. Raises what the database raises."""
    with engine.begin() as connection:
        if connection.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(LOCK, 0)))):
            _gather(connection)


def _gather(connection: Connection) -> None:
    latest = connection.scalars(text("SELECT id FROM search_latest ORDER BY id LIMIT :most"), {"most": MOST}).all()
    if len(latest) < LATEST:
        return
    query = text("SELECT id, entries FROM search_segments WHERE size < :small")
    small = connection.execute(query, {"small": MOST // 2}).all()
    joined = small if len(small) >= SEGMENTS else []
    connection.execute(text("DELETE FROM search_latest WHERE id = ANY(:numbers)"), {"numbers": list(latest)})
    connection.execute(text("DELETE FROM search_segments WHERE id = ANY(:ids)"), {"ids": [each.id for each in joined]})
    _write(connection, [*latest, *(number for each in joined for number in numbers(each.entries).tolist())])


def gather_all(connection: Connection) -> None:
    """Pack everything, where the index is made anew."""
    _write(connection, connection.scalars(text("SELECT id FROM search_latest")).all())
    connection.execute(text("TRUNCATE search_latest"))


def _write(connection: Connection, entries: Iterable[int]) -> None:
    ordered = sorted(entries)
    for start in range(0, len(ordered), MOST):
        rows = connection.execute(_LINES, {"numbers": ordered[start : start + MOST]}).all()
        values = {"size": len(rows), "entries": packed_numbers([row.id for row in rows])}
        segment = connection.scalar(_SEGMENT, values)
        packed = blocks([long(row.words) for row in rows])
        content = [{"segment": segment, "first": first, "postings": block} for first, block in packed]
        if content:
            connection.execute(_BLOCK, content)
