"""What a page's picture shows of seals."""

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Stamp
from parsers.paged.recogniser import ring, small, tiny
from parsers.seal import Dark, Readers, read_seals

Pixels = NDArray[np.uint8]
A4_LONG = 841.89  # points
_MM = 25.4 / 72  # of a point
_PAPERS = (
    (297, 210),
    (210, 148),
    (420, 297),
    (257, 182),
    (250, 176),
    (260, 184),
    (270, 195),
    (279, 216),
    (241, 140),
    (215, 140),
    (210, 140),
)  # mm: ISO A4, A5, A3, JIS and ISO B5, 16开 and its larger kin, letter, invoices
_SAME = 0.015  # as near as this two lengths are the same


def dpi_of(picture: Pixels, size: tuple[float, float] | None = None) -> float:
    """Pixels an inch by the page's size in points where that is a paper's, else its longer side taken as A4's.

    Scans and photographs often claim sizes that no paper has.
    """
    return resolution(max(picture.shape[:2]), size)


def resolution(pixels: int, size: tuple[float, float] | None = None) -> float:
    """The same of a picture whose longer side has so many pixels."""
    longer = max(size) if size is not None and _is_a_papers(*size) else A4_LONG
    return float(pixels / (longer / 72))


def _is_a_papers(width: float, height: float) -> bool:
    long, short = (side * _MM for side in (max(width, height), min(width, height)))
    return any(abs(long / high - 1) < _SAME and abs(short / wide - 1) < _SAME for high, wide in _PAPERS)


def sealed_page(picture: Pixels, number: int, dark: Dark, size: tuple[float, float] | None = None) -> tuple[Stamp, ...]:
    """The seals of a page, read; of one without any, dark rings that may be a seal's, where that is asked for.

    picture: (h, w, 3) RGB uint8; size: the page's in points, None where nothing says it.
    """
    return read_seals(
        picture,
        number,
        dpi_of(picture, size),
        dark,
        readers(),
    )


def readers() -> Readers:
    """Of rings, the better of the two for any line, and the quicker one."""
    return Readers(lambda line: ring().read(line), lambda line: small().read(line), lambda line: tiny().read(line))
