"""A seal's ring unrolled to one line of dark characters on white, for the recogniser."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Ellipse, ranked
from parsers.seal.ink import Pixels, redness_on_white

_HEIGHT = 48  # pixels of a character in the line: what the recogniser takes
_MARGIN = 5
_WIDEST = 1800  # pixels: the recogniser takes none of 2,000 that is so low, and no name is so long
_INNER, _OUTER = 0.42, 1.04  # of the radius: what is unrolled
_RADII = 124
_RIM = 0.86  # the rim lies beyond
_LEAST_BAND, _MOST_BAND = 0.15, 0.42  # of the radius that characters have
_SQUARE = 0.9  # a character's width to its height, as engravers squeeze them
_USUAL_BAND = (40, 100)  # rows: 0.62 to 0.92 of the radius
_STRONGER = 0.6  # power
_RIM_ROWS = (0.9, 1.02)  # of the radius: where the rim is found
_OTHER_INK = 1.18  # times the rim's redness: as red as this, so much is another ink's, a letterhead's across the seal
_WEAKEST = 12.0  # redness of a rim
_DEEPER = (1.15, 0.3)  # times the rim's depth: from here on it is the other ink, and wholly so much further
_INKED = 0.2  # of full strength: thin strokes of a dithered or a pale seal, too
_CODE = 0.45  # of the band, outermost: where the number along the lower arc stands

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unrolled:
    """The ring from below the middle clockwise: red ink 0..1 by (radius from within, angle), and where print crosses it."""

    ink: Floats
    print_: Floats
    circumference: float


def unroll(page: Pixels, ellipse: Ellipse) -> Unrolled:
    """page: (h, w, 3) RGB; ellipse in its pixels. Lines of equal distance from the rim become rows."""
    radius = (ellipse.rx * ellipse.ry) ** 0.5
    around = _evenly(ellipse, int(np.clip(round(2 * np.pi * radius), 240, 1600)))
    depth = (1 - np.linspace(_INNER, _OUTER, _RADII, dtype=np.float32)) * np.float32(radius)
    cosine, sine = np.cos(around), np.sin(around)
    normal = np.hypot(cosine / ellipse.rx, sine / ellipse.ry)
    u = ellipse.rx * cosine - np.outer(depth, cosine / ellipse.rx / normal)
    v = ellipse.ry * sine - np.outer(depth, sine / ellipse.ry / normal)
    c, s = np.cos(ellipse.turn), np.sin(ellipse.turn)
    x, y = (ellipse.x + u * c - v * s).astype(np.float32), (ellipse.y + u * s + v * c).astype(np.float32)
    polar = cv2.remap(page, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))
    return Unrolled(*_inks(polar.astype(np.uint8), _rows(_RIM_ROWS)), 2 * np.pi * radius)


def _evenly(ellipse: Ellipse, count: int) -> Floats:
    """Angles of the ellipse's own frame at even distances along where characters stand, clockwise from straight below."""
    fine = np.linspace(0, 2 * np.pi, 721) + np.pi / 2 - ellipse.turn
    inset = 0.2 * ellipse.ry
    x, y = (ellipse.rx - inset) * np.cos(fine), (ellipse.ry - inset) * np.sin(fine)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return np.asarray(np.interp(np.arange(count) / count * along[-1], along, fine), dtype=np.float32)


def _rows(radii: tuple[float, float]) -> slice:
    first, last = (round((radius - _INNER) / (_OUTER - _INNER) * _RADII) for radius in radii)
    return slice(first, last)


def _inks(polar: Pixels, rim: slice | None = None) -> tuple[Floats, Floats]:
    """Red ink, sharp, and print: where it is red tells the colour, how dark the green channel.

    JPEG keeps brightness at full resolution and colour at half, so thin strokes blur in the colour alone. rim: the rows in
    which a seal's rim lies, whose ink tells it from a darker red that is printed across.
    """
    paper = np.array([[ranked(polar[..., channel].ravel(), 0.75)] for channel in range(3)]).reshape(1, 1, 3)
    white = cv2.divide(
        polar.astype(np.float32), np.broadcast_to(np.maximum(paper, 60), polar.shape).astype(np.float32), scale=255
    )
    on_white = np.asarray(np.clip(white, 0, 255), dtype=np.uint8)
    strength = redness_on_white(on_white)
    depth = 255 - on_white[..., 1].astype(np.float32)
    full = max(12.0, ranked(strength.ravel(), 0.95))
    own = _of_the_rim(strength, depth, rim, full) if rim is not None else None
    full = own[0] if own else full
    red = cv2.dilate(np.clip(strength / (0.5 * full), 0, 1), np.ones((3, 3), np.uint8))
    ink = depth[strength > 0.5 * full]
    deepest = own[1] if own else max(24.0, ranked(ink, 0.8)) if ink.size else 255.0
    bright = on_white[..., 0].astype(np.float32) / 255  # black print is dark in red light too
    usual = ranked(bright[strength > 0.5 * full], 0.3) if ink.size else 1.0
    print_ = np.clip((usual - 0.12 - bright) / 0.2, 0, 1)
    inked = np.clip(red * depth / deepest, 0, 1)
    if own:
        other = np.clip((depth / own[1] - _DEEPER[0]) / _DEEPER[1], 0, 1)
        inked *= 1 - cv2.dilate(other.astype(np.float32), np.ones((3, 5), np.uint8))
    return inked.astype(np.float32), print_.astype(np.float32)


def _of_the_rim(strength: Floats, depth: Floats, rim: slice, full: float) -> tuple[float, float] | None:
    """How red and how deep the rim is, where something much redder lies across the seal."""
    strongest = strength[rim].argmax(axis=0)[None]
    red = ranked(np.take_along_axis(strength[rim], strongest, axis=0)[0], 0.5)
    if red < _WEAKEST or full < _OTHER_INK * red:
        return None
    return red, max(24.0, ranked(np.take_along_axis(depth[rim], strongest, axis=0)[0], 0.5))


