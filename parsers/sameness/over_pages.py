"""A cell's text that goes on at the next page's head, of a row of a table that is divided between two pages."""

from collections.abc import Iterator, Mapping

from parsers.facts import Box, Line, Page
from parsers.paged.order import overlap
from parsers.sameness.aligning import Found, Hunk
from parsers.sameness.page_order import level
from parsers.sameness.texts import PagedText

_LEAST = 2  # characters of a rest that is looked for
_HIGH = 0.5  # of a line's height, by which lines may overlap that stand below each other


def goes_on(found: Found, hunk: Hunk, paged: PagedText, others: Mapping[str, Found]) -> bool:
    """Whether what a unit lacks behind its column's last line on a page is what its column begins with on the next, or what
    it has too much is just other units, read between the two.
    """
    if hunk.a == hunk.b:
        return _stands_between(hunk, paged, others)
    rest = found.unit[hunk.a :]
    if hunk.b != len(found.unit) or len(rest) < _LEAST:
        return False
    at = -1
    while (at := paged.text.find(rest, at + 1)) >= 0:
        end = at + len(rest)
        taken = any(each.start is not None and each.start < end and each.end > at for each in others.values())
        if not taken and paged.whole_lines(at, end) == (at, end) and _is_one_column(hunk.c, at, paged):
            return True
    return False


def _stands_between(hunk: Hunk, paged: PagedText, others: Mapping[str, Found]) -> bool:
    if hunk.d >= len(paged.places) or paged.whole_lines(hunk.c, hunk.d) != (hunk.c, hunk.d):
        return False
    at = hunk.c
    while at < hunk.d:
        sizes = [len(each.unit) for each in others.values() if paged.text.startswith(each.unit, at)]
        size = max((size for size in sizes if at + size <= hunk.d), default=0)
        if not size:
            return False
        at += size
    return _is_one_column(hunk.c, hunk.d, paged)


def _is_one_column(end: int, start: int, paged: PagedText) -> bool:
    """Whether a column ends on its page before one character, and begins on the next page with another one."""
    if not 0 < end < len(paged.places) or paged.places[end].line is paged.places[end - 1].line:
        return False
    last, first = paged.places[end - 1], paged.places[start]
    if first.page != last.page + 1:
        return False
    before, page = paged.page(last.page), paged.page(first.page)
    above, below = level(last.line, before), level(first.line, page)
    return (
        overlap(above, below) > 0
        and not any(_is_below(each, above) for each in _in_column(last.line, before))
        and not any(_is_below(below, each) for each in _in_column(first.line, page))
    )


def _in_column(line: Line, page: Page) -> Iterator[Box]:
    """Where the page's other lines are that share width with one."""
    box = level(line, page)
    boxes = (level(other, page) for other in page.lines if other is not line)
    return (each for each in boxes if overlap(box, each) > 0)


def _is_below(one: Box, other: Box) -> bool:
    return one[1] > other[3] - _HIGH * (other[3] - other[1])
