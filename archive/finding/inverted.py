"""PostgreSQL's index: an inverted one (`segments`, grown by `gathering`) over characters, pairs of neighbours and words, and
beside it each entry's words in a line (`lines`, `shorthand`).

One character, two, or a word are found by the segments alone. A longer phrase is what has all its pairs and has it in its
line, too. What many entries have is found faster by going backwards through the lines, so that is tried first.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from archive.finding.dates import SLOT
from archive.finding.errors import TooSlow
from archive.finding.gathering import gather_all
from archive.finding.lines import line, phrase
from archive.finding.postings import numbers
from archive.finding.segments import matches
from archive.finding.shorthand import short
from archive.finding.tree import And, Leaf, Node, Not, wanted

_WITHIN = 20  # bits: entries of one slot
_WALKED = 200  # entries looked through backwards before the segments are asked
_AT_ONCE = 500  # numbers drawn from the sequence where many are needed
_FEWEST = 100  # entries looked up at once, and four times as many each time after
_LINES_OF_LATEST = (
    "FROM search WHERE id = ANY(ARRAY(SELECT id FROM search_latest))"  # found by number, before its line is read
)
_SOMETIMES = 64  # entries: so often somebody looks whether there are enough to be packed
ADDED = "entries added"  # in the `info` of a session after which to look


class Inverted:
    """Stands behind `engines.Index`."""

    def numbers(self, session: Session) -> Callable[[int], int]:
        """The time and a number of its own, since writers work side by side."""
        return _numbering(session, 1)

    def put(self, session: Session, words: Mapping[int, str]) -> None:
        """Add them."""
        rows = [{"id": entry, "words": short(line(each.split(" ")))} for entry, each in words.items()]
        session.execute(text("INSERT INTO search (id, words) VALUES (:id, :words)"), rows)
        session.execute(text("INSERT INTO search_latest (id) VALUES (:id)"), rows)
        if any(entry % _SOMETIMES == 0 for entry in words):
            session.info[ADDED] = True

    @contextmanager
    def anew(self, session: Session) -> Iterator[Callable[[int], int]]:
        """Empty it; segments are packed when all is there."""
        session.execute(text("TRUNCATE search, search_latest, search_segments, search_postings"))
        # A table that was empty when it was last looked at is gone through row by row for each reference to it.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        yield _numbering(session, _AT_ONCE)
        gather_all(session.connection())

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""
        there = set(session.scalars(text(f"SELECT id {_LINES_OF_LATEST}")))
        for packed in session.scalars(text("SELECT entries FROM search_segments")):
            there.update(numbers(packed).tolist())
        there.intersection_update(session.scalars(text("SELECT id FROM search")))
        return len(set(session.scalars(text("SELECT id FROM entries"))) - there)

    def page(self, connection: Connection, node: Node, before: int | None, most: int) -> list[int]:
        """Backwards through the newest; where that finds too few, or few have such words in a field, by the segments."""
        if not any(leaf.scope for leaf in wanted(node)):
            asked = _Asked(connection, node, before)
            found = asked.of(
                f"(SELECT id, words FROM search {asked.below('WHERE')} ORDER BY id DESC LIMIT {_WALKED}) AS s"
            )
            if len(found) >= most:
                return found[:most]
        return [entry for (entry,) in _newest(connection, node, before, ("id",), most)]

    def newest(self, connection: Connection, node: Node, columns: Sequence[str], most: int) -> Sequence[Sequence[Any]]:
        """By the segments."""
        return _newest(connection, node, None, columns, most)

    @contextmanager
    def limit(self, connection: Connection, seconds: float) -> Iterator[None]:
        """The server ends what takes longer, until the transaction's end. Plans are short: compiling them would take longer."""
        settings = {"statement_timeout": str(int(seconds * 1000)), "jit": "off", "work_mem": "64MB"}
        local = ", ".join(f"set_config('{name}', :{name}, true)" for name in settings)
        connection.execute(text(f"SELECT {local}"), settings)
        connection.info["ends"] = time.monotonic() + seconds
        try:
            yield
        except OperationalError as error:
            if isinstance(error.orig, psycopg.errors.QueryCanceled):
                raise TooSlow(seconds) from error
            raise
        finally:
            connection.info.pop("ends", None)


def _numbering(session: Session, at_once: int) -> Callable[[int], int]:
    drawn: list[int] = []

    def number(seconds: int) -> int:
        if not drawn:
            query = text("SELECT nextval('search_numbers') FROM generate_series(1, :number)")
            drawn.extend(sorted(session.execute(query, {"number": at_once}).scalars(), reverse=True))
        return (seconds // SLOT << _WITHIN) | (drawn.pop() & ((1 << _WITHIN) - 1))

    return number


def _newest(
    connection: Connection, node: Node, before: int | None, columns: Sequence[str], most: int
) -> list[Sequence[Any]]:
    """These columns of the newest entries asked for: those of the segments, some at a time, and the latest."""
    asked = _Asked(connection, node, before)
    latest = asked.of(f"(SELECT id, words {_LINES_OF_LATEST} {asked.below('AND')}) AS s")
    found = matches(connection, node, before)
    query = text(
        f"SELECT {', '.join(columns)} FROM entries WHERE id = ANY(CAST(:numbers AS bigint[])) ORDER BY id DESC"
    )
    rows: list[Sequence[Any]] = []
    start, size = 0, max(_FEWEST, most + most // 4)
    while len(rows) < most and (latest or start < len(found.numbers)):
        some, sure = found.numbers[start : start + size], found.sure[start : start + size]
        start, size = start + size, 4 * size
        last = int(some[-1]) if start < len(found.numbers) else 0
        own = some[sure].tolist() + asked.among(some[~sure].tolist())
        own += [entry for entry in latest if entry >= last]
        latest = [entry for entry in latest if entry < last]
        rows += connection.execute(query, {"numbers": _array(own)}).cursor.fetchall() if own else []
    return rows[:most]


def _array(entries: list[int]) -> str:
    """Written by us: the driver would look at each number several times."""
    return f"{{{','.join(map(str, entries))}}}"


class _Asked:
    """A query as a condition on lines."""

    def __init__(self, connection: Connection, node: Node, before: int | None) -> None:
        self._connection = connection
        self._values: dict[str, Any] = {"before": before} if before is not None else {}
        self._check = self._condition(node)

    def of(self, lines: str) -> list[int]:
        """Of these lines, the newest first. Only our own words stand in the query; all else is bound."""
        query = text(f"SELECT id FROM {lines} WHERE {self._check} ORDER BY id DESC")
        return list(self._connection.scalars(query, self._values))

    def among(self, entries: list[int]) -> list[int]:
        """Those of the entries that match."""
        if not entries:
            return []
        query = text(f"SELECT id FROM search WHERE id = ANY(CAST(:numbers AS bigint[])) AND {self._check}")
        return list(self._connection.scalars(query, self._values | {"numbers": _array(entries)}))

    def below(self, how: str) -> str:
        """Older than where the last page ended."""
        return f"{how} id < :before" if "before" in self._values else ""

    def _condition(self, node: Node) -> str:
        if isinstance(node, Leaf):
            name = f"v{len(self._values)}"
            self._values[name] = short(phrase(node))
            return f"strpos(words, :{name}) > 0"
        if isinstance(node, Not):
            return f"NOT {self._condition(node.part)}"
        joint = " AND " if isinstance(node, And) else " OR "
        return f"({joint.join(self._condition(part) for part in node.parts)})"
