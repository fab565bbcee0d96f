"""What makes a ring a seal, in figures that don't change when it is turned.

The ink is seen from the middle of the ellipse, 128 rays long 1.4 radii, in units of the rim's own strength. For each of
27 radii: the mean, the spread, and how much of it changes slowly or fast around; then how whole, how large, how round and
how strong the rim is.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Flags, Floats, Many, polar, ranked, ranked_rows
from parsers.seal.ink import Strength

_ANGLES = 128
_RADII = np.linspace(0.03, 1.38, 54, dtype=np.float32)
_BANDS = ((1, 3), (3, 6), (6, 11), (11, 20), (20, 36), (36, 64))  # changes around the circle
_RIM = slice(36, 41)  # of the radii: 0.93 to 1.05
_STRONGEST = 1.6  # times the rim
_BAND = slice(10, 18)  # of the means: radii 0.53 to 0.93
_BARE = 0.02
_ELSEWHERE = (64, 32, 96, 16, 48, 80, 112, 8, 24, 40, 56, 72, 88, 104, 120)  # of the rays, farthest first
COUNT = 27 * (2 + len(_BANDS)) + 10


def features(strength: Strength, ellipses: Many, shares: NDArray[np.float64], millimetre: float) -> Floats:
    """(n, COUNT) figures of n rings. shares: of each rim that is there; millimetre: in pixels."""
    seen, on_page = polar(strength, ellipses, _ANGLES, _RADII)
    return _figures(seen, on_page, ellipses, shares, millimetre)


def features_beside(
    strength: Strength, print_: Strength, ellipses: Many, shares: NDArray[np.float64], millimetre: float
) -> Floats:
    """The same as if nothing stood where `print_`, (h, w), is above a half: there the ring is taken to look as it does
    elsewhere, as far from the middle.
    """
    seen, on_page = polar(strength, ellipses, _ANGLES, _RADII)
    hidden = polar(print_, ellipses, _ANGLES, _RADII)[0] > 0.5
    return _figures(_filled(seen, hidden), on_page, ellipses, shares, millimetre)


def _filled(seen: Floats, hidden: Flags) -> Floats:
    filled, left = seen.copy(), hidden.copy()
    for turn in _ELSEWHERE:
        here = left & ~np.roll(hidden, turn, axis=1)
        filled[here] = np.roll(seen, turn, axis=1)[here]
        left &= ~here
    return filled


def _figures(seen: Floats, on_page: Flags, ellipses: Many, shares: NDArray[np.float64], millimetre: float) -> Floats:
    visible = np.asarray(on_page[..., _RIM].all(axis=2))
    rim = seen[..., _RIM].max(axis=2)
    rx, ry = ellipses[:, 2], ellipses[:, 3]
    scale = np.array([max(6.0, ranked(_present(*each), 0.6)) for each in zip(rim, visible, strict=True)])
    relative = np.clip(seen / scale[:, None, None].astype(np.float32), 0, _STRONGEST)
    rows = relative[..., ::2] * 0.5 + relative[..., 1::2] * 0.5
    waves = (_waves() @ rows) ** 2  # (n, two for each change around the circle, radius)
    bands = [np.sqrt(waves[:, 2 * low : 2 * high].sum(axis=1)) for low, high in _BANDS]
    whole = [_wholeness(*each) for each in zip(rim, visible, scale, strict=True)]
    rest = [
        shares,
        *np.array(whole).T,
        visible.mean(axis=1),
        np.sqrt(rx * ry) / millimetre / 20,
        ry / rx,
        scale / 100,
        ranked_rows(seen[..., 46:].reshape(len(seen), -1), 0.5) / scale,
        ranked_rows(seen.reshape(len(seen), -1), 0.95) / scale,
    ]
    figures = [rows.mean(axis=1), rows.std(axis=1), *bands, np.stack(rest, axis=1)]
    return np.concatenate(figures, axis=1).astype(np.float32)


@lru_cache(maxsize=1)
def _waves() -> Floats:
    """Cosine and sine of each number of changes around the circle, of which the bands consist: a small Fourier transform."""
    changes = np.arange(_BANDS[-1][1])[:, None] * np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    both = np.stack([np.cos(changes), np.sin(changes)], axis=1)
    return np.asarray(both.reshape(-1, _ANGLES) / _ANGLES, dtype=np.float32)


def bare(figures: Floats) -> Flags:
    """Of which rings nothing stands along the rim: circles drawn by pen, however round. figures: (n, COUNT)."""
    return np.asarray(figures[:, _BAND].mean(axis=1) < _BARE)


def _present(rim: Floats, visible: Flags) -> Floats:
    return rim[visible] if visible.any() else rim


def _wholeness(rim: Floats, visible: Flags, scale: float) -> tuple[float, float, float]:
    """How much of a rim has half and a quarter of its usual strength, and its widest gap."""
    whole = _present(rim, visible) / scale
    gap = _widest_gap(np.asarray(rim / scale > 0.35), visible)
    return float((whole > 0.5).mean()), float((whole > 0.25).mean()), gap


def _widest_gap(there: Flags, visible: Flags) -> float:
    """The longest stretch of the rim, as a share of the circle, that is on the page and missing."""
    missing = np.concatenate([~there & visible] * 2)
    edges = np.flatnonzero(~missing)
    if len(edges) == 0:
        return 1.0
    return float(min(np.diff(edges, prepend=-1).max() - 1, len(there))) / len(there)
