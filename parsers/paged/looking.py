"""What a page's picture shows: its lines of text and its seals."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.facts import Line, Stamp, StampShape
from parsers.paged.ocr import read_line, recognise
from parsers.paged.order import Placed, by_cells, turned_back
from parsers.seal import find_dark_rings, find_stamps, is_colourless, lower_line, unwrap

Pixels = NDArray[np.uint8]
A4_LONG = 841.89  # points
_SEAL_DPI = 100
_SENSELESS = 0.75  # mean confidence below which the page is tried the other way round
_CONTRACT = ("合同",)


def dpi_of(picture: Pixels) -> float:
    """Pixels an inch, the page's longer side taken as A4's."""
    return float(max(picture.shape[:2]) / (A4_LONG / 72))


def sealed_page(picture: Pixels, number: int, scanned: bool) -> tuple[Stamp, ...]:
    """The seals of a page, read; of a `scanned` one without colour, rings that may be a seal's. (h, w, 3) RGB uint8."""
    dpi = dpi_of(picture)
    scale = min(1.0, _SEAL_DPI / dpi)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    found = find_stamps(small, number, dpi * scale)
    if not found and scanned and is_colourless(small):
        return tuple(find_dark_rings(small, number, dpi * scale))
    return tuple(_read(stamp, picture) for stamp in found)


def _read(stamp: Stamp, picture: Pixels) -> Stamp:
    if stamp.shape is StampShape.CHOP or not stamp.coloured or stamp.cut:
        return stamp
    height, width = picture.shape[:2]
    left, top, right, bottom = stamp.box
    crop = picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    if min(crop.shape[:2]) < 40:
        return stamp
    readings = [read_line(unwrap(crop, print_free)) for print_free in (True, False)]
    reading = max(readings, key=lambda each: each.confidence * len(each.text))
    said = reading.text + read_line(lower_line(crop)).text
    shape = StampShape.CONTRACT if any(word in said for word in _CONTRACT) else stamp.shape
    return replace(stamp, text=reading.text, text_confidence=round(reading.confidence, 3), shape=shape)


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
