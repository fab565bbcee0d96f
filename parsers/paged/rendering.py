"""A PDF page as a picture."""

import math

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from parsers.paged.looking import A4_LONG, Pixels
from parsers.paged.one_jpeg import one_jpeg

_MOST_PIXELS = 30_000_000


def render(page: pypdfium2.PdfPage, dpi: int, plain: bool = False) -> Pixels:
    """The page as displayed, as if it were A4: scans often claim sizes that no paper has. plain: its PDF is (`one_jpeg`)."""
    width, height = page.get_size()
    longer = max(width, height, 1.0)
    scale = dpi / 72 if 0.7 <= longer / A4_LONG <= 1.5 else dpi / 72 * A4_LONG / longer
    scale = min(scale, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    if plain and (picture := one_jpeg(page, (math.ceil(width * scale), math.ceil(height * scale)))) is not None:
        return picture
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=True)
    picture = np.ascontiguousarray(bitmap.to_numpy()[..., :3])
    bitmap.close()
    return picture if picture.shape[2] == 3 else np.repeat(picture, 3, axis=2)


def has_image(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows a raster picture, also within forms up to three deep."""
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
