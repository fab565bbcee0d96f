"""Rings on a page with all that is to be said of each, before it is judged."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parsers.seal.ellipse import Ellipse
from parsers.seal.features import Floats, features
from parsers.seal.fitting import fitted
from parsers.seal.ink import Strength
from parsers.seal.rings import places

_WITHIN = 0.6  # of the radius: a second seal that overlaps has its middle further out


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ring in pixels, the share of its rim that is there, its figures."""

    ellipse: Ellipse
    share: float
    figures: Floats


def candidates(
    strength: Strength, millimetre: float, is_settled: Callable[[Candidate], bool] = lambda _: False
) -> list[Candidate]:
    """All rings that may be seals, the likeliest first. millimetre: pixels of a millimetre.

    is_settled: of a ring for which this holds nothing more is looked for within it.
    """
    found: list[Candidate] = []
    settled: list[Ellipse] = []
    for _, place in places(strength, millimetre):
        if any(np.hypot(place.x - each.x, place.y - each.y) < _WITHIN * each.rx for each in settled):
            continue
        fit = fitted(strength, place)
        if fit is None or any(_same(fit[0], each.ellipse) for each in found):
            continue
        ellipse, share = fit
        found.append(Candidate(ellipse, share, features(strength, ellipse, share, millimetre)))
        if is_settled(found[-1]):
            settled.append(ellipse)
    return found


def _same(one: Ellipse, other: Ellipse) -> bool:
    near = abs(one.x - other.x) + abs(one.y - other.y) < 0.05 * other.rx
    return near and abs(one.rx - other.rx) < 0.03 * other.rx and abs(one.ry - other.ry) < 0.04 * other.ry
