"""What a page's picture shows: its lines of text and its seals."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Line, Stamp
from parsers.paged.ocr import read_line, recognise
from parsers.paged.order import Placed, by_cells, turned_back
from parsers.seal import read_seals

Pixels = NDArray[np.uint8]
A4_LONG = 841.89  # points
_SENSELESS = 0.75  # mean confidence below which the page is tried the other way round


def dpi_of(picture: Pixels) -> float:
    """Pixels an inch, the page's longer side taken as A4's."""
    return float(max(picture.shape[:2]) / (A4_LONG / 72))


def sealed_page(picture: Pixels, number: int, scanned: bool) -> tuple[Stamp, ...]:
    """The seals of a page, read; of a `scanned` one without colour, rings that may be a seal's. (h, w, 3) RGB uint8."""
    return read_seals(picture, number, dpi_of(picture), scanned, read_line)


def seen_lines(picture: Pixels) -> tuple[Line, ...]:
    """The text of a picture; turned where it makes no sense as it is. Boxes as the picture is displayed."""
    if int(picture.max()) - int(picture.min()) <= 24:
        return ()
    lines = recognise(picture)
    if not lines or (_sense(lines) >= _SENSELESS and not _is_sideways(lines)):
        return by_cells(lines)
    sideways = _is_sideways(lines)
    best, quarters = lines, 0
    for turn in (1, 3) if sideways else (2,):
        turned = recognise(np.ascontiguousarray(np.rot90(picture, turn)))
        # the engine turns single upright lines by itself, so that sideways they may read well, in no order
        if _sense(turned) > _sense(best) + (-0.05 if sideways and not quarters else 0.05):
            best, quarters = turned, turn
    return tuple(replace(line, box=turned_back(line.box, quarters)) for line in by_cells(best))


def _is_sideways(lines: tuple[Placed, ...]) -> bool:
    """Whether most of what looks like lines stands upright: a page scanned on its side."""
    sides = [(line.level[2] - line.level[0], line.level[3] - line.level[1]) for line in lines]
    return sum(high > 1.5 * wide for wide, high in sides) > len(sides) / 2


def _sense(lines: tuple[Placed, ...]) -> float:
    """The recogniser's mean confidence, weighted by length."""
    letters = sum(len(placed.line.text) for placed in lines)
    total = sum(placed.line.confidence * len(placed.line.text) for placed in lines)
    return total / letters if letters else 0.0
