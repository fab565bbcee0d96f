"""Reading order of recognised lines: down each cell before the next, as the writer of a table meant it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Line

_OVERLAP = 0.5  # of the narrower line's width
_LEAST_APART, _MOST_APART = 0.45, 2.1  # of a line's height, between the middles of a line and the one below it
_TOUCH = 0.05  # the same, of lines that could be one column's
_ROW = 0.4  # of a line's height: as near as this two middles are on one row
_SPREAD = 1.2  # width to height from which a picture may show two pages
_FOLD = 0.015  # of the width, on each side of the fold
_FEW = 4  # lines: fewer are no page
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


def turned(box: Box, quarters: int) -> Box:
    """The same the other way: a place on a picture, on it turned by so many quarters."""
    return turned_back(box, (4 - quarters) % 4)


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


def as_displayed(lines: Sequence[Placed], shape: float, quarters: int) -> tuple[Line, ...]:
    """The lines of a picture that was turned by so many quarters to be read, in order, boxes on it as it was. shape: of the
    turned one, width to height.
    """
    return tuple(replace(line, box=turned_back(line.box, quarters)) for line in by_pages(lines, shape))


def by_pages(lines: Sequence[Placed], shape: float) -> tuple[Line, ...]:
    """The lines of a picture, of two pages side by side those of the left one first. shape: width to height."""
    if shape < _SPREAD or any(_crosses(placed.level) for placed in lines):
        return by_cells(lines)
    left = [placed for placed in lines if placed.level[0] + placed.level[2] < 1]
    right = [placed for placed in lines if placed.level[0] + placed.level[2] >= 1]
    return by_cells(left) + by_cells(right) if len(left) >= _FEW else by_cells(lines)


def _crosses(box: Box) -> bool:
    """Whether a line lies over the fold between two pages."""
    return box[0] < 0.5 - _FOLD and box[2] > 0.5 + _FOLD


def by_cells(lines: Sequence[Placed]) -> tuple[Line, ...]:
    """The lines, each put behind the one directly above it in its column; one across several columns closes them all."""
    blocks: list[list[Placed]] = []
    opened = 0  # blocks before this one are closed
    for line in by_rows(lines):
        touched = [
            block for block in blocks[opened:] if any(overlap(each.level, line.level) > _TOUCH for each in block)
        ]
        least = _OVERLAP if len(touched) > 1 else _TOUCH  # an indented line and a short one below it
        above = next((block for block in reversed(touched) if _continues(block[-1].level, line.level, least)), None)
        if len(touched) > 1 and above is not None and _is_across(touched, line.level):
            opened, above = len(blocks), None
        if above is None:
            blocks.append([line])
        else:
            above.append(line)
    return tuple(placed.line for block in blocks for placed in block)


def _is_across(blocks: Sequence[Sequence[Placed]], box: Box) -> bool:
    """Whether a line lies under several columns at once, most of each; what stands below one of them is none of its own."""
    columns: list[Box] = []
    for last in (block[-1].level for block in reversed(blocks)):
        if overlap(last, box) >= _OVERLAP and not any(overlap(last, column) > _TOUCH for column in columns):
            columns.append(last)
    return len(columns) > 1


def overlap(one: Box, other: Box) -> float:
    """The width that two boxes share, to the narrower one's."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return max(0.0, wide) / max(min(one[2] - one[0], other[2] - other[0]), 1e-9)


def by_rows(lines: Sequence[Placed]) -> list[Placed]:
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


def _continues(above: Box, box: Box, least: float) -> bool:
    height = min(above[3] - above[1], box[3] - box[1])
    apart = (box[1] + box[3] - above[1] - above[3]) / 2
    return _LEAST_APART * height <= apart <= _MOST_APART * height and overlap(above, box) >= least
