"""The text of a page's picture: recognised, turned where it makes no sense as it is, in reading order."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Line
from parsers.paged.ocr import recognise
from parsers.paged.order import Placed, by_pages, turned_back

Pixels = NDArray[np.uint8]
_SENSELESS = 0.75  # mean confidence below which the page is tried the other way round
_BLANK = 24  # of 255: a picture whose brightest and darkest pixel are as near as this shows nothing


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture's lines, boxes as it is displayed; how it was turned to be read (quarters against the clock), and the
    lines' slope in that position, in radians.
    """

    lines: tuple[Line, ...] = ()
    quarters: int = 0
    slope: float = 0.0


def see(picture: Pixels) -> Seen:
    """What is written on a picture. (h, w, 3) RGB uint8."""
    if int(picture.max()) - int(picture.min()) <= _BLANK:
        return Seen()
    lines, slope = recognise(picture)
    if not lines or (_sense(lines) >= _SENSELESS and not _is_sideways(lines)):
        return Seen(by_pages(lines, picture.shape[1] / picture.shape[0]), 0, slope)
    sideways = _is_sideways(lines)
    best, quarters = lines, 0
    for turn in (1, 3) if sideways else (2,):
        turned, sloping = recognise(np.ascontiguousarray(np.rot90(picture, turn)))
        # the engine turns single upright lines by itself, so that sideways they may read well, in no order
        if _sense(turned) > _sense(best) + (-0.05 if sideways and not quarters else 0.05):
            best, quarters, slope = turned, turn, sloping
    wide, high = picture.shape[1], picture.shape[0]
    ordered = by_pages(best, wide / high if quarters % 2 == 0 else high / wide)
    return Seen(tuple(replace(line, box=turned_back(line.box, quarters)) for line in ordered), quarters, slope)


def _is_sideways(lines: tuple[Placed, ...]) -> bool:
    """Whether most of what looks like lines stands upright: a page scanned on its side."""
    sides = [(line.level[2] - line.level[0], line.level[3] - line.level[1]) for line in lines]
    return sum(high > 1.5 * wide for wide, high in sides) > len(sides) / 2


def _sense(lines: tuple[Placed, ...]) -> float:
    """The recogniser's mean confidence, weighted by length."""
    letters = sum(len(placed.line.text) for placed in lines)
    total = sum(placed.line.confidence * len(placed.line.text) for placed in lines)
    return total / letters if letters else 0.0
