"""Other orders in which a PDF's text may be read: pages scanned or bound in another order than the Word version has, and
lines found in pieces, as a seal divides them, which look like columns.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from parsers.comparable import comparable
from parsers.facts import Box, Line, Page, PagedDocument, TextSource
from parsers.paged.order import Placed, by_rows, turned

_CLOSE = 0.5  # of a character's width: nearer to each other are pieces of one line, and no cells
_PIECE = 8  # characters by which a page's place is found
_LEAST = 3  # of them, for a page to have a place
_LONGEST = 200_000  # characters of the Word version in which places are looked for


def reordered(document: PagedDocument, wanted: str) -> PagedDocument | None:
    """The document with its pages as the Word version (`wanted`, comparable) has their text; None where they are so.

    A page that can't be placed stays behind the one before it.
    """
    if len(document.pages) < 2:
        return None
    places = _places(wanted[:_LONGEST])
    order: list[tuple[float, int]] = []
    for at, page in enumerate(document.pages):
        place = _place(page, places)
        order.append((place if place is not None else order[-1][0] if order else -1.0, at))
    if order == sorted(order):
        return None
    return replace(document, pages=tuple(document.pages[at] for _, at in sorted(order)))


def _places(wanted: str) -> dict[str, int]:
    """Where each piece stands, -1 for one that stands at several places."""
    places: dict[str, int] = {}
    for at in range(len(wanted) - _PIECE + 1):
        piece = wanted[at : at + _PIECE]
        places[piece] = -1 if piece in places else at
    return places


def _place(page: Page, places: dict[str, int]) -> float | None:
    """Where the middle of the page's text stands, by the pieces of its lines that occur once."""
    lines = [comparable(line.text) for line in page.lines]
    pieces = [line[at : at + _PIECE] for line in lines for at in range(0, len(line) - _PIECE + 1, _PIECE)]
    found = [place for piece in pieces if (place := places.get(piece, -1)) >= 0]
    return median(found) if len(found) >= _LEAST else None


def in_rows(document: PagedDocument) -> PagedDocument | None:
    """The document with recognised lines that were found in pieces put together; None where there are none."""
    pages = tuple(_in_rows(page) if page.source is TextSource.OCR else page for page in document.pages)
    return replace(document, pages=pages) if pages != document.pages else None


def _in_rows(page: Page) -> Page:
    """The page with each piece behind the one that it goes on from: close to it, or across a seal."""
    lines = [Placed(line, level(line, page)) for line in page.lines]
    seals = [turned(stamp.box, page.quarters) for stamp in page.stamps]
    rows = by_rows(lines)
    after = {
        id(left): right for left, right in pairwise(rows) if _is_one_row(left, right) and _goes_on(left, right, seals)
    }
    following = {id(each) for each in after.values()}
    ordered: list[Placed] = []
    for line in lines:
        if id(line) not in following:
            ordered.append(line)
            while id(ordered[-1]) in after:
                ordered.append(after[id(ordered[-1])])
    return replace(page, lines=tuple(each.line for each in ordered))


def _is_one_row(left: Placed, right: Placed) -> bool:
    _, top, _, bottom = left.level
    return left.level[0] < right.level[0] and top < (right.level[1] + right.level[3]) / 2 < bottom


def _goes_on(left: Placed, right: Placed, seals: Sequence[Box]) -> bool:
    """Whether nothing but a seal lies between two pieces of a row."""
    gap, height = right.level[0] - left.level[2], left.level[3] - left.level[1]
    character = (left.level[2] - left.level[0]) / max(len(left.line.text), 1)
    middle = (left.level[1] + left.level[3]) / 2
    at_seal = (
        left.level[2] > seal[0] - height and right.level[0] < seal[2] + height
        for seal in seals
        if seal[1] - height < middle < seal[3] + height
    )
    return gap < _CLOSE * character or any(at_seal)


def level(line: Line, page: Page) -> Box:
    """A line's box on the page as it is read, were its lines level."""
    left, top, right, bottom = turned(line.box, page.quarters)
    shape = page.width / page.height if page.quarters % 2 == 0 else page.height / page.width
    down = (left + right) / 2 * math.tan(page.slope) * shape
    return left, top - down, right, bottom - down
