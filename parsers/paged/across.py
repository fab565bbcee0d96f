"""Seals across two pages' edges, of a document that has no other clear one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.facts import Page, Stamp
from parsers.paged.looking import Pixels, dpi_of, readers
from parsers.seal import Edge, bottom_edge, edge_piece, left_edge, read_across, right_edge, top_edge


@dataclass(frozen=True, slots=True)
class Looked:
    """A page that was looked at, and its edges that a seal may cross."""

    page: Page
    left: Edge | None = None
    right: Edge | None = None
    top: Edge | None = None
    bottom: Edge | None = None


def looked(page: Page, picture: Pixels, size: tuple[float, float]) -> Looked:
    """The page with its edges. picture: (h, w, 3) RGB uint8 as displayed; size: the page's in points."""
    dpi = dpi_of(picture, size)
    return Looked(
        page, left_edge(picture, dpi), right_edge(picture, dpi), top_edge(picture, dpi), bottom_edge(picture, dpi)
    )


def with_seals_across(pages: Sequence[Looked]) -> tuple[Page, ...]:
    """The pages; where none bears a clear seal, halves that make one are said to be it, on both of its pages. Where none
    bears any, narrower pieces at one height of several pages' edges are doubtful ones: a person looks.
    """
    done = [each.page for each in pages]
    if any(stamp.is_clear for page in done for stamp in page.stamps):
        return tuple(done)
    for at, (first, second) in enumerate(pairwise(pages)):
        for edge, other in ((first.right, second.left), (first.bottom, second.top)):
            if edge and other and (halves := read_across(edge, other, at + 1, readers())):
                done[at], done[at + 1] = (_with(*pair) for pair in zip(done[at : at + 2], halves, strict=True))
    if any(stamp.shape.counts for page in done for stamp in page.stamps):
        return tuple(done)
    for at, (first, second) in enumerate(pairwise(pages)):
        if piece := _piece(first, second):
            done[at] = _with(done[at], piece)
    return tuple(done)


def _piece(page: Looked, following: Looked) -> Stamp | None:
    """What lies across a page's edge and goes on at the following page's, as it does where pages lay fanned."""
    pairs = (
        (page.right, following.right),
        (page.left, following.left),
        (page.right, following.left),
        (page.bottom, following.bottom),
        (page.top, following.top),
        (page.bottom, following.top),
    )
    for edge, other in pairs:
        if edge and other and not (edge.is_decoration and other.is_decoration) and edge.is_level_with(other):
            return edge_piece(edge, page.page.number, at_end=edge is page.right or edge is page.bottom)
    return None


def _with(page: Page, half: Stamp) -> Page:
    """The page with that half for what was said of it before."""
    others = (each for each in page.stamps if not (each.shape.counts and _touch(each, half)))
    return replace(page, stamps=(*others, half))


def _touch(one: Stamp, other: Stamp) -> bool:
    a, b = one.box, other.box
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
