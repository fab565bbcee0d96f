"""PostgreSQL's inverted index as it is asked: which entries of its segments (`postings`) match a query, surely or maybe.

A segment's entries never change, so that a process reads their numbers once; which of them are gone is read anew. Segments with
the newest entries are asked first, a few at a time, each time as if they were one. When an entry was received, its number says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, text

from archive.finding.dates import slots
from archive.finding.kept import Kept
from archive.finding.lines import Tokens, tokens
from archive.finding.postings import Block, numbers, token_of_word
from archive.finding.tree import And, Leaf, Node, Not

_NOW = text("SELECT id, gone FROM search_segments UNION ALL SELECT id, NULL FROM search_gone")
_NUMBERS = text("SELECT id, entries FROM search_segments WHERE id = ANY(:ids)")
_BLOCKS = text("""
    SELECT segment.id, asked.token, block.first, block.postings
    FROM unnest(:segments) AS segment (id) CROSS JOIN unnest(:tokens) AS asked (token) CROSS JOIN LATERAL (
        SELECT first, postings FROM search_postings
        WHERE segment = segment.id AND first <= asked.token ORDER BY first DESC LIMIT 1
    ) AS block
""").bindparams(bindparam("segments", type_=ARRAY(BigInteger)), bindparam("tokens", type_=ARRAY(BigInteger)))
WITHIN = 33  # bits of a number: how many are drawn before one comes again. Times reach the year 2225 so
_TOGETHER = (2, 8)  # segments asked at first and then; the others all at once
_REMEMBERED = 2_000_000  # entries' numbers, eight bytes each
NOTHING = -(1 << 62)  # below all numbers

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of entries, the newest first. Those that aren't `sure` have all tokens, and maybe the phrases.

    Whatever else there is isn't newer than `down_to`.
    """

    numbers: Numbers
    sure: Mask
    down_to: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Its entries in order, and which of them are there still."""

    id: int
    numbers: Numbers
    there: Mask


class Segments:
    """Of one index, as far as this process has read them; threads may share it."""

    def __init__(self) -> None:
        self._numbers: Kept[int, Numbers] = Kept(_REMEMBERED, len)

    def now(self, connection: Connection) -> "Packed":
        """As the transaction sees them."""
        rows = connection.execute(_NOW).cursor.fetchall()
        gone = {segment: flags for segment, flags in rows if flags is not None}
        held = self._numbers.find(gone)
        if lacking := [each for each in gone if each not in held]:
            fresh = {row.id: numbers(row.entries) for row in connection.execute(_NUMBERS, {"ids": lacking})}
            self._numbers.add(fresh)
            held |= fresh
        segments = [Segment(each, held[each], ~flags_of(flags, len(held[each]))) for each, flags in gone.items()]
        return Packed(
            sorted(filter(lambda each: len(each.numbers), segments), key=lambda each: -int(each.numbers[-1])),
            np.array(sorted(number for number, flags in rows if flags is None), np.int64),
        )


def flags_of(packed: bytes, size: int) -> Mask:
    """Of a segment's entries, which are gone; nothing is written where none is."""
    if not packed:
        return np.zeros(size, np.bool_)
    return np.unpackbits(np.frombuffer(packed, np.uint8), count=size).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class Packed:
    """All segments, those with the newest entries first; `gone` are entries that none of them knows to be."""

    segments: Sequence[Segment]
    gone: Numbers

    def matches(self, connection: Connection, node: Node, before: int | None) -> Iterator[Matches]:
        """Of all segments, some at a time, the newest first."""
        wanted = {leaf: tokens(leaf) for leaf in _leaves(node) if slots(leaf) is None}
        low, high = _span(node)
        high = high if before is None else min(high, before)
        rest = [each for each in self.segments if each.numbers[0] < high and each.numbers[-1] >= low]
        found, sure = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        for together in (*_TOGETHER, max(1, len(rest))):
            own, rest = rest[:together], rest[together:]
            down_to = int(rest[0].numbers[-1]) if rest else NOTHING
            more, surely = _asked(connection, own, node, wanted)
            found, sure = np.concatenate((found, more)), np.concatenate((sure, surely))
            order = np.argsort(-found)
            found, sure = found[order], sure[order]
            until = int(np.searchsorted(-found, -down_to, side="left"))
            yield self._there(found[:until], sure[:until], before, down_to)
            found, sure = found[until:], sure[until:]
            if not rest:
                return

    def _there(self, found: Numbers, sure: Mask, before: int | None, down_to: int) -> Matches:
        there = ~np.isin(found, self.gone)
        if before is not None:
            there &= found < before
        return Matches(found[there], sure[there], down_to)


