"""Which entries of a segment have a token, packed: a segment is up to `MOST` entries, each by its place in it, from 0.

A token is a Chinese or private character, a pair of neighbours (the two code points in one number), a word (a hash, above all
pairs), or a word's beginning of up to three characters. Tokens stand in order, with their entries' places, both as the steps from one to the next; the bytes of a column
that weigh alike stand together, so that zlib finds most of them zero. A block is what one asks for, its first token its name.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

FROM = 0x2E80  # characters from here on are tokens one by one and in pairs; words that begin below it are whole ones
BEGINNING = 3  # characters of a word's beginning that are looked up
WIDTH = 21  # bits of a code point
MOST = 4096  # entries of a segment
_PLACE = 12  # bits of a place in it
_WORD = 1 << 62
_TOGETHER = 256  # lines whose characters are numbers at once: some 20 MB
_IN_BLOCK = 1500  # places, or as many more as its last token has
_BEGINS, IS_FACT = "*", "="  # what stands before a word's beginning, and before a fact: no text's word begins so
_HEAD = 8  # bytes: how many tokens and places

Numbers = NDArray[np.uint64]


def token_of_word(word: str) -> int:
    """62 bits of its hash, and a bit above."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) >> 2 | _WORD


def beginning(word: str) -> str:
    """What the index holds of a word's beginning, as of a word."""
    return _BEGINS + word[:BEGINNING]


def _whole(line: str) -> Iterable[str]:
    """Its words, and how they begin."""
    found = {each for each in line.split(" ") if each and ord(each[0]) < FROM}
    own = [each for each in found if not each.startswith(IS_FACT)]
    return found.union(_BEGINS + each[:length] for each in own for length in range(1, BEGINNING + 1))


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """Each block's first token, and the block, of a segment's entries (`lines.line`) in order."""
    tokens, places = _postings(lines)
    starts = np.flatnonzero(np.concatenate((tokens[:1] == tokens[:1], tokens[1:] != tokens[:-1])))
    cuts = np.flatnonzero(np.diff(starts // _IN_BLOCK)) + 1
    for own in np.split(starts, cuts) if len(starts) else ():
        end = int(starts[following]) if (following := int(np.searchsorted(starts, own[-1]) + 1)) < len(starts) else None
        yield int(tokens[own[0]]), _packed(tokens[own], own - own[0], places[own[0] : end])


def _postings(lines: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Tokens in order, and with each the place of an entry that has it."""
    found = [_characters(lines[start : start + _TOGETHER], start) for start in range(0, len(lines), _TOGETHER)]
    both = np.sort(np.concatenate([*found, np.zeros(0, np.uint64)]), kind="stable")
    words = [(token_of_word(word), place) for place, each in enumerate(lines) for word in _whole(each)]
    wholes = np.array(sorted(words), np.uint64).reshape(-1, 2)
    tokens = np.concatenate((both >> np.uint64(_PLACE), wholes[:, 0]))
    return tokens, np.concatenate((both & np.uint64(MOST - 1), wholes[:, 1]))


def _characters(lines: Sequence[str], first: int) -> Numbers:
    """Characters and pairs of some lines, each with its line's place in the lowest bits, in order."""
    codes = np.frombuffer(" ".join([*lines, ""]).encode("utf-32-le"), "<u4").astype(np.uint64)
    places = np.repeat(np.arange(first, first + len(lines), dtype=np.uint64), [len(each) + 1 for each in lines])
    there = codes >= FROM
    pair = there[:-1] & there[1:]
    pairs = codes[:-1][pair] << np.uint64(WIDTH) | codes[1:][pair]
    tokens = np.concatenate((codes[there], pairs)) << np.uint64(_PLACE)
    found: Numbers = np.sort(tokens | np.concatenate((places[there], places[:-1][pair])))
    each_once: Numbers = found[np.append(found[1:] != found[:-1], True)[: len(found)]]  # a tenth of what `unique` takes
    return each_once


def _packed(tokens: Numbers, starts: NDArray[Any], places: Numbers) -> bytes:
    counts = np.diff(starts, append=len(places))
    steps = np.diff(places, prepend=places[:1])
    steps[starts] = places[starts]
    head = len(tokens).to_bytes(4, "little") + len(places).to_bytes(4, "little")
    columns = (np.diff(tokens, prepend=tokens[:1]), counts.astype("<u2"), steps.astype("<u2"))
    packing = zlib.compressobj(strategy=zlib.Z_RLE)
    return packing.compress(head + b"".join(map(_by_weight, columns))) + packing.flush()


def _by_weight(column: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(column).view(np.uint8).reshape(len(column), column.itemsize).T.tobytes()


def packed_numbers(entries: Sequence[int]) -> bytes:
    """A segment's entries, in order."""
    column = np.array(entries, "<i8")
    return zlib.compress(_by_weight(np.diff(column, prepend=0)))


def numbers(packed: bytes) -> NDArray[np.int64]:
    """The same as they were."""
    content = zlib.decompress(packed)
    return _weighed(content, 0, len(content) // 8, "<i8").cumsum(dtype=np.int64)


@dataclass(frozen=True)
class Block:
    """One that is asked."""

    first: int
    packed: bytes

    def places(self, token: int) -> NDArray[np.uint16]:
        """Of the entries that have it, in order; none where the token isn't there."""
        content, tokens = self._content
        which, many = int(tokens.searchsorted(np.uint64(token))), len(tokens)
        if which == many or tokens[which] != token:
            return np.zeros(0, np.uint16)
        low, high, steps = (
            times * many for times in (8, 9, 10)
        )  # where they begin: a byte of each token's count, the other
        start = int(content[low : low + which].sum()) + 256 * int(content[high : high + which].sum())
        size = int(content[low + which]) + 256 * int(content[high + which])
        start, above = steps + start, (len(content) - steps) // 2
        found = content[start + above : start + above + size].astype(np.uint16) << 8
        found |= content[start : start + size]
        return found.cumsum(dtype=np.uint16)

    @cached_property
    def _content(self) -> tuple[NDArray[np.uint8], Numbers]:
        """All behind the head, and the tokens."""
        content = zlib.decompress(self.packed)
        many = int.from_bytes(content[:4], "little")
        tokens = _weighed(content, _HEAD, many, "<u8").cumsum(dtype=np.uint64) + np.uint64(self.first)
        return np.frombuffer(content, np.uint8, offset=_HEAD), tokens


def _weighed(content: bytes, start: int, number: int, kind: str) -> NDArray[Any]:
    width = np.dtype(kind).itemsize
    raw = np.frombuffer(content, np.uint8, number * width, start).reshape(width, number)
    return np.ascontiguousarray(raw.T).reshape(-1).view(kind)
