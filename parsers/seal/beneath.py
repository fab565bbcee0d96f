"""A second look beside seals that were found: for another one that overlaps one of them, whose rim was taken for part of it.

what is within the seals found, left out → rings in the ink that goes on beyond them → their figures, as if what was left
out looked as the rest does
"""

from collections.abc import Sequence

import numpy as np

from parsers.seal.candidates import candidates
from parsers.seal.ellipse import Ellipse, many, polar
from parsers.seal.features import features_beside
from parsers.seal.ink import Strength
from parsers.seal.judging import confidences

_OUT = 1.06  # of a seal's half axes: its rim's soft edge is left out with it
_BEYOND = np.linspace(1.1, 1.6, 8, dtype=np.float32)
_RIM = np.linspace(0.93, 1.03, 6, dtype=np.float32)
_INK, _LEAST = 6.0, 0.05  # strength that so much of what is around has
_REACH = 3.2  # of its half axes, within which the other one lies
_ANGLES = 96
_LEAST_OUT, _MOST_OUT = 0.05, 0.6  # of the other one's rim is left out
_WHOLE = 0.7  # of the rest that must be there
_SURE = 0.9


def beneath(strength: Strength, seals: Sequence[Ellipse], millimetre: float) -> tuple[Ellipse, float] | None:
    """The ring that overlaps one of the page's seals and is surely one, too, and how sure that is. strength: (h, w)."""
    more = [seal for seal in seals if _goes_on(strength, seal)]
    if not more:
        return None
    out = _discs(strength.shape, seals, _OUT)
    left = np.where((out > 0) | (_discs(strength.shape, more, _REACH) == 0), np.float32(0), strength)
    rings = candidates(left, millimetre)
    if not rings:
        return None
    ellipses = many([ring.ellipse for ring in rings])
    hidden = (polar(out, ellipses, _ANGLES, _RIM)[0].max(axis=2) > 0.5).mean(axis=1)
    shares = np.minimum(1, np.array([ring.share for ring in rings]) / np.maximum(1 - hidden, 1 - _MOST_OUT))
    sure = confidences(features_beside(left, out, ellipses, shares, millimetre), coloured=True)
    good = (hidden >= _LEAST_OUT) & (hidden <= _MOST_OUT) & (shares >= _WHOLE) & (sure >= _SURE)
    best = int((good * sure * shares).argmax())
    return (rings[best].ellipse, float(sure[best])) if good[best] else None


def _goes_on(strength: Strength, seal: Ellipse) -> bool:
    """Whether red ink goes on beyond a seal's rim."""
    beyond = polar(strength, many([seal]), _ANGLES, _BEYOND)[0]
    return float((beyond > _INK).mean()) >= _LEAST


def _discs(shape: tuple[int, ...], seals: Sequence[Ellipse], scale: float) -> Strength:
    """1 within the seals, each that many times as large, 0 elsewhere."""
    discs = np.zeros(shape, dtype=np.float32)
    for seal in seals:
        rows, columns = _box(seal, scale, shape)
        y, x = np.mgrid[rows, columns].astype(np.float32)
        x, y = x - seal.x, y - seal.y
        c, s = np.cos(seal.turn), np.sin(seal.turn)
        within = np.hypot((x * c + y * s) / seal.rx, (y * c - x * s) / seal.ry) <= scale
        discs[rows, columns][within] = 1
    return discs


def _box(seal: Ellipse, scale: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    wide, high = (scale * each for each in seal.reach)
    rows = slice(max(0, int(seal.y - high)), max(0, min(shape[0], int(seal.y + high) + 2)))
    return rows, slice(max(0, int(seal.x - wide)), max(0, min(shape[1], int(seal.x + wide) + 2)))
