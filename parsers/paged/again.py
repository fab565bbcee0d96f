"""Places of a PDF read once more: finer, cut out as they slope, by the better recogniser."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from parsers.facts import Box, Page
from parsers.paged.ocr import read_line, recognise
from parsers.paged.order import as_displayed, by_cells, turned
from parsers.paged.recogniser import Reading
from parsers.paged.rendering import render
from parsers.paged.seeing import Pixels

_DPI = 250  # a line of 12 points is then as high as the recogniser wants it
_MARGIN = 0.12  # of a line's height
_LEAST = 8  # pixels of a side
_AROUND = 41  # pixels of 0.4 mm
_INK = 24.0  # of 255, darker than what is around
_SPECKS = 0.0004  # of an empty area: a speck of dust; a line of ten characters on half a page is five times as much


class Again:
    """A PDF's pages, rendered when first asked for. Raises nothing: what can't be read is Reading("", 0)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._picture = lru_cache(maxsize=2)(self._rendered)
        self._lines: dict[tuple[int, int, float, Box], Reading] = {}

    def line(self, page: Page, box: Box) -> Reading:
        """One line, read once; box as displayed."""
        key = (page.number, page.quarters, page.slope, box)
        if key not in self._lines:
            cut = self._cut(page, box, _MARGIN)
            self._lines[key] = read_line(cut) if cut is not None else Reading("", 0.0)
        return self._lines[key]

    def region(self, page: Page, box: Box) -> str:
        """All lines within a box, in reading order, joined."""
        cut = self._cut(page, box, 0.0)
        if cut is None or int(cut.max()) - int(cut.min()) <= 24:
            return ""
        return "".join(line.text for line in by_cells(recognise(cut)[0]))

    def page(self, page: Page) -> Page:
        """The page with its lines found and read anew: lines close together, and sloping ones, are told apart better so."""
        picture = self._picture(page.number, page.quarters)
        if picture is None:
            return page
        placed, slope = recognise(_as_rgb(picture))
        shape = picture.shape[1] / picture.shape[0]
        return replace(page, lines=as_displayed(placed, shape, page.quarters), slope=slope)

    def is_bare(self, page: Page, box: Box) -> bool:
        """Whether nothing is printed or written in a box, whatever the light: red ink doesn't show, as elsewhere here."""
        cut = self._cut(page, box, 0.0)
        if cut is None:
            return False
        grey = cv2.resize(cut[..., 0], None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA).astype(np.float32)
        return float((cv2.blur(grey, (_AROUND, _AROUND)) - grey > _INK).mean()) < _SPECKS

    def _cut(self, page: Page, box: Box, margin: float) -> Pixels | None:
        """The box's part of the page, upright and level, in the red channel."""
        picture = self._picture(page.number, page.quarters)
        if picture is None:
            return None
        high, wide = picture.shape[:2]
        left, top, right, bottom = turned(box, page.quarters)
        width, height = (right - left) * wide, (bottom - top) * high
        height = max(height - width * abs(math.tan(page.slope)), height / 3)
        middle = ((left + right) / 2 * wide, (top + bottom) / 2 * high)
        size = (round(width + 2 * margin * height), round(height * (1 + 2 * margin)))
        if min(size) < _LEAST:
            return None
        matrix = cv2.getRotationMatrix2D(middle, math.degrees(page.slope), 1.0)
        matrix[:, 2] += np.array([size[0] / 2 - middle[0], size[1] / 2 - middle[1]])
        cut = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return _as_rgb(cut)

    def _rendered(self, number: int, quarters: int) -> Pixels | None:
        try:
            document = pypdfium2.PdfDocument(self._data)
        except pypdfium2.PdfiumError:
            return None
        try:
            document.init_forms()
            page = document[number - 1]
            picture = render(page, _DPI)[..., 0]
            page.close()
        except pypdfium2.PdfiumError:
            return None
        else:
            return np.ascontiguousarray(np.rot90(picture, quarters))
        finally:
            document.close()


def _as_rgb(channel: NDArray[Any]) -> Pixels:
    """A channel three times, (h, w, 3), as recognisers take it."""
    return np.ascontiguousarray(np.repeat(channel[..., None], 3, axis=2), dtype=np.uint8)
