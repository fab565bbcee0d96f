"""A paragraph's last characters that stand alone under its first line's indent: no width shared with it, so read elsewhere."""

from collections.abc import Iterable

from parsers.sameness.aligning import Found, Hunk
from parsers.sameness.page_order import level
from parsers.sameness.texts import PagedText

_MOST = 2  # characters; more of them reach beyond an indent
_LEAST_APART, _MOST_APART = 0.4, 2.2  # of their height, between the middles of both lines

Span = tuple[int, int]


def ends_read_elsewhere(found: Iterable[Found], paged: PagedText) -> frozenset[Span]:
    """The stretches that are a recognised line of their own, and just what a unit lacks whose last line stands above it."""
    every = [(each, hunk) for each in found if each.start is not None for hunk in each.hunks]
    lacking = [(each.unit[hunk.a :], hunk.c - 1) for each, hunk in every if _is_end(each, hunk) and hunk.c > 0]
    between = {(hunk.c, hunk.d) for _, hunk in every if hunk.a == hunk.b and _is_line(hunk, paged)}
    return frozenset(
        (start, end)
        for start, end in between
        if any(paged.text[start:end] == rest and _is_under(start, above, paged) for rest, above in lacking)
    )


def _is_end(found: Found, hunk: Hunk) -> bool:
    return hunk.c == hunk.d and hunk.b == len(found.unit) and 0 < hunk.b - hunk.a <= _MOST


def _is_line(hunk: Hunk, paged: PagedText) -> bool:
    whole = paged.whole_lines(hunk.c, hunk.d) == (hunk.c, hunk.d)
    return whole and 0 < hunk.d - hunk.c <= _MOST and not paged.places[hunk.c].exact


def _is_under(at: int, above: int, paged: PagedText) -> bool:
    """Whether a character's line begins farther left than another's and ends about where that begins, directly below it."""
    here, there = paged.places[at], paged.places[above]
    if here.page != there.page or (above + 1 < len(paged.places) and paged.places[above + 1].line is there.line):
        return False
    box, line = (level(place.line, paged.page(place.page)) for place in (here, there))
    character = (line[2] - line[0]) / max(len(there.line.text), 1)
    apart = (box[1] + box[3] - line[1] - line[3]) / 2 / (box[3] - box[1])
    return box[0] < line[0] and box[2] < line[0] + 2 * character and _LEAST_APART <= apart <= _MOST_APART
