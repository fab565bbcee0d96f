"""Pages that are one JPEG and nothing else, decoded no finer than they are looked at.

libjpeg makes a half, a quarter or an eighth of a picture's size in a part of the time (scaled inverse DCT); PDFium decodes
all of it first.
"""

import io
import re

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Pixels = NDArray[np.uint8]
_RECOLOURED = re.compile(
    rb"/(?:SMask|Mask|Decode|ColorTransform|OC)\b"
)  # of a picture, whose dictionary is never compressed
_COLOURS = (pdfium.FPDF_COLORSPACE_DEVICEGRAY, pdfium.FPDF_COLORSPACE_DEVICERGB, pdfium.FPDF_COLORSPACE_ICCBASED)
_NEAR = 1.0  # points
_TIMES = (8, 4, 2)  # smaller
_FINE = 0.97  # of the size that is wanted


def is_plain(data: bytes) -> bool:
    """Whether no picture in a PDF is masked or recoloured, so that a JPEG in it looks as it does alone."""
    return _RECOLOURED.search(data) is None


def one_jpeg(page: pypdfium2.PdfPage, size: tuple[int, int]) -> Pixels | None:
    """The page as displayed, (h, w, 3) RGB uint8 of `size` (w, h), if a JPEG at least that fine covers it and nothing
    else is on it; else None. The PDF is plain.
    """
    if pdfium.FPDFPage_CountObjects(page.raw) != 1 or pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
        return None
    image = next(iter(page.get_objects(max_depth=1)))
    if pdfium.FPDFPageObj_HasTransparency(image.raw) or pdfium.FPDFPageObj_CountMarks(image.raw) > 0:
        return None  # what is marked may be hidden
    if not isinstance(image, pypdfium2.PdfImage) or not _covers(image, page) or image.get_filters() != ["DCTDecode"]:
        return None
    if image.get_metadata().colorspace not in _COLOURS:
        return None
    quarters = page.get_rotation() // 90
    picture = _decoded(bytes(image.get_data(decode_simple=False)), size if quarters % 2 == 0 else size[::-1])
    return None if picture is None else np.ascontiguousarray(np.rot90(picture, -quarters))


def _covers(image: pypdfium2.PdfImage, page: pypdfium2.PdfPage) -> bool:
    """Whether a picture lies upright on the whole page, whole."""
    clip = pdfium.FPDFPageObj_GetClipPath(image.raw)
    if clip and pdfium.FPDFClipPath_CountPaths(clip) > 0:
        return False
    a, b, c, d, e, f = image.get_matrix().get()
    left, bottom, right, top = page.get_bbox()
    edges = zip((e, f, e + a, f + d), (left, bottom, right, top), strict=True)
    return b == c == 0 and a > 0 and d > 0 and all(abs(one - other) < _NEAR for one, other in edges)


def _decoded(data: bytes, size: tuple[int, int]) -> Pixels | None:
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            if picture.mode not in ("RGB", "L"):
                return None
            smaller = min(have / wanted for have, wanted in zip(picture.size, size, strict=True))
            times = next((n for n in _TIMES if smaller >= _FINE * n), 0)
            if not times:
                return None
            picture.draft(picture.mode, (max(1, picture.width // times), max(1, picture.height // times)))
            pixels = np.asarray(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None  # PDFium shows what there is of it
    near = pixels.shape[1] < 1.3 * size[0]
    fitting = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR if near else cv2.INTER_AREA)
    return np.asarray(fitting if fitting.ndim == 3 else np.repeat(fitting[..., None], 3, axis=2), dtype=np.uint8)
