"""The text of a page's picture: recognised, turned where it makes no sense as it is, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Line
from parsers.paged.ocr import Written, is_upright, sides
from parsers.paged.order import Placed, as_displayed
from parsers.paged.recogniser import Reading

Pixels = NDArray[np.uint8]
_SENSELESS = 0.75  # mean confidence below which the page is tried the other way round
_BETTER = 0.05  # by so much more sense it makes as it should lie
_SAMPLED = 3  # lines that tell how a page lies
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
    as_shown = Written(picture)
    first = _likely_turn(as_shown)
    best, slope = as_shown.lines() if first == 0 else _turned(picture, first).lines()
    sideways, quarters = _is_sideways(best), first
    doubtful = best and (sideways or _sense(best) < _SENSELESS)
    for turn in ((first + 1, first + 3) if sideways else (first + 2,)) if doubtful else ():
        lines, sloping = _turned(picture, turn % 4).lines()
        # single upright lines are turned by themselves, so that sideways they may read well, in no order
        if _sense(lines) > _sense(best) + (-_BETTER if sideways and quarters == first else _BETTER):
            best, quarters, slope = lines, turn % 4, sloping
    wide, high = picture.shape[1], picture.shape[0]
    return Seen(as_displayed(best, wide / high if quarters % 2 == 0 else high / wide, quarters), quarters, slope)


def _turned(picture: Pixels, quarters: int) -> Written:
    return Written(np.ascontiguousarray(np.rot90(picture, quarters)))


def _likely_turn(page: Written) -> int:
    """By how many quarters against the clock the page is to be turned, as its longest lines tell; 0 where they don't."""
    sideways = sum(map(is_upright, page.corners)) > len(page.corners) / 2
    lying = [at for at, corners in enumerate(page.corners) if is_upright(corners) is sideways]
    longest = sorted(lying, key=lambda at: -max(sides(page.corners[at])))[:_SAMPLED]
    as_found = _mean([page.reading(at) for at in longest])
    if not sideways and as_found >= _SENSELESS:
        return 0
    overhead = _mean([page.overhead(at) for at in longest])
    if max(as_found, overhead) < _SENSELESS:
        return 0
    if sideways:
        return 1 if as_found >= overhead else 3
    return 2 if overhead > as_found + _BETTER else 0


def _is_sideways(lines: tuple[Placed, ...]) -> bool:
    """Whether most of what looks like lines stands upright: a page scanned on its side."""
    sides = [(line.level[2] - line.level[0], line.level[3] - line.level[1]) for line in lines]
    return sum(high > 1.5 * wide for wide, high in sides) > len(sides) / 2


def _sense(lines: Sequence[Placed]) -> float:
    return _mean([placed.line for placed in lines])


def _mean(lines: Sequence[Line | Reading]) -> float:
    """The recogniser's mean confidence, weighted by length."""
    letters = sum(len(line.text) for line in lines)
    total = sum(line.confidence * len(line.text) for line in lines)
    return total / letters if letters else 0.0
