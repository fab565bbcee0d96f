"""Pages drawn for people: the page asked for, of PDFs and pictures, with what is to be covered covered."""

import io

import pypdf
import pytest
from PIL import Image

from parsers.preview import preview


def a_pdf(*sizes: tuple[float, float]) -> bytes:
    writer, written = pypdf.PdfWriter(), io.BytesIO()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    writer.write(written)
    return written.getvalue()


def a_picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (800, 400), "white").save(written, "PNG")
    return written.getvalue()


def drawn(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def test_the_page_that_was_asked_for() -> None:
    data = a_pdf((200, 100), (100, 200))
    assert drawn(preview(data, (), 400)).size == (400, 200)
    assert drawn(preview(data, (), 400, 2)).size == (400, 800)


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_isn_t_there(number: int) -> None:
    with pytest.raises(IndexError):
        preview(a_pdf((200, 100), (100, 200)), (), 400, number)


@pytest.mark.parametrize("data", [a_pdf((200, 100)), a_picture()], ids=["pdf", "picture"])
def test_what_is_to_be_covered_is(data: bytes) -> None:
    picture = drawn(preview(data, [(0.5, 0.0, 1.0, 1.0)], 400))
    assert picture.size == (400, 200)
    left, right = picture.getpixel((60, 100)), picture.getpixel((340, 100))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (min(left), max(right)) == (255, 222)