def _asked(
    connection: Connection, segments: Sequence[Segment], node: Node, wanted: Mapping[Leaf, Tokens]
) -> tuple[Numbers, Mask]:
    """Those of the segments' entries that match maybe, and which of them surely."""
    if not segments:
        return np.zeros(0, np.int64), np.zeros(0, np.bool_)
    starts = np.cumsum([0, *(len(each.numbers) for each in segments)])
    places = _places(connection, {each.id: int(start) for each, start in zip(segments, starts, strict=False)}, wanted)
    entries = np.concatenate([each.numbers for each in segments])
    surely, maybe = _Joined(entries, places, wanted).masks(node)
    which = np.flatnonzero(maybe & np.concatenate([each.there for each in segments]))
    return entries[which], surely[which]


def _places(
    connection: Connection, starts: Mapping[int, int], wanted: Mapping[Leaf, Tokens]
) -> Mapping[int, Sequence[NDArray[Any]]]:
    """By token, where in the joined segments it is."""
    asked = sorted({token for each in wanted.values() for token in _tokens(each)})
    values = {"segments": list(starts), "tokens": asked}
    read: dict[tuple[int, int], Block] = {}
    found: dict[int, list[NDArray[Any]]] = {}
    for segment, token, first, postings in connection.execute(_BLOCKS, values).cursor.fetchall() if asked else ():
        block = read.setdefault((segment, first), Block(first, postings))
        found.setdefault(token, []).append(block.places(token) + starts[segment])
    return found


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
        return
    for part in (node.part,) if isinstance(node, Not) else node.parts:
        yield from _leaves(part)


def _span(node: Node) -> tuple[int, int]:
    """The lowest number that may match, and one above the highest, as far as days tell."""
    if isinstance(node, Leaf):
        own = slots(node)
        return (own.start << WITHIN, own.stop << WITHIN) if own is not None else (NOTHING, -NOTHING)
    if isinstance(node, Not):
        return NOTHING, -NOTHING
    low, high = zip(*map(_span, node.parts), strict=True)
    return (max(low), min(high)) if isinstance(node, And) else (min(low), max(high))


def _tokens(found: Tokens) -> Sequence[int]:
    return (*found.characters, *map(token_of_word, found.words))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Segments as one."""

    entries: Numbers
    places: Mapping[int, Sequence[NDArray[Any]]]  # by token
    wanted: Mapping[Leaf, Tokens]

    def masks(self, node: Node) -> tuple[Mask, Mask]:
        """Which surely match, and which may."""
        if isinstance(node, Leaf):
            return self._of_phrase(self.wanted[node]) if node in self.wanted else self._received(node)
        if isinstance(node, Not):
            surely, maybe = self.masks(node.part)
            return ~maybe, ~surely
        join = np.logical_and if isinstance(node, And) else np.logical_or
        all_surely, all_maybe = zip(*map(self.masks, node.parts), strict=True)
        return join.reduce(all_surely), join.reduce(all_maybe)

    def _received(self, leaf: Leaf) -> tuple[Mask, Mask]:
        low, high = _span(leaf)
        then = (self.entries >= low) & (self.entries < high)
        return then, then

    def _of_phrase(self, found: Tokens) -> tuple[Mask, Mask]:
        maybe = np.ones(len(self.entries), np.bool_)
        for token in _tokens(found):
            has = np.zeros(len(self.entries), np.bool_)
            for each in self.places.get(token, ()):
                has[each] = True
            maybe &= has
        return (maybe if found.exact else np.zeros(len(self.entries), np.bool_)), maybe
