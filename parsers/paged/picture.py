"""A picture as a document: a photographed or scanned page, sent as such."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from parsers.facts import Page, PagedDocument, TextSource, Trouble, TroubleKind
from parsers.facts.counting import characters
from parsers.paged.looking import Pixels, dpi_of, sealed_page
from parsers.paged.seeing import see
from parsers.seal import Dark
from parsers.trouble import DocumentTrouble

_MOST_PIXELS = 60_000_000
_TOO_MANY = f"图片超过{_MOST_PIXELS // 10_000}万像素的限度"
_LONG_SIDE = 1754  # pixels: A4 at 150 dpi
_FRAMES = 20
_LIKE_PAPER = 400  # pixels of the shorter side: below, it is no page
UNREADABLE = (
    Image.DecompressionBombError,
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
)  # Pillow's


def read_picture(data: bytes) -> tuple[PagedDocument, tuple[Trouble, ...]]:
    """Its pages (a TIFF may hold several), turned as EXIF says. Raises DocumentTrouble."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's notes on odd metadata concern no reader
            pages = tuple(_page(picture, number) for number, picture in enumerate(frames(data), 1))
    except Image.DecompressionBombError as error:  # Pillow's own limit, met before ours
        raise DocumentTrouble(TroubleKind.TOO_LARGE, _TOO_MANY) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "图片已损坏，无法打开") from error
    text = "\n".join(page.text for page in pages)
    return PagedDocument(pages, len(pages), characters(text)), ()


def frames(data: bytes, most: int = _FRAMES, formats: tuple[str, ...] | None = None) -> list[Pixels]:
    """Its pages as they are looked at: upright, flat, no larger than they need be. Raises DocumentTrouble, and what Pillow raises.

    `formats`: the names of those that Pillow tries, all where None.
    """
    frames = []
    with Image.open(io.BytesIO(data), formats=formats) as image:
        for index in range(min(getattr(image, "n_frames", 1), most if image.format == "TIFF" else 1)):
            image.seek(index)
            if image.width * image.height > _MOST_PIXELS:
                raise DocumentTrouble(TroubleKind.TOO_LARGE, f"为{image.width}×{image.height}像素，{_TOO_MANY}")
            image.draft(image.mode, (_LONG_SIDE, _LONG_SIDE))  # a JPEG no finer than twice that, in a part of the time
            upright = ImageOps.exif_transpose(image)
            flat = Image.new("RGB", upright.size, "white")
            rgba = upright.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
            flat.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.LANCZOS)
            frames.append(np.asarray(flat))
    return frames


def _page(picture: Pixels, number: int) -> Page:
    height, width = picture.shape[:2]
    points = 72 / dpi_of(picture)
    if min(height, width) < _LIKE_PAPER:
        return Page(number, width * points, height * points, (), TextSource.NONE)
    seen = see(picture)
    source = TextSource.OCR if seen.lines else TextSource.NONE
    stamps = sealed_page(picture, number, Dark.RINGS)
    return Page(number, width * points, height * points, seen.lines, source, stamps, seen.quarters, seen.slope)
