"""Seals pressed across the edges of two pages that lay side by side, or one above the other (骑缝章): half on each, one
seal together.

a page's right edge with red ink → the next page's left one → moved up or down until the rims meet → one picture, whose
rings are found and read as a page's are; bottom and top edges are right and left ones of pages turned by a quarter
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Stamp, StampKind, StampShape
from parsers.seal.finding import MM_PER_INCH
from parsers.seal.ink import Pixels, redness_on_white
from parsers.seal.reading import Dark, Readers, read_seals

_WIDE = 45.0  # mm of a page: the widest half that is looked for
_NEAR = 6.0  # mm that scanners add to a page or take from it
_CUT = 1.0  # mm along which two rims are compared
_MOVED = 8.0  # mm that one page may lie higher than the other
_RED = 40  # of 255
_LEAST = 1.0  # mm of the edge that are red where a seal crosses it
_LOWEST, _HIGHEST = 8.0, 60.0  # mm between the places where its rim does
_SOLID = 0.7  # of what is cut: rim, star and characters leave more paper between them
_DOUBTFUL = 0.45
_HALF = 0.15  # of a seal's width that lies on either page, at least

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Edge:
    """A strip along a page's right or left edge with red ink at its end, cut there. (h, w, 3) RGB at `dpi`; `page` is the
    page's height and width in pixels, `beyond` what was cut off, `crossed` the first and the last row with ink at the cut,
    `solid` the share of red ones between them, `through` whether red goes on there at the strip's other side; `turned`:
    of the page turned by a quarter counter-clockwise, so that this is its bottom or top.
    """

    strip: Pixels
    dpi: float
    page: tuple[int, int]
    beyond: int
    crossed: tuple[int, int]
    solid: float
    through: bool
    turned: bool = False

    @property
    def is_decoration(self) -> bool:
        """A band, a wavy header, a tab: a seal is cut in a few short places, and ends within the strip."""
        return self.through or self.solid > _SOLID

    def is_level_with(self, other: "Edge") -> bool:
        """Whether what crosses both edges is as large as a seal and lies at one height, as far as pages lie level."""
        tops, bottoms = zip(self.crossed, other.crossed, strict=True)
        millimetre = self.dpi / MM_PER_INCH
        shared = (min(bottoms) - max(tops)) / millimetre
        return shared >= _LOWEST and (max(bottoms) - min(tops)) / millimetre <= _HIGHEST + _MOVED


def right_edge(picture: Pixels, dpi: float) -> Edge | None:
    """A page's right edge, None where no seal crosses it. picture: (h, w, 3) RGB uint8 at `dpi`."""
    high, wide = picture.shape[:2]
    millimetre = dpi / MM_PER_INCH
    red = _is_red(picture[:, max(0, wide - max(1, round((_NEAR + _CUT) * millimetre))) :])
    inked = np.flatnonzero(red.any(axis=0))
    end = int(inked[-1]) + 1 if len(inked) else 0
    beyond = red.shape[1] - end
    rows = np.flatnonzero(red[:, max(0, end - round(_CUT * millimetre)) : end].any(axis=1))
    if beyond > _NEAR * millimetre or not _LEAST <= len(rows) / millimetre <= _HIGHEST:
        return None
    strip = picture[:, max(0, wide - round(_WIDE * millimetre)) : wide - beyond]
    crossed = int(rows[0]), int(rows[-1])
    inner = _is_red(strip[crossed[0] : crossed[1] + 1, : max(1, round(_CUT * millimetre))])
    solid = len(rows) / (crossed[1] - crossed[0] + 1)
    return Edge(np.ascontiguousarray(strip), dpi, (high, wide), beyond, crossed, solid, bool(inner.any()))


def left_edge(picture: Pixels, dpi: float) -> Edge | None:
    """The same of its left edge."""
    edge = right_edge(picture[:, ::-1], dpi)
    return edge and replace(edge, strip=np.ascontiguousarray(edge.strip[:, ::-1]))


def bottom_edge(picture: Pixels, dpi: float) -> Edge | None:
    """The same of its bottom edge."""
    edge = right_edge(np.rot90(picture), dpi)
    return edge and replace(edge, turned=True)


