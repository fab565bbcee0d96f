"""PostgreSQL's index: an inverted index (GIN) over characters, pairs of neighbours and words, and a line of all (`lines`).

One character, two, or a word are found by the index alone. A longer phrase is what has all its pairs and has it in its line,
too. What many entries have is found faster by going backwards through the lines, so that is tried first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import ARRAY, BigInteger, Connection, Text, bindparam, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from archive.finding.dates import SLOT
from archive.finding.errors import TooSlow
from archive.finding.lines import line, phrase, tokens
from archive.finding.tree import And, Leaf, Node, Not, Or, wanted

_WITHIN = 20  # bits: entries of one slot
_WALKED = 200  # entries looked through backwards before the index is asked
_AT_ONCE = 500  # numbers drawn from the sequence where many are needed
_ARRAYS: dict[str, ARRAY[Any]] = {"w": ARRAY(Text), "c": ARRAY(BigInteger)}  # by a name's first letter
_BUILDING = "24MB"  # built in several goes the index is a fifth smaller: one go in order leaves all pages half empty
_TOKENS = "search_tokens(words)"
_INDEX = f"CREATE INDEX search_words ON search USING gin ({_TOKENS}) WITH (fastupdate = off)"


class Inverted:
    """Stands behind `engines.Index`."""

    def numbers(self, session: Session) -> Callable[[int], int]:
        """The time and a number of its own, since writers work side by side."""
        return _numbering(session, 1)

    def put(self, session: Session, words: Mapping[int, str]) -> None:
        """Add them."""
        rows = [{"id": entry, "words": line(each.split(" "))} for entry, each in words.items()]
        session.execute(text("INSERT INTO search (id, words) VALUES (:id, :words)"), rows)

    @contextmanager
    def anew(self, session: Session) -> Iterator[Callable[[int], int]]:
        """Empty it; the inverted index is made when all is there, which is many times faster."""
        session.execute(text("TRUNCATE search"))
        session.execute(text("DROP INDEX search_words"))
        yield _numbering(session, _AT_ONCE)
        session.execute(text(f"SET LOCAL maintenance_work_mem = '{_BUILDING}'"))
        session.execute(text(_INDEX))

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""
        query = "SELECT count(*) FROM entries WHERE id NOT IN (SELECT id FROM search)"
        return int(session.execute(text(query)).scalar_one())

    def page(self, connection: Connection, node: Node, before: int | None, most: int) -> list[int]:
        """Backwards through the newest; where that finds too few, or few have such words in a field, by the index."""
        if any(leaf.scope for leaf in wanted(node)):
            return self._by_index(connection, node, before, most)
        asked = _Asked(before)
        newest = f"SELECT id, words FROM search {asked.below('WHERE')} ORDER BY id DESC LIMIT {_WALKED}"
        found = asked.rows(connection, f"SELECT id FROM ({newest}) AS newest WHERE {asked.check(node)} LIMIT {most}")
        if len(found) >= most:
            return [entry for (entry,) in found]
        return self._by_index(connection, node, before, most)

    def _by_index(self, connection: Connection, node: Node, before: int | None, most: int) -> list[int]:
        asked = _Asked(before)
        return [entry for (entry,) in asked.rows(connection, asked.newest(node, most))]

    def newest(self, connection: Connection, node: Node, columns: Sequence[str], most: int) -> Sequence[Sequence[Any]]:
        """By the index."""
        asked = _Asked(None)
        found = asked.newest(node, most)
        query = f"SELECT {', '.join(columns)} FROM entries WHERE id IN ({found}) ORDER BY id DESC"
        return asked.rows(connection, query)

    @contextmanager
    def limit(self, connection: Connection, seconds: float) -> Iterator[None]:
        """The server ends what takes longer. Plans are short: compiling them would take longer than they do."""
        settings = {"statement_timeout": str(int(seconds * 1000)), "jit": "off", "work_mem": "64MB"}
        local = ", ".join(f"set_config('{name}', :{name}, true)" for name in settings)
        connection.execute(text(f"SELECT {local}"), settings)
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
        return (seconds // SLOT << _WITHIN) | (drawn.pop() & ((1 << _WITHIN) - 1))

    return number


class _Asked:
    """A query in the making: its conditions, and the values that they name."""

    def __init__(self, before: int | None) -> None:
        self._before = before
        self._values: dict[str, Any] = {}

    def rows(self, connection: Connection, query: str) -> Sequence[Sequence[Any]]:
        """What it finds. Only our own words stand in the query; all else is bound."""
        lists = [bindparam(name, type_=_ARRAYS[name[0]]) for name in self._values if name[0] in _ARRAYS]
        values = self._values | ({"before": self._before} if self._before is not None else {})
        return connection.execute(text(query).bindparams(*lists), values).cursor.fetchall()

    def newest(self, node: Node, most: int) -> str:
        """A statement that finds the newest by the index. (`+ 0`: no other index may be taken for the order.)"""
        leaves = _leaves(node)
        if leaves is None:
            return f"SELECT id FROM ({self.set_of(node)}) AS found {self.below('WHERE')} ORDER BY id DESC LIMIT {most}"
        long = not all(tokens(leaf).exact for leaf in leaves)
        words = ", words" if long else ""
        found = f"SELECT id{words} FROM search WHERE {self.has(leaves)} {self.below('AND')} ORDER BY id + 0 DESC"
        if not long:
            return f"{found} LIMIT {most}"
        return f"SELECT id FROM ({found} OFFSET 0) AS found {self.phrases(leaves, 'WHERE')} LIMIT {most}"

    def _bound(self, value: object, kind: str = "v") -> str:
        name = f"{kind}{len(self._values)}"
        self._values[name] = value
        return f":{name}"

    def below(self, how: str) -> str:
        """Older than where the last page ended."""
        return f"{how} id < :before" if self._before is not None else ""

    def check(self, node: Node) -> str:
        """The query as a condition on a line."""
        if isinstance(node, Leaf):
            return f"strpos(words, {self._bound(phrase(node))}) > 0"
        if isinstance(node, Not):
            return f"NOT {self.check(node.part)}"
        joint = " AND " if isinstance(node, And) else " OR "
        return f"({joint.join(self.check(part) for part in node.parts)})"

    def has(self, leaves: Sequence[Leaf], how: str = "@>") -> str:
        """All that the index has of these (or any, by `&&`)."""
        found = [tokens(leaf) for leaf in leaves]
        words = self._bound(sorted({word for each in found for word in each.words}), "w")
        characters = self._bound(sorted({token for each in found for token in each.characters}), "c")
        hashed = f"SELECT array_agg(search_word(word)) FROM unnest(CAST({words} AS text[])) AS asked(word)"
        return f"{_TOKENS} {how} (CAST({characters} AS bigint[]) || ({hashed}))"

    def phrases(self, leaves: Sequence[Leaf], how: str) -> str:
        """What the index can't tell of them."""
        long = [self.check(leaf) for leaf in leaves if not tokens(leaf).exact]
        return f"{how} {' AND '.join(long)}" if long else ""

    def set_of(self, node: Node) -> str:
        """A statement that finds the entries by the index, whatever the query."""
        if isinstance(node, Leaf):
            return self._set_of_leaves([node])
        if isinstance(node, Not):
            return f"(SELECT id FROM search EXCEPT {self.set_of(node.part)})"
        if isinstance(node, Or):
            return self._union(node)
        leaves = [part for part in node.parts if isinstance(part, Leaf)]
        sets = [self._set_of_leaves(leaves)] if leaves else []
        sets += [self.set_of(part) for part in node.parts if isinstance(part, And | Or)]
        base = " INTERSECT ".join(sets) or "SELECT id FROM search"
        without = [f" EXCEPT {self.set_of(part.part)}" for part in node.parts if isinstance(part, Not)]
        return f"(({base}){''.join(without)})"

    def _set_of_leaves(self, leaves: Sequence[Leaf]) -> str:
        return f"(SELECT id FROM search WHERE {self.has(leaves)} {self.phrases(leaves, 'AND')})"

    def _union(self, node: Or) -> str:
        plain = [part for part in node.parts if isinstance(part, Leaf) and tokens(part).exact]
        sets = [f"(SELECT id FROM search WHERE {self.has(plain, '&&')})"] if plain else []
        sets += [self.set_of(part) for part in node.parts if part not in plain]
        return f"({' UNION '.join(sets)})"


def _leaves(node: Node) -> tuple[Leaf, ...] | None:
    """The phrases where the query is nothing but phrases that all are wanted."""
    if isinstance(node, Leaf):
        return (node,)
    if isinstance(node, And) and all(isinstance(part, Leaf) for part in node.parts):
        return tuple(part for part in node.parts if isinstance(part, Leaf))
    return None
