"""Rings on a page with all that is to be said of each, before it is judged."""

from dataclasses import dataclass

import numpy as np

from parsers.seal.ellipse import Ellipse, Floats, many
from parsers.seal.features import features
from parsers.seal.fitting import fitted
from parsers.seal.ink import Strength
from parsers.seal.rings import places


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ring in pixels, the share of its rim that is there, its figures."""

    ellipse: Ellipse
    share: float
    figures: Floats


def candidates(strength: Strength, millimetre: float) -> list[Candidate]:
    """All rings that may be seals, the likeliest first. millimetre: pixels of a millimetre."""
    ellipses, shares, there_is = fitted(strength, many([place for _, place in places(strength, millimetre)]))
    found: list[tuple[Ellipse, float]] = []
    for row, share in zip(ellipses[there_is], shares[there_is], strict=True):
        ellipse = Ellipse(*map(float, row))
        if not any(_same(ellipse, other) for other, _ in found):
            found.append((ellipse, float(share)))
    if not found:
        return []
    figures = features(strength, many([each for each, _ in found]), np.array([share for _, share in found]), millimetre)
    return [Candidate(*each, its) for each, its in zip(found, figures, strict=True)]


def _same(one: Ellipse, other: Ellipse) -> bool:
    near = abs(one.x - other.x) + abs(one.y - other.y) < 0.05 * other.rx
    return near and abs(one.rx - other.rx) < 0.03 * other.rx and abs(one.ry - other.ry) < 0.04 * other.ry
