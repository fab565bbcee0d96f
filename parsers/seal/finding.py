"""Finds seals in a page's picture.

paper made white → redness (on a page without colour: darkness) → places where a ring may be → the ellipse that its rim
follows → its figures → how sure it is that this is a seal
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.facts import Box, Stamp, StampKind, StampShape
from parsers.seal.beneath import beneath
from parsers.seal.beside import beside_print
from parsers.seal.candidates import candidates
from parsers.seal.chops import chops
from parsers.seal.ellipse import Ellipse
from parsers.seal.features import bare
from parsers.seal.ground import around, is_faint, is_on_paper
from parsers.seal.ink import Pixels, Strength, darkness_on_white, on_white, redness_on_white
from parsers.seal.judging import confidences

MM_PER_INCH = 25.4
_DPI = 72
_LEAST, _LEAST_DARK = 0.5, 0.93  # confidence below which nothing is said: print makes rings, too
_SURE_BESIDE = 0.95  # of a ring with red print through it: so sure are hardly any that are no seals
_BARE = 0.94  # the most that is said of a ring with little along it: without a name it isn't believed
_WITHOUT_PAPER = 0.45  # the most that is said of a ring on anything else: a person looks
_COLOURLESS = 0.45  # the most that is said of a seal's shape without its colour
_CHOP = 0.8
_LARGER = 2.0  # times a chop's area, from which a ring about it is no piece of it: a seal with a chop over it
_WHOLE = 0.94  # of the ellipse's box on the page: less is cut off
_SHARED = 0.3  # of the smaller of two boxes
_APART = 0.4  # of the larger one's longer side: seals that overlap on the page have middles further apart
_RED, _COLOURED = 24.0, 0.0005  # of a pixel that isn't dark ink; the share of such that a page with colour has
_NO_RED = 8.0


@dataclass(frozen=True, slots=True)
class Found:
    """A seal and the ellipse of its rim in pixels of the page as it was given; a chop has none."""

    stamp: Stamp
    ellipse: Ellipse | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page as it is looked at: its paper white, coarser by `factor`; how red it is where, a millimetre in its pixels."""

    white: Pixels
    strength: Strength
    millimetre: float
    factor: float

    @property
    def is_colourless(self) -> bool:
        """Whether it has no colour at all, so that a seal on it would be a ring among dark ink."""
        return float((self.strength > _RED).mean()) < _COLOURED


def view_of(page: Pixels, dpi: float, side: int | None = None) -> View:
    """page: (h, w, 3) RGB uint8 at `dpi`; side: of a page's part, the page's shorter side in its pixels."""
    small, millimetre = reduced(page, dpi)
    white = on_white(small, side and round(side * small.shape[0] / page.shape[0]))
    return View(white, redness_on_white(white), millimetre, dpi / (millimetre * MM_PER_INCH))


def find_seals(view: View, number: int) -> tuple[Found, ...]:
    """The seals and chops of a page, each once, from top to bottom; ellipses in pixels of the page as it was given."""
    strength = view.strength
    if float(strength.max()) < _NO_RED:
        return ()
    found = _with_one_beneath(_apart(_rings(strength, view.millimetre, number)), view, number)
    boxes = (fractions(box, strength.shape) for box in chops(strength, view.millimetre))
    found = _with_chops(found, [Stamp(number, box, StampKind.INK, StampShape.CHOP, _CHOP) for box in boxes])
    return tuple(
        Found(_on_ground(view.white, each), each.ellipse and each.ellipse.scaled(view.factor))
        for each in sorted(found, key=lambda each: (each.stamp.box[1], each.stamp.box[0]))
    )


def find_stamps(page: Pixels, number: int, dpi: float) -> tuple[Stamp, ...]:
    """The same of a page's picture, (h, w, 3) RGB uint8 at `dpi`; the stamps alone."""
    return tuple(found.stamp for found in find_seals(view_of(page, dpi), number))


def find_dark_rings(view: View, number: int) -> tuple[Stamp, ...]:
    """Seals' shapes among dark ink (a black-and-white scan of a sealed page, a seal in black), never said to be sure."""
    strength = np.where(view.strength > _RED, np.float32(0), darkness_on_white(view.white))
    return tuple(found.stamp for found in _apart(_rings(strength, view.millimetre, number, coloured=False)))


def share_seen(alone: Pixels, page: Pixels, box: Box) -> tuple[float, float]:
    """How much of the red that a part of a page has in a box, drawn alone, is red on the page as displayed, and how much is
    red or has print on it: 0..1. What is neither is covered.

    alone, page: (h, w, 3) RGB of that part, at any two resolutions; box in fractions of it.
    """
    high, wide = page.shape[:2]
    as_fine = cv2.resize(alone, (wide, high), interpolation=cv2.INTER_AREA)
    rows, columns = slice(int(box[1] * high), int(box[3] * high) + 1), slice(int(box[0] * wide), int(box[2] * wide) + 1)
    own, shown = (np.ascontiguousarray(each[rows, columns], dtype=np.uint8) for each in (as_fine, page))
    here, there = redness_on_white(own), redness_on_white(shown)
    ink = here > _NO_RED
    whole = max(1.0, float(here[ink].sum()))
    printed = np.maximum(there, darkness_on_white(shown))
    return float(np.minimum(here, there)[ink].sum() / whole), float(np.minimum(here, printed)[ink].sum() / whole)