def top_edge(picture: Pixels, dpi: float) -> Edge | None:
    """The same of its top edge."""
    edge = left_edge(np.rot90(picture), dpi)
    return edge and replace(edge, turned=True)


def edge_piece(edge: Edge, number: int, at_end: bool) -> Stamp:
    """What crosses an edge of page `number`, as a doubtful seal that is cut off; at_end: at its right or bottom."""
    wide, (top, bottom) = edge.page[1], edge.crossed
    shown = (
        (wide - edge.strip.shape[1] // 2, top, wide, bottom) if at_end else (0, top, edge.strip.shape[1] // 2, bottom)
    )
    box = _within(shown, edge.page)
    shape, turned = StampShape.OFFICIAL, edge.turned
    return Stamp(number, _upright(box) if turned else box, StampKind.INK, shape, _DOUBTFUL, cut=True)


def read_across(first: Edge, second: Edge, number: int, readers: Readers) -> tuple[Stamp, Stamp] | None:
    """The seal of which half is on the right or bottom edge of page `number`, half on the left or top edge of the next
    one: read as one, as a stamp of each page; None where the two don't make one.
    """
    if abs(first.dpi / second.dpi - 1) > 0.02:
        return None
    moved = _moved(first, second)
    top = max(0, -moved)
    high = max(top + first.page[0], top + moved + second.page[0])
    seam = first.strip.shape[1]
    joined = np.full((high, seam + second.strip.shape[1], 3), 255, dtype=np.uint8)
    joined[top : top + first.page[0], :seam] = first.strip
    joined[top + moved : top + moved + second.page[0], seam:] = second.strip
    share = seam / joined.shape[1]
    upright = np.ascontiguousarray(np.rot90(joined, -1)) if first.turned else joined
    for stamp in read_seals(upright, number, first.dpi, Dark.NOTHING, readers):
        box = _turned(stamp.box) if first.turned else stamp.box
        least = _HALF * (box[2] - box[0])
        if stamp.is_clear and box[0] < share - least and box[2] > share + least:
            left, upper, right, lower = (side * joined.shape[1 - at % 2] for at, side in enumerate(box))
            begins = first.page[1] - first.beyond - seam
            here = _within((left + begins, upper - top, seam + begins, lower - top), first.page)
            there = (second.beyond, upper - top - moved, second.beyond + right - seam, lower - top - moved)
            boxes = here, _within(there, second.page)
            one, other = map(_upright, boxes) if first.turned else boxes
            return replace(stamp, box=one), replace(stamp, page=number + 1, box=other)
    return None


def _is_red(strip: Pixels) -> Flags:
    return np.asarray(redness_on_white(np.ascontiguousarray(strip)) > _RED)


def _moved(first: Edge, second: Edge) -> int:
    """By how many pixels the second page is to be moved down so that what its edge cuts meets what the first one's does."""
    wide, most = round(_CUT * first.dpi / MM_PER_INCH), round(_MOVED * first.dpi / MM_PER_INCH)
    here, there = _is_red(first.strip[:, -wide:]).mean(axis=1), _is_red(second.strip[:, :wide]).mean(axis=1)
    high = max(len(here), len(there))
    here = np.pad(here, (most, most + high - len(here))).astype(np.float32)
    there = np.pad(there, (0, high - len(there))).astype(np.float32)
    smooth = (1, 2 * wide + 1)
    fits = cv2.matchTemplate(cv2.blur(here[:, None], smooth), cv2.blur(there[:, None], smooth), cv2.TM_CCORR)
    return int(fits.ravel().argmax()) - most


def _turned(box: Box) -> Box:
    """A box in fractions as it lies once its picture is turned by a quarter counter-clockwise."""
    left, upper, right, lower = box
    return upper, 1 - right, lower, 1 - left


def _upright(box: Box) -> Box:
    """The other way round."""
    left, upper, right, lower = box
    return 1 - lower, left, 1 - upper, right


def _within(box: tuple[float, float, float, float], page: tuple[int, int]) -> Box:
    high, wide = page
    left, upper, right, lower = (
        min(1.0, max(0.0, round(side / size, 5))) for side, size in zip(box, (wide, high, wide, high), strict=True)
    )
    return left, upper, right, lower
