"""Rings on a page with all that is to be said of each, before it is judged."""

from dataclasses import dataclass

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
    ellipses, shares = fitted(strength, many([place for _, place in places(strength, millimetre)]))
    if not len(ellipses):
        return []
    figures = features(strength, ellipses, shares, millimetre)
    return [
        Candidate(Ellipse(*map(float, ellipse)), float(share), its)
        for ellipse, share, its in zip(ellipses, shares, figures, strict=True)
    ]
