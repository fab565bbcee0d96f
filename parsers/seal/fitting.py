"""The ellipse that a seal's rim really follows, near a place where a ring may be.

The picture is seen from the middle of the ellipse: on each ray the rim is where the ink ends outwards. A conic through
those points replaces the ellipse, and again with a narrower look, so that what touches the rim doesn't bend it.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Ellipse, polar, ranked
from parsers.seal.ink import Strength

_ANGLES = 96
_WINDOWS = (0.16, 0.08, 0.05)  # of the radius to either side, one round each
_BINS = 36
_LEAST = 0.3  # of the rays must have a rim
_ROUND = 0.5  # least ratio of the axes
_PRIOR = 6.0  # rays that the given ellipse weighs
_NO_JUMP = 0.35  # a middle doesn't move further than this share of the radius, nor does the size change more

_TURNS = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
_COSINES, _SINES = np.cos(_TURNS), np.sin(_TURNS)

Floats = NDArray[np.float32]


def fitted(strength: Strength, ellipse: Ellipse) -> tuple[Ellipse, float] | None:
    """The ellipse along the rim, and how much of its rim there is, 0..1; None where there is none. Same pixels as given."""
    best, share = ellipse, 0.0
    for window in _WINDOWS:
        radii = _radii(window)
        sampled, on_page = polar(strength, best, _ANGLES, radii)
        visible = on_page.all(axis=1)
        if visible.mean() < _LEAST:
            return None
        place, there = _rim(sampled, radii, window)
        there &= visible
        share = float(there.sum() / visible.sum())
        if share < _LEAST:
            return None
        bent = _conic(best, place, there)
        if bent is None or not _near(bent, ellipse):
            return None
        best = bent
    return best, share


@lru_cache(maxsize=8)
def _radii(window: float) -> Floats:
    return np.linspace(1 - window, 1 + window + 0.1, _BINS, dtype=np.float32)


def _rim(sampled: Floats, radii: Floats, window: float) -> tuple[Floats, NDArray[np.bool_]]:
    """For each ray the radius of the rim, and whether it has one: where ink is followed by none."""
    step = float(radii[1] - radii[0])
    narrow = max(1, round(0.03 / step))
    apart = max(1, round(0.075 / step))
    smooth = cv2.blur(sampled, (narrow, 1), borderType=cv2.BORDER_REPLICATE)
    beyond = np.concatenate([smooth[:, apart:], np.repeat(smooth[:, -1:], apart, axis=1)], axis=1)
    edge = smooth - beyond
    edge[:, radii > 1 + window] = -1
    along = cv2.blur(np.concatenate([edge[-2:], edge, edge[:2]]), (1, 5))[2:-2]  # the neighbours' rays agree
    at = along.argmax(axis=1)
    rows = np.arange(len(at))
    typical = max(8.0, ranked(smooth.max(axis=1), 0.7))
    there = (edge[rows, at] > 0.22 * typical) & (smooth[rows, at] > 0.3 * typical)
    return radii[at], there


def _conic(ellipse: Ellipse, place: Floats, there: NDArray[np.bool_]) -> Ellipse | None:
    """The ellipse by least squares through the rays' rims, its farthest points left out once; None where it is none."""
    x, y = place * _COSINES, place * _SINES  # in units of the given ellipse
    keep = there.copy()
    for _ in range(2):
        if keep.sum() < 12:
            return None
        a = np.stack([x * x, x * y, y * y, x, y], axis=1)
        # a seal is nearly the ellipse that it was taken for: weak equations say so where the rays leave it open
        used = a[keep]
        normal = used.T @ used + _PRIOR * np.eye(5)
        solution = np.linalg.solve(normal, used.sum(axis=0) + _PRIOR * np.array([1.0, 0, 1.0, 0, 0]))
        away = np.abs(a @ solution - 1)
        keep = there & (away <= max(0.03, ranked(away[keep], 0.8)))
    return _of_conic(ellipse, solution)


def _of_conic(ellipse: Ellipse, solution: NDArray[np.float64]) -> Ellipse | None:
    """Back from the given ellipse's own units to pixels."""
    a, b, c, d, e = (float(each) for each in solution)
    matrix = np.array([[a, b / 2], [b / 2, c]])
    if np.linalg.det(matrix) <= 1e-6 or a <= 0:
        return None
    middle = np.linalg.solve(-2 * matrix, np.array([d, e]))
    level = 1 + middle @ matrix @ middle
    to_pixels = np.array(
        [
            [ellipse.rx * np.cos(ellipse.turn), -ellipse.ry * np.sin(ellipse.turn)],
            [ellipse.rx * np.sin(ellipse.turn), ellipse.ry * np.cos(ellipse.turn)],
        ]
    )
    back = np.linalg.inv(to_pixels)
    values, vectors = np.linalg.eigh(back.T @ (matrix / level) @ back)
    if values.min() <= 0:
        return None
    long, short = 1 / np.sqrt(values[0]), 1 / np.sqrt(values[1])
    if short < _ROUND * long:
        return None
    x, y = to_pixels @ middle
    turn = float(np.arctan2(vectors[1, 0], vectors[0, 0]))
    return Ellipse(ellipse.x + float(x), ellipse.y + float(y), float(long), float(short), turn)


def _near(one: Ellipse, other: Ellipse) -> bool:
    moved = np.hypot(one.x - other.x, one.y - other.y)
    sizes = (one.rx * one.ry) ** 0.5 / (other.rx * other.ry) ** 0.5
    return bool(moved < _NO_JUMP * other.rx) and 1 - _NO_JUMP < sizes < 1 + _NO_JUMP
