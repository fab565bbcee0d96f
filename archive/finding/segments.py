"""PostgreSQL's inverted index as it is asked: which entries of its segments (`postings`) match a query, surely or maybe.

A segment's entries never change, so that a process reads their numbers once; which of them are gone is read anew. Segments with
the newest entries are asked first, a few at a time, each time as if they were one. When an entry was received, its number says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, column, text

from archive.finding import lines
from archive.finding.dates import slots
from archive.finding.kept import Kept
from archive.finding.postings import MOST, Block, numbers, token_of_word
from archive.finding.prepared import Prepared
from archive.finding.tree import And, Leaf, Node, Not

_KIND = column("kind", Integer)  # 0 a segment, 1 an entry that is gone, 2 one that isn't packed
_NOW = Prepared(
    text("""
        SELECT 0 AS kind, id, gone FROM search_segments
        UNION ALL SELECT 1, id, NULL FROM search_gone UNION ALL SELECT 2, id, NULL FROM search_latest
    """).columns(_KIND, column("id", BigInteger), column("gone", LargeBinary))
)
_NUMBERS = Prepared(
    text("SELECT id, entries FROM search_segments WHERE id = ANY(CAST(:ids AS bigint[]))").columns(
        column("id", BigInteger), column("entries", LargeBinary)
    )
)
_BLOCKS = Prepared(
    text("""
        SELECT asked.segment, asked.token, block.first, block.postings
        FROM unnest(CAST(:segments AS bigint[]), CAST(:tokens AS bigint[])) AS asked (segment, token) CROSS JOIN LATERAL (
            SELECT first, postings FROM search_postings
            WHERE segment = asked.segment AND first <= asked.token ORDER BY first DESC LIMIT 1
        ) AS block
    """).columns(
        column("segment", BigInteger), column("token", BigInteger), column("first", BigInteger),
        column("postings", LargeBinary),
    )
)  # fmt: skip
WITHIN = 33  # bits of a number: how many are drawn before one comes again. Times reach the year 2225 so
_TOGETHER = (2, 8)  # segments asked at first and then; the others all at once
_REMEMBERED = 2_000_000  # entries' numbers, eight bytes each
_PLACES = 4_000_000  # that are remembered, two bytes each
_BESIDE = 100  # places: as much weighs what lies beside those of a token
_LOOKED_INTO = 1  # lines of entries are looked into as soon as one more token's block is read in a segment
_LEAST_SHARE = 0.005  # of older entries that a token is reckoned to be in: those of another year have other words
NOTHING = -(1 << 62)  # below all numbers

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Places = NDArray[np.uint16]


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
        self._places: Kept[tuple[int, int], Places] = Kept(_PLACES, lambda places: len(places) + _BESIDE)

    def now(self, connection: Connection) -> "Packed":
        """As the transaction sees them."""
        rows = _NOW.rows(connection)
        gone = {row.id: row.gone for row in rows if row.kind == 0}
        held = self._numbers.find(gone)
        if lacking := [each for each in gone if each not in held]:
            fresh = {row.id: numbers(row.entries) for row in _NUMBERS.rows(connection, ids=lacking)}
            self._numbers.add(fresh)
            held |= fresh
        segments = [Segment(each, held[each], ~flags_of(flags, len(held[each]))) for each, flags in gone.items()]
        return Packed(
            self,
            sorted(filter(lambda each: len(each.numbers), segments), key=lambda each: -int(each.numbers[-1])),
            np.array(sorted(row.id for row in rows if row.kind == 1), np.int64),
            any(row.kind == 2 for row in rows),
        )

    def places(self, connection: Connection, asked: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Places]:
        """By segment and token, the places in the segment of the entries that have it."""
        found = self._places.find(asked)
        lacking = [each for each in asked if each not in found]
        if lacking:
            segments, tokens = zip(*lacking, strict=True)
            blocks: dict[tuple[int, int], Block] = {}
            fresh = dict.fromkeys(lacking, np.zeros(0, np.uint16))
            for row in _BLOCKS.rows(connection, segments=list(segments), tokens=list(tokens)):
                block = blocks.setdefault((row.segment, row.first), Block(row.first, row.postings))
                fresh[row.segment, row.token] = block.places(row.token)
            self._places.add(fresh)
            found |= fresh
        return found


def flags_of(packed: bytes, size: int) -> Mask:
    """Of a segment's entries, which are gone; nothing is written where none is."""
    if not packed:
        return np.zeros(size, np.bool_)
    return np.unpackbits(np.frombuffer(packed, np.uint8), count=size).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class Packed:
    """All segments, those with the newest entries first; `gone` are entries that none of them knows to be.

    `latest`: there are entries that aren't packed.
    """

    known: Segments
    segments: Sequence[Segment]
    gone: Numbers
    latest: bool

    def matches(self, connection: Connection, node: Node, before: int | None) -> Iterator[Matches]:
        """Of all segments, some at a time, the newest first."""
        all_of = {leaf: Tokens.of(leaf) for leaf in _leaves(node) if slots(leaf) is None}
        wanted, seen = all_of, _Seen()
        low, high = _span(node)
        high = high if before is None else min(high, before)
        rest = [each for each in self.segments if each.numbers[0] < high and each.numbers[-1] >= low]
        found, sure = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        for together in (*_TOGETHER, max(1, len(rest))):
            own, rest = rest[:together], rest[together:]
            down_to = int(rest[0].numbers[-1]) if rest else NOTHING
            joined = self._joined(connection, own, wanted)
            more, surely = joined.asked(node)
            found, sure = np.concatenate((found, more)), np.concatenate((sure, surely))
            order = np.argsort(-found)
            found, sure = found[order], sure[order]
            until = int(np.searchsorted(-found, -down_to, side="left"))
            yield self._there(found[:until], sure[:until], before, down_to)
            found, sure = found[until:], sure[until:]
            if not rest:
                return
            seen.add(joined)
            wanted = {leaf: each.telling(seen.share) for leaf, each in all_of.items()}

    def _there(self, found: Numbers, sure: Mask, before: int | None, down_to: int) -> Matches:
        there = ~np.isin(found, self.gone) if len(self.gone) else np.ones(len(found), np.bool_)
        if before is not None:
            there &= found < before
        return Matches(found[there], sure[there], down_to)

    def _joined(
        self, connection: Connection, segments: Sequence[Segment], wanted: Mapping[Leaf, "Tokens"]
    ) -> "_Joined":
        tokens = sorted({token for each in wanted.values() for token in each.tokens})
        places = self.known.places(connection, [(each.id, token) for each in segments for token in tokens])
        found: dict[int, list[NDArray[np.int64]]] = {token: [] for token in tokens}
        start = 0
        for each in segments:
            for token in tokens:
                found[token].append(places[each.id, token].astype(np.int64) + start)
            start += len(each.numbers)
        numbers = [each.numbers for each in segments] or [np.zeros(0, np.int64)]
        there = [each.there for each in segments] or [np.zeros(0, np.bool_)]
        return _Joined(np.concatenate(numbers), np.concatenate(there), found, wanted)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What entries with a phrase have. `exact`: it is one token, and whatever has it has the phrase."""

    tokens: Sequence[int]
    exact: bool

    @classmethod
    def of(cls, leaf: Leaf) -> "Tokens":
        """All of a phrase's; of a field's those of the same anywhere, too, which tell that words follow each other."""
        found = lines.tokens(leaf)
        own = [*found.characters, *map(token_of_word, found.words)]
        if leaf.scope is not None and not found.exact:
            own += cls.of(Leaf(leaf.shown, leaf.shown, None, leaf.begins)).tokens
        return cls(tuple(dict.fromkeys(own)), found.exact)

    def telling(self, share: Callable[[int], float]) -> "Tokens":
        """The rarest of them, as many as it takes to leave few entries of a segment, by what share of them had each so far."""
        if self.exact:
            return self
        shares = sorted((share(token), token) for token in self.tokens)
        chosen: list[int] = []
        left = float(MOST)
        for each, token in shares:
            reckoned = max(each, _LEAST_SHARE)
            if chosen and left * (1 - reckoned) < _LOOKED_INTO:
                break
            chosen.append(token)
            left *= reckoned
        return Tokens(chosen, exact=False)


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


@dataclass(frozen=True, slots=True)
class _Joined:
    """Segments as one."""

    entries: Numbers
    there: Mask
    places: Mapping[int, Sequence[Numbers]]  # by token
    wanted: Mapping[Leaf, Tokens]

    def asked(self, node: Node) -> tuple[Numbers, Mask]:
        """Those of the entries that match maybe, and which of them surely."""
        surely, maybe = self.masks(node)
        which = np.flatnonzero(maybe & self.there)
        return self.entries[which], surely[which]

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
        for token in found.tokens:
            has = np.zeros(len(self.entries), np.bool_)
            for each in self.places.get(token, ()):
                has[each] = True
            maybe &= has
        return (maybe if found.exact else np.zeros(len(self.entries), np.bool_)), maybe


class _Seen:
    """Of the entries that were asked for a token so far, how many have it."""

    def __init__(self) -> None:
        self._counted: dict[int, tuple[int, int]] = {}

    def add(self, joined: _Joined) -> None:
        """Count these, too."""
        for token, places in joined.places.items():
            having, asked = self._counted.get(token, (0, 0))
            self._counted[token] = having + sum(map(len, places)), asked + len(joined.entries)

    def share(self, token: int) -> float:
        """Between 0 and 1; 1 of a token that nobody asked for."""
        having, asked = self._counted.get(token, (1, 1))
        return having / max(1, asked)
