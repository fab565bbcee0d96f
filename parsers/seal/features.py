"""What makes a ring a seal, in figures that don't change when it is turned.

The ink is seen from the middle of the ellipse, 128 rays long 1.4 radii, in units of the rim's own strength. For each of
27 radii: the mean, the spread, and how much of it changes slowly or fast around; then how whole, how large, how round and
how strong the rim is.
"""

import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Ellipse, polar, ranked
from parsers.seal.ink import Strength

_ANGLES = 128
_RADII = np.linspace(0.03, 1.38, 54, dtype=np.float32)
_BANDS = ((1, 3), (3, 6), (6, 11), (11, 20), (20, 36), (36, 64))  # changes around the circle
_RIM = slice(36, 41)  # of the radii: 0.93 to 1.05
_STRONGEST = 1.6  # times the rim
_BAND = slice(10, 18)  # of the means: radii 0.53 to 0.93
_BARE = 0.02
COUNT = 27 * (2 + len(_BANDS)) + 10

Floats = NDArray[np.float32]


def features(strength: Strength, ellipse: Ellipse, share: float, millimetre: float) -> Floats:
    """(COUNT,) figures of one ring. share: of the rim that is there; millimetre: in pixels."""
    seen, on_page = polar(strength, ellipse, _ANGLES, _RADII)
    visible = np.asarray(on_page[:, _RIM].all(axis=1))
    rim = seen[:, _RIM].max(axis=1)
    present = rim[visible] if visible.any() else rim
    scale = max(6.0, ranked(present, 0.6))
    relative = np.clip(seen / scale, 0, _STRONGEST)
    rows = relative[:, ::2] * 0.5 + relative[:, 1::2] * 0.5
    spectrum = np.abs(np.fft.rfft(rows, axis=0)) ** 2 / _ANGLES**2
    bands = [np.sqrt(spectrum[low:high].sum(axis=0)) for low, high in _BANDS]
    size = (ellipse.rx * ellipse.ry) ** 0.5 / millimetre
    whole = present / scale
    rest = [
        share,
        float((whole > 0.5).mean()),
        float((whole > 0.25).mean()),
        _widest_gap(np.asarray(rim / scale > 0.35), visible),
        float(visible.mean()),
        size / 20,
        ellipse.ry / ellipse.rx,
        scale / 100,
        ranked(seen[:, 46:].ravel(), 0.5) / scale,
        ranked(seen.ravel(), 0.95) / scale,
    ]
    return np.concatenate([rows.mean(axis=0), rows.std(axis=0), *bands, np.array(rest)]).astype(np.float32)


def is_bare(figures: Floats) -> bool:
    """Whether nothing stands along the ring: a circle drawn by pen, however round."""
    return float(figures[_BAND].mean()) < _BARE


def _widest_gap(there: NDArray[np.bool_], visible: NDArray[np.bool_]) -> float:
    """The longest stretch of the rim, as a share of the circle, that is on the page and missing."""
    missing = np.concatenate([~there & visible] * 2)
    edges = np.flatnonzero(~missing)
    if len(edges) == 0:
        return 1.0
    return float(min(np.diff(edges, prepend=-1).max() - 1, len(there))) / len(there)
