"""SQLite's index: FTS5 without content. A row that was replaced stays in it, unseen, until the index is made anew.

(FTS5 of SQLite 3.40 takes a row out only when it is told the row's former words, and a wrong word would break the index.)
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from archive.finding.dates import SLOT
from archive.finding.errors import TooSlow
from archive.finding.known import Moment
from archive.finding.prepared import asked
from archive.finding.tree import EVERYTHING, And, Leaf, Node, Not

_ABOVE_ALL = 1 << 62
_PAGE = """
    SELECT id FROM search CROSS JOIN entries ON entries.id = search.rowid
    WHERE search MATCH :wanted AND search.rowid < :before ORDER BY search.rowid DESC LIMIT :most
"""
_NEAR = 16  # numbers looked at for a free one
_STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock


class Fts5:
    """Stands behind `engines.Index`."""

    def numbers(self, session: Session) -> Callable[[int], int]:
        """The first that is free from that time on; a replaced row's isn't. (Gaps between numbers cost the index room.)"""
        given: set[int] = set()

        def number(seconds: int) -> int:
            low, width = seconds // SLOT, _NEAR
            while len(taken := given.intersection(range(low, low + width)) | _there(session, low, width)) == width:
                low, width = low + width, 2 * width
            given.add(free := next(each for each in range(low, low + width) if each not in taken))
            return free

        return number

    def put(self, session: Session, words: Mapping[int, str]) -> None:
        """Add them."""
        rows = [{"id": entry, "words": each} for entry, each in words.items()]
        session.execute(text("INSERT INTO search (rowid, words) VALUES (:id, :words)"), rows)

    @contextmanager
    def anew(self, session: Session) -> Iterator[Callable[[int], int]]:
        """Empty it; then nothing needs to be looked for. Merged at the end: some thousand entries are gone through in half the time."""
        session.execute(text("INSERT INTO search (search) VALUES ('delete-all')"))
        last = 0

        def number(seconds: int) -> int:
            nonlocal last
            last = max(last + 1, seconds // SLOT)
            return last

        yield number
        session.execute(text("INSERT INTO search (search) VALUES ('optimize')"))

    def remove(self, session: Session, entries: Sequence[int]) -> None:
        """Their rows stay, unseen."""

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""
        there = "SELECT rowid FROM search WHERE search MATCH :all"
        query = text(f"SELECT count(*) FROM entries WHERE id NOT IN ({there})")  # noqa: S608
        return int(session.execute(query, {"all": expression(EVERYTHING)}).scalar_one())

    def page(self, moment: Moment, node: Node, before: int | None, most: int) -> list[int]:
        """FTS5 goes from the newest backwards and stops when there are enough. (Forwards in windows costs as much again.)"""
        values = {"wanted": expression(node), "before": _ABOVE_ALL if before is None else before, "most": most}
        return [entry for (entry,) in asked(moment.connection, _PAGE, values)]

    @contextmanager
    def limit(self, connection: Connection, seconds: float) -> Iterator[None]:
        """Looks at the clock now and then."""
        end = time.monotonic() + seconds
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow(seconds) from error
            raise
        finally:
            driver.set_progress_handler(None, 0)


def _there(session: Session, low: int, width: int) -> set[int]:
    """The numbers from `low` on that rows have."""
    query = "SELECT rowid FROM search WHERE search MATCH :all AND rowid >= :low AND rowid < :high"  # backwards costs fivefold
    values = {"all": expression(EVERYTHING), "low": low, "high": low + width}
    return set(session.execute(text(query), values).scalars())


def expression(node: Node) -> str:
    """The query in FTS5's language."""
    if isinstance(node, Leaf):
        return f'"{" ".join(node.words)}"' + " *" * node.begins
    if isinstance(node, Not):
        return f"({expression(EVERYTHING)} NOT {expression(node.part)})"
    if not isinstance(node, And):
        return f"({' OR '.join(map(expression, node.parts))})"
    refused = [expression(part.part) for part in node.parts if isinstance(part, Not)]
    wanted = [expression(part) for part in node.parts if not isinstance(part, Not)] or [expression(EVERYTHING)]
    joined = f"({' AND '.join(wanted)})"
    return f"({joined} NOT ({' OR '.join(refused)}))" if refused else joined
