"""Pages that were scanned or bound in another order than the Word version has: what they say is the same."""

from dataclasses import replace
from statistics import median

from parsers.comparable import comparable
from parsers.facts import Page, PagedDocument

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
