"""The ellipses that seals' rims really follow, near places where rings may be; all of a page at once.

The picture is seen from the middle of each ellipse: on each ray the rim is where the ink ends outwards. A conic through
those points replaces the ellipse, and again with a narrower look, so that what touches the rim doesn't bend it.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Flags, Floats, Many, polar, ranked_rows
from parsers.seal.ink import Strength

_ANGLES = 96
_WINDOWS = (0.16, 0.08, 0.05)  # of the radius to either side, one round each
_BINS = 36
_LEAST = 0.3  # of the rays must be on the page
_LEAST_RIM = 0.45  # and have a rim: of 370 seals on the evaluation's pages one had less
_FEWEST = 12  # rays through which a conic is laid
_ROUND = 0.5  # least ratio of the axes
_PRIOR = 6.0  # rays that the given ellipse weighs
_SAME_PLACE, _SAME_LONG, _SAME_SHORT = 0.05, 0.03, 0.04  # of an axis, by which two ellipses of one rim differ at most
_NO_JUMP = 0.35  # a middle doesn't move further than this share of the radius, nor does the size change more

_TURNS = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
_COSINES, _SINES = np.cos(_TURNS), np.sin(_TURNS)

Doubles = NDArray[np.float64]


def fitted(strength: Strength, places: Many) -> tuple[Many, Doubles]:
    """Of n places those that have a rim, each once: the ellipse along it (k, 5), and how much of it there is (k,), 0..1.
    Same pixels as given, same order.
    """
    best, share = places, np.zeros(len(places))
    for window in _WINDOWS:
        if not len(best):
            break
        radii = _radii(window)
        sampled, on_page = polar(strength, best, _ANGLES, radii)
        visible = on_page.all(axis=2)
        place, there = _rim(sampled, radii, window)
        there &= visible
        share = there.sum(axis=1) / np.maximum(1, visible.sum(axis=1))
        bent, is_ellipse = _conics(best, place, there)
        good = (visible.mean(axis=1) >= _LEAST) & (share >= _LEAST_RIM) & is_ellipse & _near(bent, places)
        kept = [int(index) for index in np.flatnonzero(good)]
        kept = [index for rank, index in enumerate(kept) if not _alike(bent[index], bent[kept[:rank]]).any()]
        best, share, places = bent[kept], share[kept], places[kept]
    return best, share


def _alike(one: NDArray[np.float64], others: Many) -> Flags:
    """Which of the ellipses are nearly the one."""
    near = np.abs(others[:, :2] - one[:2]).sum(axis=1) < _SAME_PLACE * others[:, 2]
    sizes = np.abs(others[:, 2:4] - one[2:4])
    return np.asarray(near & (sizes[:, 0] < _SAME_LONG * others[:, 2]) & (sizes[:, 1] < _SAME_SHORT * others[:, 3]))


@lru_cache(maxsize=8)
def _radii(window: float) -> Floats:
    return np.linspace(1 - window, 1 + window + 0.1, _BINS, dtype=np.float32)


def _rim(sampled: Floats, radii: Floats, window: float) -> tuple[Floats, Flags]:
    """For each ellipse and ray the radius of the rim, and whether it has one: where ink is followed by none."""
    step = float(radii[1] - radii[0])
    narrow = max(1, round(0.03 / step))
    apart = max(1, round(0.075 / step))
    smooth = cv2.blur(sampled.reshape(-1, _BINS), (narrow, 1), borderType=cv2.BORDER_REPLICATE)
    smooth = np.asarray(smooth, dtype=np.float32).reshape(sampled.shape)
    beyond = np.concatenate([smooth[..., apart:], np.repeat(smooth[..., -1:], apart, axis=2)], axis=2)
    edge = smooth - beyond
    edge[..., radii > 1 + window] = -1
    around = np.concatenate([edge[:, -2:], edge, edge[:, :2]], axis=1)  # the neighbours' rays agree
    along = cv2.blur(around.reshape(-1, _BINS), (1, 5)).reshape(around.shape)[:, 2:-2]
    at = along.argmax(axis=2)
    typical = np.maximum(8.0, ranked_rows(smooth.max(axis=2), 0.7))[:, None]
    there = (_at(edge, at) > 0.22 * typical) & (_at(smooth, at) > 0.3 * typical)
    return radii[at], there


def _at(rays: Floats, at: NDArray[np.intp]) -> Floats:
    return np.asarray(np.take_along_axis(rays, at[..., None], axis=2)[..., 0])


def _conics(ellipses: Many, place: Floats, there: Flags) -> tuple[Many, Flags]:
    """The ellipses by least squares through the rays' rims, the farthest points left out once; and which are any."""
    x, y = place * _COSINES, place * _SINES  # in units of the given ellipse
    a = np.stack([x * x, x * y, y * y, x, y], axis=2)
    keep, enough = there, np.ones(len(ellipses), dtype=bool)
    for _ in range(2):
        enough &= keep.sum(axis=1) >= _FEWEST
        # a seal is nearly the ellipse that it was taken for: weak equations say so where the rays leave it open
        used = a * keep[..., None]
        normal = used.transpose(0, 2, 1) @ used + _PRIOR * np.eye(5)
        right = used.sum(axis=1) + _PRIOR * np.array([1.0, 0, 1.0, 0, 0])
        solution = np.linalg.solve(normal, right[..., None])
        away = np.abs((a @ solution)[..., 0] - 1)
        keep = there & (away <= np.maximum(0.03, _usual(away, keep))[:, None])
    bent, is_ellipse = _of_conics(ellipses, solution[..., 0])
    return bent, enough & is_ellipse


