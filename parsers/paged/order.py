"""Reading order of recognised lines: down each cell before the next, as the writer of a table meant it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Line

_OVERLAP = 0.5  # of the narrower line's width
_GAP = 0.9  # of a line's height, between a line and the one below it in the same cell
_ROW = 0.4  # of a line's height: as near as this two middles are on one row
_LONG = 4.0  # a line's width to its height from which its slope tells the page's


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its box as displayed, and `level`, its box were the page straight. Both as fractions."""

    line: Line
    level: Box


def turned_back(box: Box, quarters: int) -> Box:
    """A place on a picture turned by so many quarters against the clock (`np.rot90`), on the picture as it was."""
    left, top, right, bottom = box
    if quarters == 1:
        return 1 - bottom, left, 1 - top, right
    if quarters == 2:
        return 1 - right, 1 - bottom, 1 - left, 1 - top
    return (top, 1 - right, bottom, 1 - left) if quarters == 3 else box


def skew(corners: Sequence[NDArray[np.float64]]) -> float:
    """How far the page's lines slope, in radians, by its long ones. corners: (4, 2) each, clockwise from top left."""
    slopes = []
    for top_left, top_right, _, bottom_left in corners:
        width, height = np.hypot(*(top_right - top_left)), np.hypot(*(bottom_left - top_left))
        if width > _LONG * max(1.0, height):
            slopes.append(math.atan2(top_right[1] - top_left[1], top_right[0] - top_left[0]))
    return float(np.median(slopes)) if slopes else 0.0


def levelled(corners: NDArray[np.float64], slope: float) -> NDArray[np.float64]:
    """The corners with the page's slope taken out."""
    cosine, sine = math.cos(-slope), math.sin(-slope)
    return np.asarray(corners @ np.array([[cosine, sine], [-sine, cosine]]))


def by_cells(lines: Sequence[Placed]) -> tuple[Line, ...]:
    """The lines, each put behind the one directly above it in its column."""
    blocks: list[list[Placed]] = []
    for line in _by_rows(lines):
        above = next((block for block in reversed(blocks) if _continues(block[-1].level, line.level)), None)
        if above is None:
            blocks.append([line])
        else:
            above.append(line)
    return tuple(placed.line for block in blocks for placed in block)


def _by_rows(lines: Sequence[Placed]) -> list[Placed]:
    """From top to bottom, and from left to right those on one height."""
    rows: list[list[Placed]] = []
    for line in sorted(lines, key=lambda each: each.level[1] + each.level[3]):
        if rows and abs(_middle(line) - _middle(rows[-1][0])) < _ROW * (line.level[3] - line.level[1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.level[0])]


def _middle(line: Placed) -> float:
    return (line.level[1] + line.level[3]) / 2


def _continues(above: Box, box: Box) -> bool:
    left, top, right, bottom = above
    width = min(right, box[2]) - max(left, box[0])
    height = min(bottom - top, box[3] - box[1])
    close = -0.6 * height <= box[1] - bottom <= _GAP * height
    return close and width >= _OVERLAP * min(right - left, box[2] - box[0])
