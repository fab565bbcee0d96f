"""Pages that were scanned or bound in another order than the Word version has: what they say is the same."""

from dataclasses import replace
from statistics import median

from parsers.comparable import comparable
from parsers.facts import Page, PagedDocument

_PIECE = 8  # characters by which a page's place is found
_LEAST = 3  # of them, for a page to have a place


def reordered(document: PagedDocument, wanted: str) -> PagedDocument | None:
    """The document with its pages as the Word version (`wanted`, comparable) has their text; None where they are so.

    A page that can't be placed stays behind the one before it.
    """
    order: list[tuple[float, int]] = []
    for at, page in enumerate(document.pages):
        place = _place(page, wanted)
        order.append((place if place is not None else order[-1][0] if order else -1.0, at))
    if order == sorted(order):
        return None
    return replace(document, pages=tuple(document.pages[at] for _, at in sorted(order)))


def _place(page: Page, wanted: str) -> float | None:
    """Where the middle of the page's text stands, by the pieces of its lines that occur once."""
    lines = [comparable(line.text) for line in page.lines]
    pieces = [line[at : at + _PIECE] for line in lines for at in range(0, len(line) - _PIECE + 1, _PIECE)]
    found = [wanted.index(piece) for piece in pieces if wanted.count(piece) == 1]
    return median(found) if len(found) >= _LEAST else None
