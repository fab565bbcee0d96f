"""Reading order of recognised lines: down each cell before the next, as the writer of a table meant it."""

from collections.abc import Sequence

from parsers.facts import Line

_OVERLAP = 0.5  # of the narrower line's width
_GAP = 0.9  # of a line's height, between a line and the one below it in the same cell


def by_cells(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each put behind the one directly above it in its column."""
    blocks: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.box[1], each.box[0])):
        above = next((block for block in reversed(blocks) if _continues(block[-1], line)), None)
        if above is None:
            blocks.append([line])
        else:
            above.append(line)
    return tuple(line for block in blocks for line in block)


def _continues(above: Line, line: Line) -> bool:
    left, top, right, bottom = above.box
    width = min(right, line.box[2]) - max(left, line.box[0])
    height = min(bottom - top, line.box[3] - line.box[1])
    close = -0.6 * height <= line.box[1] - bottom <= _GAP * height
    return close and width >= _OVERLAP * min(right - left, line.box[2] - line.box[0])
