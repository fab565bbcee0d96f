"""A seal's ellipse looked for once more, finely and from many samples: where the first one follows other red in part, its
ring can't be unrolled.

the red in and around the ellipse → where it ends outwards, ray by ray → ellipses through a few such ends each → the one
that most of its rim has ink on
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Ellipse, Floats, many, polar, ranked
from parsers.seal.ink import Pixels, Strength, on_white, redness_on_white

_RAYS, _TRIALS, _ENDS = 96, 150, 6
_LONG_SIDE = 260  # pixels of the part that is looked at
_AROUND = 0.35  # of the ellipse's longer half axis, beyond it
_LEAST_RED = 0.3  # of the part's red that an end has
_FLATTEST = 0.5  # axes' ratio
_SIZES = (0.75, 1.45)  # of the given ellipse
_BETTER = 0.12  # of the rim: as much more must have ink

Points = NDArray[np.float64]


def refitted(picture: Pixels, ellipse: Ellipse) -> Ellipse:
    """The ellipse of which clearly more of the rim has ink, or the given one. picture: (h, w, 3) RGB; both in its pixels."""
    strength, left, top, factor = _red(picture, ellipse)
    given = replace(ellipse, x=ellipse.x - left, y=ellipse.y - top).scaled(factor)
    ends = _outer_ends(strength, given)
    trials = _through(ends, given)
    if not trials:
        return ellipse
    inked = _inked(strength, [given, *trials])
    best = int(inked[1:].argmax())
    if inked[1 + best] < inked[0] + _BETTER:
        return ellipse
    found = trials[best].scaled(1 / factor)
    return replace(found, x=found.x + left, y=found.y + top)


def _red(picture: Pixels, ellipse: Ellipse) -> tuple[Strength, int, int, float]:
    """The red around the ellipse 0..255, coarser by a factor; and where it begins in the picture."""
    high, wide = picture.shape[:2]
    around = _AROUND * max(ellipse.rx, ellipse.ry)
    left, top = max(0, int(ellipse.box[0] - around)), max(0, int(ellipse.box[1] - around))
    right, bottom = min(wide, int(ellipse.box[2] + around) + 1), min(high, int(ellipse.box[3] + around) + 1)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    factor = min(1.0, _LONG_SIDE / max(part.shape[:2]))
    small = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return redness_on_white(on_white(np.asarray(small, dtype=np.uint8))), left, top, factor


def _outer_ends(strength: Strength, given: Ellipse) -> Points:
    """Points (n, 2) where red ends outwards, seen from the ellipse's middle: the two outermost of each ray."""
    radii = np.linspace(0.4, _SIZES[1], 90, dtype=np.float32)
    sampled, _ = polar(strength, many([given]), _RAYS, radii)
    red = sampled[0] > _least_red(strength)
    ends = red[:, :-1] & ~red[:, 1:]
    outermost = ends & (np.cumsum(ends[:, ::-1], axis=1)[:, ::-1] <= 2)
    ray, at = np.nonzero(outermost)
    turn = ray * (2 * np.pi / _RAYS)
    u, v = given.rx * radii[at] * np.cos(turn), given.ry * radii[at] * np.sin(turn)
    c, s = np.cos(given.turn), np.sin(given.turn)
    return np.stack([given.x + u * c - v * s, given.y + u * s + v * c], axis=1)


def _least_red(strength: Strength) -> float:
    """What an end and a rim have at least."""
    return max(8.0, _LEAST_RED * ranked(strength.ravel(), 0.97))


def _through(ends: Points, given: Ellipse) -> list[Ellipse]:
    """Ellipses through a few ends each, those that may be the seal's; the same each time."""
    if len(ends) < _ENDS:
        return []
    rng = np.random.default_rng(0)
    trials = []
    size = (given.rx * given.ry) ** 0.5
    for _ in range(_TRIALS):
        some = ends[rng.choice(len(ends), _ENDS, replace=False)].astype(np.float32)
        (x, y), (wide, high), turn = cv2.fitEllipseDirect(some)
        found = Ellipse(float(x), float(y), wide / 2, high / 2, float(np.radians(turn)))
        if _is_likely(found, given, size):
            trials.append(found)
    return trials


def _is_likely(found: Ellipse, given: Ellipse, size: float) -> bool:
    long, short = max(found.rx, found.ry), min(found.rx, found.ry)
    return bool(
        short >= _FLATTEST * long > 0
        and _SIZES[0] * size <= (long * short) ** 0.5 <= _SIZES[1] * size
        and np.hypot(found.x - given.x, found.y - given.y) < 0.5 * size
    )


def _inked(strength: Strength, ellipses: list[Ellipse]) -> Floats:
    """Of each ellipse's rim the share that has ink on it and none beyond."""
    radii = np.array([0.92, 0.94, 0.96, 0.98, 1.0, 1.06, 1.1], dtype=np.float32)
    sampled, on_page = polar(strength, many(ellipses), _RAYS, radii)
    rim, beyond = sampled[..., :5].max(axis=2), sampled[..., 5:].max(axis=2)
    there = (rim > _least_red(strength)) & (beyond < 0.6 * rim)
    return np.asarray((there & on_page[..., 4]).mean(axis=1), dtype=np.float32)
