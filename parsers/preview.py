"""A small picture of a page, with what must not be seen covered."""

import io
from collections.abc import Iterable

import pypdfium2
from PIL import Image, ImageDraw

from parsers.facts import Box

_QUALITY = 80
_MARGIN = 0.004  # of the page: recognised boxes are a little tight


def preview(data: bytes, masks: Iterable[Box], width: int) -> bytes:
    """The first page of a PDF as JPEG, `width` pixels wide, the boxes `masks` covered. Raises PdfiumError."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0]
        scale = width / max(page.get_width(), 1.0)
        picture = page.render(scale=min(scale, 4.0)).to_pil().convert("RGB")
    finally:
        document.close()
    picture.thumbnail((width, width * 3))
    _cover(picture, masks)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _cover(picture: Image.Image, masks: Iterable[Box]) -> None:
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in masks:
        corners = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
        sizes = (picture.width, picture.height) * 2
        draw.rectangle([corner * size for corner, size in zip(corners, sizes, strict=True)], fill=(214, 217, 222))
