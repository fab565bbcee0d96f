"""A second look at rings that red print runs through, a letterhead's name above all: the print's lines left out."""

import numpy as np

from parsers.seal.candidates import Candidate
from parsers.seal.ellipse import Ellipse, Flags, many, polar, ranked
from parsers.seal.features import features_beside
from parsers.seal.ink import Strength
from parsers.seal.judging import confidences

_WHOLE = 0.85  # of the rim that must be there
_RIM = np.linspace(0.95, 1.03, 6, dtype=np.float32)
_NEAREST, _FARTHEST = 1.12, 2.2  # of its half width, where a line goes on to the left and to the right
_LEAST = 0.3  # of its half width must be page, to tell
_MOST = 0.6  # of its height may be print
_STRONG = 0.5  # of the rim's strength


def beside_print(strength: Strength, ring: Candidate, millimetre: float) -> float:
    """How sure it is that a ring of red ink is a seal, the lines of print through it left out; 0 where none goes through."""
    print_ = _print_through(strength, ring.ellipse) if ring.share >= _WHOLE else None
    if print_ is None:
        return 0.0
    figures = features_beside(strength, print_, many([ring.ellipse]), np.array([ring.share]), millimetre)
    return float(confidences(figures, coloured=True)[0])


def _print_through(strength: Strength, ellipse: Ellipse) -> Strength | None:
    """The lines of the page, 1 in a picture of 0, in which ink goes on beyond the ring; None where none does, or most do."""
    rim = polar(strength, many([ellipse]), 96, _RIM)[0][0].max(axis=1)
    strong = _STRONG * ranked(rim, 0.6)
    wide, high = ellipse.reach
    top, bottom = max(0, int(ellipse.y - high)), min(strength.shape[0], int(ellipse.y + high) + 1)
    inked = np.zeros(bottom - top, dtype=bool)
    for near, far in ((-_FARTHEST, -_NEAREST), (_NEAREST, _FARTHEST)):
        left, right = max(0, int(ellipse.x + near * wide)), max(0, int(ellipse.x + far * wide))
        inked |= _inked(strength[top:bottom, left:right], strong, _LEAST * wide)
    if not inked.any() or inked.mean() > _MOST:
        return None
    lines = np.zeros(strength.shape, dtype=np.float32)
    lines[top:bottom][inked] = 1
    return lines


def _inked(strip: Strength, strong: float, least: float) -> Flags:
    if strip.shape[1] < least:
        return np.zeros(len(strip), dtype=bool)
    return np.asarray((strip > strong).any(axis=1))
