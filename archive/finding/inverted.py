"""PostgreSQL's index: an inverted one (`segments`, grown by `gathering`) over characters, pairs of neighbours and words, and
beside it each entry's words in a line (`lines`, `shorthand`).

One character, two, or a word are found by the segments alone. A longer phrase is what has all its pairs and has it in its
line, too. The newest segments are asked first, and no more than it takes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from archive.finding.dates import SLOT
from archive.finding.errors import TooSlow
from archive.finding.gathering import gather_all
from archive.finding.known import Moment
from archive.finding.lines import line, phrase
from archive.finding.listed import as_one_value
from archive.finding.postings import numbers
from archive.finding.prepared import Prepared, asked
from archive.finding.segments import WITHIN, Mask, Matches, Numbers
from archive.finding.shorthand import short
from archive.finding.tree import And, Leaf, Node, Not

_AT_ONCE = 500  # numbers drawn from the sequence where many are needed
_FEWEST = 100  # entries looked up at once, and four times as many each time after
_SOMETIMES = 64  # entries: so often somebody looks whether there are enough to be packed
_SETTING = Prepared(
    select(
        func.set_config("statement_timeout", bindparam("timeout"), True),
        func.set_config("jit", "off", True),
        func.set_config("work_mem", "64MB", True),
    )
)
_UNPACKED = "words || '' AS words"  # each function that gets a long value as it lies there unpacks it anew
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
        """Empty it, unseen by whoever searches meanwhile; segments are packed when all is there."""
        # nobody files: in the order in which filing comes to them, or one would wait for the other for ever
        session.execute(text("LOCK TABLE submissions, entries IN SHARE ROW EXCLUSIVE MODE"))
        for table in (
            "search_latest",
            "search_gone",
            "search_segments",
            "search",
        ):  # what refers to segments goes with them
            session.execute(text(f"DELETE FROM {table}"))
        # A table that was empty when it was last looked at is gone through row by row for each reference to it.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        yield _numbering(session, _AT_ONCE)
        gather_all(session.connection())

    def remove(self, session: Session, entries: Sequence[int]) -> None:
        """Noted, for whichever segment has them."""
        if entries:
            session.execute(text("INSERT INTO search_gone (id) VALUES (:id)"), [{"id": each} for each in entries])

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""
        there = set(session.scalars(text("SELECT id FROM search_latest")))
        for packed in session.scalars(text("SELECT entries FROM search_segments")):
            there.update(numbers(packed).tolist())
        there.intersection_update(session.scalars(text("SELECT id FROM search")))
        return len(set(session.scalars(text("SELECT id FROM entries"))) - there)

    def page(self, moment: Moment, node: Node, before: int | None, most: int) -> list[int]:
        """Of the latest, which are looked through, and of the segments."""
        lines = _Asked(moment.connection, node, before)
        latest = lines.latest(most) if moment.packed.latest else []
        found: list[int] = []
        for some, sure, down_to in _parts(moment.packed.matches(moment.connection, node, before), most):
            own = some[sure].tolist() + lines.among(some[~sure].tolist())
            own += [entry for entry in latest if entry > down_to]
            latest = [entry for entry in latest if entry <= down_to]
            found += sorted(own, reverse=True)
            if len(found) >= most:
                break
        return found[:most]

    @contextmanager
    def limit(self, connection: Connection, seconds: float) -> Iterator[None]:
        """The server ends what takes longer, until the transaction's end. Plans are short: compiling them would take longer."""
        _SETTING.rows(connection, timeout=str(int(seconds * 1000)))
        try:
            yield
        except OperationalError as error:
            if isinstance(error.orig, psycopg.errors.QueryCanceled):
                raise TooSlow(seconds) from error
            raise


def _numbering(session: Session, at_once: int) -> Callable[[int], int]:
    drawn: list[int] = []

    def number(seconds: int) -> int:
        if not drawn:
            query = text("SELECT nextval('search_numbers') FROM generate_series(1, :number)")
            drawn.extend(sorted(session.execute(query, {"number": at_once}).scalars(), reverse=True))
        return (seconds // SLOT << WITHIN) | (drawn.pop() & ((1 << WITHIN) - 1))

    return number


def _parts(found: Iterable[Matches], most: int) -> Iterator[tuple[Numbers, Mask, int]]:
    """Little at first, as what isn't sure has to be looked up; and behind which number other entries may come."""
    size = max(_FEWEST, most + most // 4)
    for each in found:
        start = end = 0
        while end < len(each.numbers) or not end:
            start, end, size = end, end + size, 4 * size
            some = each.numbers[start:end]
            yield some, each.sure[start:end], int(some[-1]) - 1 if end < len(each.numbers) else each.down_to


class _Asked:
    """A query as a condition on lines."""

    def __init__(self, connection: Connection, node: Node, before: int | None) -> None:
        self._connection = connection
        self._values: dict[str, Any] = {"before": before} if before is not None else {}
        self._check = self._condition(node)

    def latest(self, most: int) -> list[int]:
        """Of those that aren't packed, the newest first. Only our own words stand in the query; all else is bound."""
        below = "WHERE id < %(before)s" if "before" in self._values else ""
        query = f"""
            SELECT latest.id FROM (SELECT id FROM search_latest {below} ORDER BY id DESC OFFSET 0) AS latest
            CROSS JOIN LATERAL (SELECT {_UNPACKED} FROM search WHERE search.id = latest.id OFFSET 0) AS line
            WHERE {self._check} ORDER BY latest.id DESC LIMIT %(most)s
        """
        return [entry for (entry,) in asked(self._connection, query, self._values | {"most": most})]

    def among(self, entries: list[int]) -> list[int]:
        """Those of the entries that match."""
        if not entries:
            return []
        these = "WHERE id = ANY(CAST(%(numbers)s AS bigint[]))"
        query = f"SELECT id FROM (SELECT id, {_UNPACKED} FROM search {these} OFFSET 0) AS line WHERE {self._check}"
        numbered = self._values | {"numbers": as_one_value(entries, self._connection.dialect)}
        return [entry for (entry,) in asked(self._connection, query, numbered)]

    def _condition(self, node: Node) -> str:
        if isinstance(node, Leaf):
            name = f"v{len(self._values)}"
            self._values[name] = short(phrase(node))
            return f"strpos(words, %({name})s) > 0"
        if isinstance(node, Not):
            return f"NOT {self._condition(node.part)}"
        joint = " AND " if isinstance(node, And) else " OR "
        return f"({joint.join(self._condition(part) for part in node.parts)})"