def _usual(away: Doubles, keep: Flags) -> Doubles:
    """Of each row's kept values the one that four fifths are below."""
    ordered = np.sort(np.where(keep, away, np.inf), axis=1)
    count = keep.sum(axis=1)
    place = np.clip((0.8 * count).astype(int), 0, np.maximum(0, count - 1))
    return np.asarray(ordered[np.arange(len(away)), place])


def _of_conics(ellipses: Many, solution: Doubles) -> tuple[Many, Flags]:
    """Back from the given ellipses' own units to pixels; which are ellipses, and not too flat."""
    x0, y0, rx, ry, turn = ellipses.T
    a, b, c, d, e = solution.T
    matrix = np.stack([a, b / 2, b / 2, c], axis=1).reshape(-1, 2, 2)
    good = (np.linalg.det(matrix) > 1e-6) & (a > 0)
    matrix[~good] = np.eye(2)
    middle = np.linalg.solve(-2 * matrix, np.stack([d, e], axis=1)[..., None])
    level = 1 + (middle.transpose(0, 2, 1) @ matrix @ middle)[:, 0, 0]
    cosine, sine = np.cos(turn), np.sin(turn)
    to_pixels = np.stack([rx * cosine, -ry * sine, rx * sine, ry * cosine], axis=1).reshape(-1, 2, 2)
    back = np.linalg.inv(to_pixels)
    values, vectors = np.linalg.eigh(back.transpose(0, 2, 1) @ (matrix / level[:, None, None]) @ back)
    good &= values.min(axis=1) > 0
    long, short = 1 / np.sqrt(np.where(good[:, None], values, 1.0)).T
    x, y = (to_pixels @ middle)[..., 0].T
    turned = np.arctan2(vectors[:, 1, 0], vectors[:, 0, 0])
    return np.stack([x0 + x, y0 + y, long, short, turned], axis=1), good & (short >= _ROUND * long)


def _near(some: Many, others: Many) -> Flags:
    moved = np.hypot(some[:, 0] - others[:, 0], some[:, 1] - others[:, 1])
    sizes = np.sqrt(some[:, 2] * some[:, 3] / (others[:, 2] * others[:, 3]))
    return np.asarray((moved < _NO_JUMP * others[:, 2]) & (sizes > 1 - _NO_JUMP) & (sizes < 1 + _NO_JUMP))
