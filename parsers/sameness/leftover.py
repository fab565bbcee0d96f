"""Text that only the PDF has: what no paragraph of the Word version covers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from parsers.facts import Difference
from parsers.sameness.aligning import Found
from parsers.sameness.doubts import Doubts
from parsers.sameness.texts import PagedText

_LEAST = 8  # characters of a recognised stretch; of an exact one _LEAST_EXACT
_LEAST_EXACT = 6
_LEAST_CELL, _SURE = 3, 0.9  # characters of a cell beside another one, and confidence in it
_LEAST_AGAIN = 4  # characters of a unit that covers each place where it stands
_ELSEWHERE = 85  # of 100: as near as this, the Word version has it somewhere
_AROUND = 4  # characters that an alignment may have left out
_PART = 6  # characters of a unit that are taken for a part of it
_LONGEST = 2_000  # characters of a stretch that is taken apart
_PRIVATE = 0xF0000  # private-use plane: no text that is compared has such characters
_UNDER_SEAL = 16  # characters of a stretch that a seal touches


def only_in_pdf(found: Iterable[Found], said: Sequence[str], paged: PagedText, doubts: Doubts) -> Iterator[Difference]:
    """Stretches of the PDF that nothing said covers. `found`: where units and instructions stand; `said`: their
    texts, comparable.
    """
    short: list[tuple[int, int]] = []
    covered = _covered(found, paged.text)
    for start, end in _gaps(covered):
        counting = next((each for each in _parts(start, end, paged) if _counts(*each, said, paged, doubts)), None)
        if counting is not None:
            yield _difference(*counting, paged)
        elif end - start < _LEAST and _is_lines_of_its_own(start, end, said, paged):
            short.append((start, end))
    for one, other in pairwise(short):
        both = one[1] - one[0] + other[1] - other[0]
        row = both >= _LEAST and _on_one_height(one, other, paged) and not _is_filled_in(one[0], covered, paged)
        if row and all(doubts.repeats(*each, unread=False) for each in (one, other)):
            yield _difference(one[0], one[1], paged)


def _difference(start: int, end: int, paged: PagedText) -> Difference:
    place = paged.places[start]
    return Difference("", paged.written(start, end), place.page, place.line.box)


def _is_lines_of_its_own(start: int, end: int, said: Sequence[str], paged: PagedText) -> bool:
    """Whether a short recognised stretch is whole lines, surely read and free of seals, that the Word version has nowhere:
    two of them side by side are a row of a table.
    """
    places = paged.places[start:end]
    whole = paged.whole_lines(start, end) == (start, end) and end - start >= _LEAST_CELL
    sure = all(place.line.confidence >= _SURE and not place.under_seal and not place.exact for place in places)
    return whole and sure and not any(paged.text[start:end] in each for each in said)


def _on_one_height(one: tuple[int, int], other: tuple[int, int], paged: PagedText) -> bool:
    here, there = paged.places[one[0]], paged.places[other[0]]
    middle = (here.line.box[1] + here.line.box[3]) / 2
    return here.page == there.page and there.line.box[1] < middle < there.line.box[3]


def _is_filled_in(start: int, covered: bytearray, paged: PagedText) -> bool:
    """Whether a line that the Word version has stands on that height, too: a name and a date by hand behind their labels."""
    return any(said and _on_one_height((start, start), (at, at), paged) for at, said in enumerate(covered))


def _covered(found: Iterable[Found], text: str) -> bytearray:
    covered = bytearray(len(text))
    for each in found:
        if each.start is not None:
            covered[each.start : each.end] = b"\x01" * (each.end - each.start)
        if each.start is not None and not each.edits and len(each.unit) >= _LEAST_AGAIN:
            for again in re.finditer(re.escape(each.unit), text):
                covered[again.start() : again.end()] = b"\x01" * len(each.unit)
    return covered


def _gaps(covered: bytearray) -> Iterator[tuple[int, int]]:
    start = 0
    while (start := covered.find(0, start)) >= 0:
        end = covered.find(1, start)
        end = end if end >= 0 else len(covered)
        yield start, end
        start = end


def _parts(start: int, end: int, paged: PagedText) -> list[tuple[int, int]]:
    """A stretch, and each of the lines that it is made of: one that reads otherwise again says nothing of the others."""
    edges = [
        start,
        *(at for at in range(start + 1, end) if paged.places[at].line is not paged.places[at - 1].line),
        end,
    ]
    return [(start, end), *(pairwise(edges) if len(edges) > 2 else ())]


def _counts(start: int, end: int, said: Sequence[str], paged: PagedText, doubts: Doubts) -> bool:
    stretch, places = paged.text[start:end], paged.places[start:end]
    exact = all(place.exact for place in places)
    seal = not exact and any(place.under_seal for place in places)
    if end - start < (_LEAST_EXACT if exact else _UNDER_SEAL if seal else _LEAST) or _is_made_of(stretch, said):
        return False
    return exact or (not _is_elsewhere(stretch, "".join(said)) and doubts.repeats(start, end))


def _is_elsewhere(stretch: str, wanted: str) -> bool:
    """Whether the Word version has it in another place, with the same numbers: offices repeat their sentences."""
    near = fuzz.partial_ratio_alignment(stretch, wanted) if len(stretch) <= len(wanted) else None
    if near is None or near.score < _ELSEWHERE:
        return False
    around = wanted[max(0, near.dest_start - _AROUND) : near.dest_end + _AROUND]
    return all(number in around for number in re.findall(r"\d+", stretch))


def _is_made_of(stretch: str, said: Sequence[str]) -> bool:
    """Whether it is units one behind the other, or long parts of them: a form's second copy has its labels again."""
    if len(stretch) > _LONGEST:
        return False
    numbers: dict[str, str] = {}
    text, *units = (_with_whole_numbers(each, numbers) for each in (stretch, *(each for each in said if len(each) > 1)))
    whole = "\n".join(units)
    waiting, seen = [0], {0}
    while waiting:
        at = waiting.pop()
        if at == len(text):
            return True
        part = _longest_part(text, at, whole)
        sizes = [len(unit) for unit in units if text.startswith(unit, at)] + ([part] if part >= _PART else [])
        ends = {at + size for size in sizes} - seen
        seen |= ends
        waiting.extend(ends)
    return False


def _with_whole_numbers(text: str, numbers: dict[str, str]) -> str:
    """Each number as one character, the same for the same: 500 is no 50 with a 0 behind."""
    return re.sub(r"\d+", lambda found: numbers.setdefault(found[0], chr(_PRIVATE + len(numbers))), text)


def _longest_part(text: str, at: int, whole: str) -> int:
    """How many characters from there on are somewhere in the whole."""
    return bisect_left(range(1, len(text) - at + 1), True, key=lambda size: text[at : at + size] not in whole)
