"""SQLite's index: FTS5 without content. A row that was replaced stays in it, unseen, until the index is made anew.

(FTS5 of SQLite 3.40 takes a row out only when it is told the row's former words, and a wrong word would break the index.)
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from archive.finding.errors import TooSlow
from archive.finding.tree import EVERYTHING, And, Leaf, Node, Not

_WITHIN = 1024  # entries of one second; a gap between numbers costs the index room
_STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock


class Fts5:
    """Stands behind `engines.Index`."""

    def next_id(self, session: Session, seconds: int) -> int:
        """One higher than the last of that second, rows that were replaced among them."""
        low, high = seconds * _WITHIN, (seconds + 1) * _WITHIN
        query = """
            SELECT rowid FROM search WHERE search MATCH :all AND rowid >= :low AND rowid < :high
            ORDER BY rowid DESC LIMIT 1
        """
        values = {"all": expression(EVERYTHING), "low": low, "high": high}
        last = session.execute(text(query), values).scalar()
        if last == high - 1:
            return self.next_id(session, seconds + 1)
        return low if last is None else int(last) + 1

    def put(self, session: Session, entry: int, words: str) -> None:
        """Add an entry's words."""
        session.execute(text("INSERT INTO search (rowid, words) VALUES (:id, :words)"), {"id": entry, "words": words})

    @contextmanager
    def anew(self, session: Session) -> Iterator[None]:
        """Empty it."""
        session.execute(text("INSERT INTO search (search) VALUES ('delete-all')"))
        yield

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""
        there = "SELECT rowid FROM search WHERE search MATCH :all"
        query = text(f"SELECT count(*) FROM entries WHERE id NOT IN ({there})")  # noqa: S608
        return int(session.execute(query, {"all": expression(EVERYTHING)}).scalar_one())

    def page(self, connection: Connection, node: Node, before: int | None, most: int) -> list[int]:
        """FTS5 goes from the newest backwards and stops when there are enough."""
        below = "AND search.rowid < :before" if before is not None else ""
        query = f"""
            SELECT entries.id FROM search CROSS JOIN entries ON entries.id = search.rowid
            WHERE search MATCH :wanted {below} ORDER BY search.rowid DESC LIMIT :most
        """  # noqa: S608  only our own words stand in it
        values = {"wanted": expression(node), "most": most} | ({"before": before} if before is not None else {})
        return list(connection.execute(text(query), values).scalars())

    def all(self, connection: Connection, node: Node, most: int) -> list[int]:
        """The same."""
        return self.page(connection, node, None, most)

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


def expression(node: Node) -> str:
    """The query in FTS5's language."""
    if isinstance(node, Leaf):
        return f'"{" ".join(node.words)}"'
    if isinstance(node, Not):
        return f"({expression(EVERYTHING)} NOT {expression(node.part)})"
    if not isinstance(node, And):
        return f"({' OR '.join(map(expression, node.parts))})"
    refused = [expression(part.part) for part in node.parts if isinstance(part, Not)]
    wanted = [expression(part) for part in node.parts if not isinstance(part, Not)] or [expression(EVERYTHING)]
    joined = f"({' AND '.join(wanted)})"
    return f"({joined} NOT ({' OR '.join(refused)}))" if refused else joined
