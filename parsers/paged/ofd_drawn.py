"""What an OFD's page shows besides its text: its pictures (GB/T 33190) and the seals of signatures, drawn where they stand.

Drawn lines, stamps' clips, and pictures within templates, annotations and composite units aren't.
"""

import struct
import warnings
from collections.abc import Iterator, Mapping
from itertools import islice

import cv2
import numpy as np
from ofdkit.errors import OFDError
from ofdkit.package import Package

from parsers.paged.looking import Pixels
from parsers.paged.ofd_parts import Placed, placed_on
from parsers.paged.ofd_seals import Seal
from parsers.paged.picture import UNREADABLE, frames
from parsers.trouble import DocumentTrouble

_PER_MM, _LONG_SIDE = 150 / 25.4, 1754.0  # pixels; of a page that is no A4, A3 or A5
_LIKE_PAPER = (200.0, 450.0)  # mm of the longer side
_PICTURES = 40  # of a page
_BYTES = 256 * 1024 * 1024  # of all pictures' files that are read, over all pages
_FORMATS = ("PNG", "JPEG", "JPEG2000", "BMP", "GIF", "TIFF", "WEBP")
_Numbers = tuple[float, ...]


class Drawing:
    """Draws a file's pages, within limits over all of them."""

    def __init__(self, package: Package) -> None:
        """The package stays the caller's to close."""
        self._package = package
        self._left = _BYTES
        self._last = ("", b"")

    def page(
        self, entry: str | None, size: tuple[float, float], media: Mapping[str, str], on_it: tuple[Seal, ...]
    ) -> Pixels | None:
        """A page's pictures and seals as (h, w, 3) RGB uint8; None where it has none. entry: its own; size: in millimetres."""
        longer = max(*size, 1.0)
        scale = _PER_MM if _LIKE_PAPER[0] <= longer <= _LIKE_PAPER[1] else _LONG_SIDE / longer
        canvas = np.full((max(1, round(size[1] * scale)), max(1, round(size[0] * scale)), 3), 255, np.uint8)
        drawn = False
        for data, place, turn in self._shown(entry, media, on_it):
            drawn |= _put(canvas, data, place, turn, scale)
        return canvas if drawn else None

    def _shown(
        self, entry: str | None, media: Mapping[str, str], on_it: tuple[Seal, ...]
    ) -> Iterator[tuple[bytes, _Numbers, _Numbers]]:
        """Seals first, which are few: a page full of pictures doesn't hide them."""
        yield from ((seal.picture, seal.place, ()) for seal in on_it[:_PICTURES])
        if entry is None:
            return
        for each in islice(placed_on(self._package, entry, media), _PICTURES):
            data = self._read(each)
            if data:
                yield data, each.place, each.turn

    def _read(self, placed: Placed) -> bytes:
        """A picture's file; b"" where it can't be had, or enough has been read. One that comes again is read once."""
        if placed.entry != self._last[0]:
            try:
                data = self._package.read(placed.entry) if self._left > 0 else b""
            except OFDError:
                data = b""
            self._left -= len(data)
            self._last = (placed.entry, data)
        return self._last[1]


def _put(canvas: Pixels, data: bytes, place: _Numbers, turn: _Numbers, scale: float) -> bool:
    """Draws a picture where it stands, as ink: white hides nothing. False where it can't be drawn."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's notes on odd metadata concern no reader
            picture = frames(data, most=1, formats=_FORMATS)[0]
    except (DocumentTrouble, KeyError, TypeError, struct.error, *UNREADABLE):  # Pillow's, on broken files
        return False
    a, b, c, d, e, f = turn or (place[2], 0.0, 0.0, place[3], 0.0, 0.0)
    wide, high = (max(1, round(float(np.hypot(*side)) * scale)) for side in ((a, b), (c, d)))
    if max(wide, high) > 2 * max(canvas.shape):
        return False
    fitted = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    matrix = np.array([[a / wide, c / high, place[0] + e], [b / wide, d / high, place[1] + f]]) * scale
    inked = cv2.warpAffine(fitted, matrix, canvas.shape[1::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))  # fmt: skip
    np.minimum(canvas, inked, out=canvas)
    return True
