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

_PRIORS = np.zeros((6, 6))  # of the sums below: of the unknowns' products, and in the last column their sums
_PRIORS[:5, :5] = _PRIOR * np.eye(5)
_PRIORS[:5, 5] = _PRIOR * np.array([1.0, 0, 1.0, 0, 0])


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
        candidates = np.flatnonzero(good)
        kept = candidates[_firsts(bent[candidates])]
        best, share, places = bent[kept], share[kept], places[kept]
    return best, share


def _firsts(ellipses: Many) -> list[int]:
    """The ellipses that aren't nearly one kept before, by index."""
    apart = np.abs(ellipses[:, None, :4] - ellipses[:, :4])
    long = ellipses[:, 2]
    near = apart[..., 0] + apart[..., 1] < _SAME_PLACE * long
    alike = near & (apart[..., 2] < _SAME_LONG * long) & (apart[..., 3] < _SAME_SHORT * ellipses[:, 3])
    kept: list[int] = []
    for index, those in enumerate(alike):
        if not those[kept].any():
            kept.append(index)
    return kept


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
    around = np.empty((len(sampled), _ANGLES + 4, _BINS), np.float32)  # the neighbours' rays agree
    edge = around[:, 2:-2]
    np.subtract(smooth[..., :-apart], smooth[..., apart:], out=edge[..., :-apart])
    np.subtract(smooth[..., -apart:], smooth[..., -1:], out=edge[..., -apart:])
    edge[..., int(np.searchsorted(radii, 1 + window, side="right")) :] = -1
    around[:, :2], around[:, -2:] = edge[:, -2:], edge[:, :2]
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
    a = np.stack([x * x, x * y, y * y, x, y, np.ones_like(x)], axis=2)
    keep, enough = there, np.ones(len(ellipses), dtype=bool)
    for last in (False, True):
        # a seal is nearly the ellipse that it was taken for: weak equations say so where the rays leave it open
        sums = (a * keep[..., None]).transpose(0, 2, 1) @ a + _PRIORS
        solution = np.linalg.solve(sums[:, :5, :5], sums[:, :5, 5:])
        count = sums[:, 5, 5]
        enough &= count >= _FEWEST
        if not last:
            away = np.abs((a[..., :5] @ solution)[..., 0] - 1)
            keep = there & (away <= np.maximum(0.03, _usual(away, keep, count))[:, None])
    bent, is_ellipse = _of_conics(ellipses, np.asarray(solution[..., 0], dtype=np.float64))
    return bent, enough & is_ellipse


def _usual(away: Doubles, keep: Flags, count: Doubles) -> Doubles:
    """Of each row's kept values, so many, the one that four fifths are below."""
    ordered = np.sort(np.where(keep, away, np.inf), axis=1)
    return np.asarray(ordered[np.arange(len(away)), (0.8 * count).astype(int)])


def _of_conics(ellipses: Many, solution: Doubles) -> tuple[Many, Flags]:
    """Back from the given ellipses' own units, u and v, to pixels; which are ellipses, and not too flat.

    solution: a, b, c, d, e of a·u² + b·uv + c·v² + d·u + e·v = 1 for each.
    """
    x0, y0, rx, ry, turn = ellipses.T
    a, b, c, d, e = solution.T
    determinant = a * c - b * b / 4
    good = (determinant > 1e-6) & (a > 0)
    a, b, c, determinant = (np.where(good, each, other) for each, other in ((a, 1), (b, 0), (c, 1), (determinant, 1)))
    u, v = (b * e / 2 - c * d) / (2 * determinant), (b * d / 2 - a * e) / (2 * determinant)
    level = 1 + a * u * u + b * u * v + c * v * v
    # along the given axes, in pixels: p·x² + 2·q·xy + r·y² = 1 around the middle
    p, q, r = a / (level * rx * rx), b / (2 * level * rx * ry), c / (level * ry * ry)
    mean, apart = (p + r) / 2, np.hypot((p - r) / 2, q)
    good &= mean > apart
    long, short = 1 / np.sqrt(np.where(good, (mean - apart, mean + apart), 1.0))
    cosine, sine = np.cos(turn), np.sin(turn)
    x, y = x0 + u * rx * cosine - v * ry * sine, y0 + u * rx * sine + v * ry * cosine
    turned = turn + np.arctan2(2 * q, p - r) / 2 + np.pi / 2  # the longer axis has the smaller factor
    return np.stack([x, y, long, short, turned], axis=1), good & (short >= _ROUND * long)


def _near(some: Many, others: Many) -> Flags:
    moved = np.hypot(some[:, 0] - others[:, 0], some[:, 1] - others[:, 1])
    sizes = np.sqrt(some[:, 2] * some[:, 3] / (others[:, 2] * others[:, 3]))
    return np.asarray((moved < _NO_JUMP * others[:, 2]) & (sizes > 1 - _NO_JUMP) & (sizes < 1 + _NO_JUMP))
