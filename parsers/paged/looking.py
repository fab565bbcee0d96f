"""What a page's picture shows of seals."""

import numpy as np
from numpy.typing import NDArray

from parsers.facts import Stamp
from parsers.paged.recogniser import small, tiny
from parsers.seal import Readers, read_seals

Pixels = NDArray[np.uint8]
A4_LONG = 841.89  # points


def dpi_of(picture: Pixels) -> float:
    """Pixels an inch, the page's longer side taken as A4's."""
    return float(max(picture.shape[:2]) / (A4_LONG / 72))


def sealed_page(picture: Pixels, number: int, scanned: bool) -> tuple[Stamp, ...]:
    """The seals of a page, read; of a `scanned` one without colour, rings that may be a seal's. (h, w, 3) RGB uint8."""
    return read_seals(
        picture,
        number,
        dpi_of(picture),
        scanned,
        Readers(lambda line: small().read(line), lambda line: tiny().read(line)),
    )
