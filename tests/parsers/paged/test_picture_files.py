"""Pages sent as picture files."""

import io

import numpy as np
import pytest
from PIL import Image

from config.demo.generator.seals import Seal
from parsers.comparable import comparable
from parsers.facts import TextSource, TroubleKind
from parsers.paged import read_picture
from parsers.trouble import DocumentTrouble
from tests.pages import ORGANISATION, TEXT, overlap, paper, scanned, seal_at

pytestmark = pytest.mark.parts  # the recogniser's models at work

_ORIENTATION = 0x0112
# EXIF's orientation, and what the camera does to the upright picture before it writes that
TURNS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP"])
def test_a_page_is_read_from_any_kind(kind: str):
    document, troubles = read_picture(saved(scanned(paper(TEXT[:2])), kind))
    assert (document.page_count, document.source, troubles) == (1, TextSource.OCR, ())
    assert comparable(document.text) == comparable("".join(TEXT[:2]))


@pytest.mark.parametrize("orientation", list(TURNS))
def test_exif_turns_the_page(orientation: int):
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    sheet, where = seal_at(paper(), Seal(ORGANISATION), 0.7, 0.6)
    data = saved(sheet.transpose(TURNS[orientation]), "JPEG", exif=exif, quality=85)
    page = read_picture(data)[0].pages[0]
    assert page.height > page.width
    assert page.lines[0].text == TEXT[0]
    assert [overlap(stamp.box, where) > 0.5 for stamp in page.stamps] == [True]


def test_each_frame_of_a_tiff_is_a_page():
    frames = [scanned(paper(TEXT[:1])), scanned(paper(TEXT[1:2]))]
    document = read_picture(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))[0]
    assert [comparable(page.text) for page in document.pages] == [comparable(text) for text in TEXT[:2]]


def test_transparent_ground_is_paper():
    sheet = paper(TEXT[:1]).convert("L")
    ink = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    ink.putalpha(Image.eval(sheet, lambda value: 255 - value))
    assert read_picture(saved(ink, "PNG"))[0].text == TEXT[0]


def test_huge_dimensions_are_refused_before_they_are_unpacked():
    with pytest.raises(DocumentTrouble) as caught:
        read_picture(saved(Image.new("1", (10_000, 8_000)), "PNG"))
    assert caught.value.trouble.kind is TroubleKind.TOO_LARGE


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 no picture"], ids=["0", "png", "jpeg"])
def test_broken_pictures_are_unreadable(data: bytes):
    with pytest.raises(DocumentTrouble) as caught:
        read_picture(data)
    assert caught.value.trouble.kind is TroubleKind.UNREADABLE


def test_a_picture_cut_short_is_unreadable():
    whole = saved(scanned(paper(TEXT[:1])), "JPEG")
    with pytest.raises(DocumentTrouble) as caught:
        read_picture(whole[: len(whole) // 2])
    assert caught.value.trouble.kind is TroubleKind.UNREADABLE


def test_a_small_picture_is_no_page():
    document = read_picture(saved(Image.fromarray(np.full((120, 300, 3), 200, np.uint8)), "PNG"))[0]
    assert (document.source, document.text, document.stamps) == (TextSource.NONE, "", ())