def _rings(strength: Strength, millimetre: float, number: int, coloured: bool = True) -> list[Found]:
    """The rings that may be seals, each with the confidence in it."""
    rings = candidates(strength, millimetre)
    if not rings:
        return []
    figures = np.stack([ring.figures for ring in rings])
    sure = confidences(figures, coloured)
    little_along = bare(figures)  # of a short name little stands along it, of an emblem nothing
    nothing_along = little_along & (sure < _SURE_BESIDE)
    sure[nothing_along] = 0
    sure[little_along] = np.minimum(sure[little_along], _BARE)
    for index in np.flatnonzero(~nothing_along & (sure < _LEAST)) if coloured else ():
        again = beside_print(strength, rings[index], millimetre)
        sure[index] = again if again >= _SURE_BESIDE else sure[index]
    least, most = (_LEAST, 1.0) if coloured else (_LEAST_DARK, _COLOURLESS)
    return [
        Found(_stamp(ring.ellipse, min(float(each), most), strength.shape, number, coloured), ring.ellipse)
        for ring, each in zip(rings, sure, strict=True)
        if each >= least
    ]


def _with_one_beneath(found: list[Found], view: View, number: int) -> list[Found]:
    """The rings with one more that overlaps those that are surely seals: it is no part of them, however near."""
    seals = [each for each in found if each.stamp.confidence >= _SURE_BESIDE]
    ellipses = [each.ellipse for each in seals if each.ellipse]
    more = beneath(view.strength, ellipses, view.millimetre) if ellipses else None
    if more is None:
        return found
    one = Found(_stamp(more[0], more[1], view.strength.shape, number, coloured=True), more[0])
    others = [each for each in found if each not in seals and not _is_part(each.stamp, one.stamp)]
    return [*seals, one, *others]


def reduced(page: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The page at the resolution that is looked at, and a millimetre in its pixels.

    By whole numbers where it is much finer: OpenCV has that three times as fast.
    """
    scale = 1 / int(dpi / _DPI) if dpi >= 2 * _DPI else min(1.0, _DPI / dpi)
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
    return np.ascontiguousarray(small, dtype=np.uint8), dpi * scale / MM_PER_INCH


def _on_ground(white: Pixels, found: Found) -> Stamp:
    """The stamp with what its ground says: how much darker its rim is, and whether that is paper at all."""
    stamp, ellipse = found.stamp, found.ellipse
    if ellipse is None:
        return stamp
    part, here = around(white, ellipse)
    sure = stamp.confidence if is_on_paper(part, here) else min(stamp.confidence, _WITHOUT_PAPER)
    return replace(stamp, faint=is_faint(part, here), confidence=sure)


def _stamp(ellipse: Ellipse, sure: float, shape: tuple[int, ...], number: int, coloured: bool) -> Stamp:
    cut = _share_on_page(ellipse, shape) < _WHOLE
    box = fractions(ellipse.box, shape)
    return Stamp(number, box, StampKind.INK, StampShape.OFFICIAL, round(sure, 3), coloured=coloured, cut=cut)


def fractions(box: tuple[float, float, float, float], shape: tuple[int, ...]) -> Box:
    """Pixels to fractions of the page, what lies outside cut off."""
    high, wide = shape[:2]
    return (
        round(max(0.0, box[0] / wide), 5),
        round(max(0.0, box[1] / high), 5),
        round(min(1.0, box[2] / wide), 5),
        round(min(1.0, box[3] / high), 5),
    )


def _share_on_page(ellipse: Ellipse, shape: tuple[int, ...]) -> float:
    left, top, right, bottom = ellipse.box
    wide = min(right, shape[1]) - max(left, 0)
    high = min(bottom, shape[0]) - max(top, 0)
    return wide * high / max(1e-6, (right - left) * (bottom - top))


def _apart(found: list[Found]) -> list[Found]:
    """The surest of those that are one another's part: an inner ring, a chop within a seal."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: -one.stamp.confidence):
        if not any(_is_part(each.stamp, other.stamp) for other in kept):
            kept.append(each)
    return kept


def _with_chops(found: list[Found], chops_: list[Stamp]) -> list[Found]:
    """The rings and the chops: of two that are one another's part a ring much larger than the chop, else the surer one."""
    rings = [
        each
        for each in found
        if each.stamp.confidence >= _CHOP
        or not any(_is_part(each.stamp, chop) and _area(each.stamp) < _LARGER * _area(chop) for chop in chops_)
    ]
    return [*rings, *(Found(chop) for chop in chops_ if not any(_is_part(chop, each.stamp) for each in rings))]


def _area(stamp: Stamp) -> float:
    left, top, right, bottom = stamp.box
    return (right - left) * (bottom - top)


def _is_part(one: Stamp, other: Stamp) -> bool:
    """Whether two boxes are of one thing: they share much, and their middles are near."""
    a, b = one.box, other.box
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    if wide <= 0 or high <= 0 or wide * high < _SHARED * smaller:
        return False
    x = abs(a[0] + a[2] - b[0] - b[2]) / 2 / max(a[2] - a[0], b[2] - b[0])
    y = abs(a[1] + a[3] - b[1] - b[3]) / 2 / max(a[3] - a[1], b[3] - b[1])
    return x * x + y * y < _APART**2
