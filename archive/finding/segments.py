"""PostgreSQL's inverted index as it is asked: which entries of its segments (`postings`) match a query, surely or maybe."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, text

from archive.finding.lines import Tokens, tokens
from archive.finding.postings import Block, numbers, token_of_word
from archive.finding.tree import And, Leaf, Node, Not

_SEGMENTS = text("SELECT id, entries FROM search_segments")
_BLOCKS = text("""
    SELECT segment.id, asked.token, block.first, block.postings
    FROM search_segments AS segment CROSS JOIN unnest(:tokens) AS asked (token) CROSS JOIN LATERAL (
        SELECT first, postings FROM search_postings
        WHERE segment = segment.id AND first <= asked.token ORDER BY first DESC LIMIT 1
    ) AS block
""").bindparams(bindparam("tokens", type_=ARRAY(BigInteger)))

_NONE = np.zeros(0, np.int64)  # an index of no places; () would be one of them all

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of entries, the newest first. Those that aren't `sure` have all tokens, and maybe the phrases."""

    numbers: NDArray[np.int64]
    sure: Mask


def matches(connection: Connection, node: Node, before: int | None) -> Matches:
    """Of all segments; entries that were replaced since are among them."""
    wanted = {leaf: tokens(leaf) for leaf in _leaves(node)}
    asked = sorted({token for each in wanted.values() for token in _asked(each)})
    places: dict[int, dict[int, NDArray[Any]]] = {}
    read: dict[tuple[int, int], Block] = {}
    for segment, token, first, postings in (
        connection.execute(_BLOCKS, {"tokens": asked}).cursor.fetchall() if asked else ()
    ):
        block = read.setdefault((segment, first), Block(first, postings))
        places.setdefault(segment, {})[token] = block.places(token)
    found, sure = [_NONE], [np.zeros(0, np.bool_)]
    for segment, entries in connection.execute(_SEGMENTS).cursor.fetchall():
        own = numbers(entries)
        surely, maybe = _Segment(len(own), places.get(segment, {}), wanted).masks(node)
        which = np.flatnonzero(maybe)
        found.append(own[which])
        sure.append(surely[which])
    together = np.concatenate(found)
    order = np.argsort(-together)
    newest = order[int(np.searchsorted(-together[order], -before, side="right")) if before is not None else 0 :]
    return Matches(together[newest], np.concatenate(sure)[newest])


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
        return
    for part in (node.part,) if isinstance(node, Not) else node.parts:
        yield from _leaves(part)


def _asked(found: Tokens) -> Sequence[int]:
    return (*found.characters, *map(token_of_word, found.words))


@dataclass(frozen=True, slots=True)
class _Segment:
    size: int
    places: Mapping[int, NDArray[Any]]  # by token
    wanted: Mapping[Leaf, Tokens]

    def masks(self, node: Node) -> tuple[Mask, Mask]:
        """Which surely match, and which may."""
        if isinstance(node, Leaf):
            return self._of_phrase(self.wanted[node])
        if isinstance(node, Not):
            surely, maybe = self.masks(node.part)
            return ~maybe, ~surely
        join = np.logical_and if isinstance(node, And) else np.logical_or
        all_surely, all_maybe = zip(*map(self.masks, node.parts), strict=True)
        return join.reduce(all_surely), join.reduce(all_maybe)

    def _of_phrase(self, found: Tokens) -> tuple[Mask, Mask]:
        maybe = np.ones(self.size, np.bool_)
        for token in _asked(found):
            has = np.zeros(self.size, np.bool_)
            has[self.places.get(token, _NONE)] = True
            maybe &= has
        return (maybe if found.exact else np.zeros(self.size, np.bool_)), maybe
