"""Where on a document's pages something stands: what a field says, where a seal belongs. Pure; boxes as `parsers.facts` has them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from parsers.facts import Box, Line, Page

_PROSE = 40  # characters: from here on a text is looked for line by line
_SHORTEST = 3  # characters of a line that is a piece of a value broken over several
_SHORTEST_OF_PROSE = 6
_ALIKE = 85  # of 100: a recognised line may have a character wrong
_SEAL = re.compile(r"盖\s*章|公\s*章|签\s*章|印\s*章")
_ABOVE, _BESIDE, _BELOW = 0.045, 0.24, 0.045  # of the page: a seal covers its label or stands beside it


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page."""

    page: int
    box: Box


def of_value(pages: Sequence[Page], value: str | tuple[str, ...] | None) -> tuple[Place, ...]:
    """The lines that say this: each option's own, those that a value is broken over; () where it isn't found."""
    if not value:
        return ()
    if isinstance(value, tuple):
        return tuple(place for each in value for place in of_value(pages, each)[:1])
    whole = plain(value)
    lines = [(page.number, line) for page in pages for line in page.lines]
    if len(whole) > _PROSE:
        return tuple(_union(lines, whole))
    for number, line in lines:
        if whole and whole in plain(line.text):
            return (Place(number, line.box),)
    pieces = [(number, line) for number, line in lines if _is_a_piece(plain(line.text), whole)]
    covered = sum(len(plain(line.text)) for _, line in pieces)
    return tuple(Place(number, line.box) for number, line in pieces) if 2 * covered >= len(whole) else ()


def of_the_seal(pages: Sequence[Page], organisation: str) -> tuple[Place, ...]:
    """Where a seal is looked for first: where the form asks for it, else where the organisation last signs its name."""
    asked = [Place(page.number, _around(line.box)) for page in pages for line in page.lines if _SEAL.search(line.text)]
    if asked:
        return (asked[0],)
    name = plain(organisation)
    signed = [
        Place(page.number, line.box) for page in pages for line in page.lines if name and name in plain(line.text)
    ]
    return tuple(signed[-1:])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Without width, blanks and punctuation, so that a telephone number is the same however it is written."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def _is_a_piece(line: str, whole: str) -> bool:
    return len(line) >= _SHORTEST and line in whole


def _union(lines: Iterable[tuple[int, Line]], whole: str) -> Iterable[Place]:
    """One box a page round all lines of a long text."""
    found: dict[int, list[Box]] = {}
    for number, line in lines:
        words = plain(line.text)
        if len(words) >= _SHORTEST_OF_PROSE and fuzz.partial_ratio(words, whole, score_cutoff=_ALIKE):
            found.setdefault(number, []).append(line.box)
    for number, boxes in found.items():
        left, top, right, bottom = zip(*boxes, strict=True)
        yield Place(number, (min(left), min(top), max(right), max(bottom)))


def _around(box: Box) -> Box:
    left, top, right, bottom = box
    return max(0.0, left - 0.01), max(0.0, top - _ABOVE), min(1.0, right + _BESIDE), min(1.0, bottom + _BELOW)
