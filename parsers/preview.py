"""A picture of a page, with what must not be seen covered."""

import io
from collections.abc import Iterable

import pypdfium2
from PIL import Image, ImageDraw

from parsers.facts import Box
from parsers.paged.picture import frames

_QUALITY = 80
_MARGIN = 0.004  # of the page: recognised boxes are a little tight
_HEAD = 1024  # bytes in which a PDF says what it is


def preview(data: bytes, masks: Iterable[Box], width: int, number: int = 1) -> bytes:
    """A page, from 1, of a PDF or picture as JPEG, `width` pixels wide, the boxes `masks` covered.

    It is drawn anew: nothing of the file itself reaches whoever looks at it. Raises IndexError for a page that isn't
    there, and what the readers raise.
    """
    picture = _of_pdf(data, number, width) if b"%PDF-" in data[:_HEAD] else Image.fromarray(frames(data)[number - 1])
    picture.thumbnail((width, width * 3))
    _cover(picture, masks)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _of_pdf(data: bytes, number: int, width: int) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        scale = width / max(page.get_width(), 1.0)
        picture: Image.Image = page.render(scale=min(scale, 4.0)).to_pil().convert("RGB")
    finally:
        document.close()
    return picture


def _cover(picture: Image.Image, masks: Iterable[Box]) -> None:
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in masks:
        corners = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
        sizes = (picture.width, picture.height) * 2
        draw.rectangle([corner * size for corner, size in zip(corners, sizes, strict=True)], fill=(214, 217, 222))
