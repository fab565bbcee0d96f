"""Text that only the PDF has: what no paragraph of the Word version covers."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from parsers.facts import Difference
from parsers.sameness.aligning import Found, find
from parsers.sameness.doubts import Doubts
from parsers.sameness.texts import PagedText

_LEAST = 8  # characters of a recognised stretch; of an exact one _LEAST_EXACT
_LEAST_EXACT = 6
_LEAST_AGAIN = 4  # characters of a unit that covers each place where it stands
_ELSEWHERE = 85  # of 100: as near as this, the Word version has it somewhere
_AROUND = 4  # characters that an alignment may have left out
_UNDER_SEAL = 16  # characters of a stretch that a seal touches


def only_in_pdf(
    found: Iterable[Found], hints: Sequence[str], wanted: str, paged: PagedText, doubts: Doubts
) -> Iterator[Difference]:
    """Stretches of the PDF that neither a unit nor a form's instruction covers. `wanted`: the Word version's text."""
    covered = _covered(found, paged.text)
    for hint in hints:
        place = find(hint, paged.text)
        if place.start is not None:
            covered[place.start : place.end] = b"\x01" * (place.end - place.start)
    for start, end in _gaps(covered):
        if _counts(start, end, wanted, paged, doubts):
            place_ = paged.places[start]
            yield Difference("", paged.written(start, end), place_.page, place_.line.box)


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


def _counts(start: int, end: int, wanted: str, paged: PagedText, doubts: Doubts) -> bool:
    stretch, places = paged.text[start:end], paged.places[start:end]
    if all(place.exact for place in places):
        return end - start >= _LEAST_EXACT
    least = _UNDER_SEAL if any(place.under_seal for place in places) else _LEAST
    return end - start >= least and not _is_elsewhere(stretch, wanted) and doubts.repeats(start, end)


def _is_elsewhere(stretch: str, wanted: str) -> bool:
    """Whether the Word version has it in another place, with the same numbers: offices repeat their sentences."""
    near = fuzz.partial_ratio_alignment(stretch, wanted) if len(stretch) <= len(wanted) else None
    if near is None or near.score < _ELSEWHERE:
        return False
    around = wanted[max(0, near.dest_start - _AROUND) : near.dest_end + _AROUND]
    return all(number in around for number in re.findall(r"\d+", stretch))