def lines(ring: Unrolled) -> Iterator[Pixels]:
    """The name as (h, w, 3), left to right, dark on white, in one way after the other; most are read in the first.

    Black print over the seal blanked; left, where it hides strokes; pale strokes made stronger; the band where characters
    stand on most seals, since red print that crosses the ring hides where they stand on this one; the whole circle, cut
    open straight below.
    """
    clean = ring.ink * (1 - ring.print_)
    band = _band(ring.ink)
    yield _line(ring, clean, band)
    yield _line(ring, ring.ink, band)
    yield _line(ring, np.asarray(clean**_STRONGER, dtype=np.float32), band)
    yield _line(ring, clean, _USUAL_BAND)
    yield _picture(ring, ring.ink[band[0] : band[1]][::-1], band)


def _line(ring: Unrolled, ink: Floats, band: tuple[int, int]) -> Pixels:
    """The band cut open at its widest gap, from the name's first character to its last."""
    low, high = band
    inner = round((high - low) * (1 - _CODE))
    gap = _widest_gap(ring.ink[low : low + inner])
    opened = np.roll(ink[low:high][::-1], -gap, axis=1)
    first, last = _ends(opened[-inner:])
    return _picture(ring, opened[:, first:last], band)


def _picture(ring: Unrolled, opened: Floats, band: tuple[int, int]) -> Pixels:
    """A part of the band at the recogniser's height, characters as wide as they are on the seal."""
    low, high = band
    step = (_OUTER - _INNER) / _RADII  # of the radius, a row
    tall = (high - low) * step / (2 * np.pi) * ring.circumference  # pixels of the page
    middle = _INNER + (low + high) / 2 * step
    wide = ring.circumference * middle / tall * _HEIGHT * _SQUARE * opened.shape[1] / ring.ink.shape[1]
    resized = cv2.resize(
        opened,
        (min(max(64, round(wide)), _WIDEST), _HEIGHT),
        interpolation=cv2.INTER_AREA if tall > _HEIGHT else cv2.INTER_CUBIC,
    )
    dark = (255 - np.clip(resized * 255, 0, 255)).astype(np.uint8)
    padded = np.pad(dark, ((_MARGIN, _MARGIN), (12, 12)), constant_values=255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(padded, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _ends(inner: Floats) -> tuple[int, int]:
    """The columns between which the name stands, a number along the lower arc left out: it doesn't reach so far in."""
    columns = np.flatnonzero((inner > _INKED).mean(axis=0) > 0.05)
    if len(columns) == 0:
        return 0, inner.shape[1]
    beyond = inner.shape[1] // 100 + 1
    return max(0, int(columns[0]) - beyond), min(inner.shape[1], int(columns[-1]) + 1 + beyond)


def _band(ink: Floats) -> tuple[int, int]:
    """The rows between which the characters stand: inside the rim, and a second ring, and outside what is in the middle."""
    row = _RADII / (_OUTER - _INNER)
    covered = (ink > 0.35).mean(axis=1)
    profile = ink.mean(axis=1)
    first = round((_RIM - _INNER) * row)
    high = first + int(profile[first:].argmax())
    rim = profile[high]
    while high > 0 and (profile[high] > 0.4 * rim or profile[high - 1] < profile[high]):
        high -= 1
    for at in range(high, max(0, high - round(0.17 * row)), -1):  # a thin second ring goes nearly all round
        if covered[at] > 0.58:
            high = at
    while high > 0 and covered[high] > 0.6:
        high -= 1
    smooth = cv2.blur(profile[: high + 1].reshape(-1, 1), (1, 9), borderType=cv2.BORDER_REPLICATE).ravel()
    strongest = float(smooth[max(0, high - round(0.3 * row)) :].max(initial=0.0))
    low = max(0, high - round(_LEAST_BAND * row))
    while low > 0 and high - low < _MOST_BAND * row and smooth[low] > 0.14 * strongest:
        low -= 1
    return max(0, low - 1), min(_RADII, high + 2)


def _widest_gap(band: Floats) -> int:
    """The middle column of the widest stretch without ink, around the circle."""
    inked = cv2.blur((band > _INKED).mean(axis=0).reshape(1, -1).astype(np.float32), (3, 1)).ravel() > 0.06
    if not inked.any():
        return 0
    places = np.flatnonzero(inked)
    gaps = np.diff(np.append(places, places[0] + len(inked)))
    widest = int(gaps.argmax())
    return int((places[widest] + gaps[widest] // 2) % len(inked))


def lower_line(page: Pixels, ellipse: Ellipse) -> Pixels | None:
    """What stands straight below the star, as (h, w, 3), dark on white: 合同专用章, a department; None where nothing does."""
    wide, high = ellipse.reach
    left, right = round(ellipse.x - 0.68 * wide), round(ellipse.x + 0.68 * wide)
    top, bottom = round(ellipse.y + (0.24 if high > 0.8 * wide else -0.2) * high), round(ellipse.y + 0.66 * high)
    strip = page[max(0, top) : bottom, max(0, left) : right]
    if min(strip.shape[:2], default=0) < 12:
        return None
    ink, print_ = _inks(np.ascontiguousarray(strip))
    clean = ink * (1 - print_)
    middle = clean[:, clean.shape[1] // 4 : -clean.shape[1] // 4]
    if float((middle > 0.5).mean()) < 0.03:
        return None
    dark = (255 - np.clip(clean * 255, 0, 255)).astype(np.uint8)
    return np.asarray(cv2.cvtColor(dark, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
