"""A ring's ground: how much darker its rim is, and whether paper lies between its strokes or a picture of which it is part."""

from dataclasses import replace

import numpy as np

from parsers.seal.ellipse import Ellipse, Floats, many, polar, ranked
from parsers.seal.ink import Pixels, Strength

_LIGHT = 200.0  # of 255 in every colour, the paper made white
_WITHIN, _AROUND = np.linspace(0.05, 0.92, 20, dtype=np.float32), np.linspace(1.06, 1.25, 6, dtype=np.float32)
_LEAST_WITHIN, _LEAST_AROUND = 0.1, 0.3  # of it is light: of 318 seals on the evaluation's pages 0.17 and 0.41 at least
_RIM = np.linspace(0.9, 1.04, 12, dtype=np.float32)
_FAINT = 39.0  # of 255, darker than the paper: what has 0.3 of full ink has 41 at least, what has 0.13 some 26
_ANGLES = 96
_REACH = 1.3


def around(white: Pixels, ellipse: Ellipse) -> tuple[Pixels, Ellipse]:
    """The part of a page with a ring and its surroundings, and the ring in it. white: (h, w, 3) RGB."""
    wide, high = (_REACH * each for each in ellipse.reach)
    left, top = max(0, int(ellipse.x - wide)), max(0, int(ellipse.y - high))
    part = white[top : int(ellipse.y + high) + 2, left : int(ellipse.x + wide) + 2]
    return part, replace(ellipse, x=ellipse.x - left, y=ellipse.y - top)


def is_on_paper(part: Pixels, ellipse: Ellipse) -> bool:
    """Whether enough of what a ring leaves free is as light as paper. part: (h, w, 3) RGB, the paper made white."""
    darkest = part.min(axis=2).astype(np.float32)
    return _light(darkest, ellipse, _WITHIN) >= _LEAST_WITHIN and _light(darkest, ellipse, _AROUND) >= _LEAST_AROUND


def is_faint(part: Pixels, ellipse: Ellipse) -> bool:
    """Whether its rim is hardly darker than the paper; in green, which red ink takes whatever its hue."""
    depth = (255 - part[..., 1]).astype(np.float32)
    (rim,), (on_page,) = polar(depth, many([ellipse]), _ANGLES, _RIM)
    return ranked(rim.max(axis=1)[on_page.all(axis=1)], 0.4) < _FAINT


def _light(darkest: Strength, ellipse: Ellipse, radii: Floats) -> float:
    seen, on_page = polar(darkest, many([ellipse]), _ANGLES, radii)
    return float((seen > _LIGHT)[on_page].mean()) if on_page.any() else 0.0
