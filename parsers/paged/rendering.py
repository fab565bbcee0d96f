"""A PDF page as a picture."""

import math
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box
from parsers.paged.looking import A4_LONG, Pixels
from parsers.paged.one_jpeg import one_jpeg

_MOST_PIXELS = 30_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its picture, its box in fractions of the page, and the whole page's width and height in pixels."""

    picture: Pixels
    box: Box
    page: tuple[int, int]


def render(page: pypdfium2.PdfPage, dpi: int, plain: bool = False) -> Pixels:
    """The page as displayed, as if it were A4: scans often claim sizes that no paper has. plain: its PDF is (`one_jpeg`)."""
    scale = _scale(page, dpi)
    if plain and (picture := one_jpeg(page, _pixels(page, scale))) is not None:
        return picture
    return _rendered(page, scale)


def render_part(page: pypdfium2.PdfPage, box: Box, dpi: int, annotated: bool = True) -> Part:
    """What lies in a box of the page, given and returned in fractions of it as displayed. annotated: annotations, too."""
    scale = _scale(page, dpi)
    width, height = _pixels(page, scale)
    left, top = min(int(box[0] * width), width - 1), min(int(box[1] * height), height - 1)
    right = min(max(left + 1, math.ceil(box[2] * width)), width)
    bottom = min(max(top + 1, math.ceil(box[3] * height)), height)
    away = (left, height - bottom, width - right, top)
    picture = _rendered(page, scale, tuple(max(0.0, each - 0.5) / scale for each in away), annotated)
    exact = (left / width, top / height, right / width, bottom / height)
    return Part(picture, exact, (width, height))


def _scale(page: pypdfium2.PdfPage, dpi: int) -> float:
    width, height = page.get_size()
    longer = max(width, height, 1.0)
    scale = dpi / 72 if 0.7 <= longer / A4_LONG <= 1.5 else dpi / 72 * A4_LONG / longer
    return float(min(scale, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5))


def _pixels(page: pypdfium2.PdfPage, scale: float) -> tuple[int, int]:
    width, height = page.get_size()
    return math.ceil(width * scale), math.ceil(height * scale)


def _rendered(
    page: pypdfium2.PdfPage, scale: float, away: tuple[float, ...] = (0, 0, 0, 0), annotated: bool = True
) -> Pixels:
    """away: points of the page at its left, bottom, right and top that are left out."""
    bitmap = page.render(
        scale=scale,
        crop=away,
        rev_byteorder=True,
        prefer_bgrx=False,
        may_draw_forms=annotated,
        draw_annots=annotated,
    )
    picture = np.ascontiguousarray(bitmap.to_numpy()[..., :3])
    bitmap.close()
    return picture if picture.shape[2] == 3 else np.repeat(picture, 3, axis=2)


def has_image(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows a raster picture, also within forms up to three deep."""
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
