"""Pages that are one JPEG are decoded as coarsely as they are looked at, and look as PDFium shows them."""

import io
from collections.abc import Callable

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from parsers.paged.one_jpeg import is_plain, one_jpeg
from parsers.paged.picture import frames
from parsers.paged.rendering import render
from tests.pages import Sheet, Words, paper, pdf

_DPI, _TWICE = 72, 150
_FINE = paper()
_FINE.paste((190, 30, 40), (150, 1200, 550, 1500))  # something by which colours and sides can be told

Change = Callable[[pypdf.PageObject, pypdf.PdfWriter], object]


def jpeg_page(change: Change | None = None, picture: Image.Image = _FINE, dpi: float = _TWICE) -> bytes:
    """A PDF as Pillow writes it, the picture at that resolution, then changed."""
    written, changed = io.BytesIO(), io.BytesIO()
    picture.save(written, "PDF", resolution=dpi)
    writer = pypdf.PdfWriter(clone_from=written)
    if change is not None:
        change(writer.pages[0], writer)
    writer.write(changed)
    return changed.getvalue()


def image_of(page: pypdf.PageObject) -> dict[str, object]:
    (image,) = page["/Resources"]["/XObject"].values()
    return image.get_object()


def drawn(data: bytes) -> tuple[np.ndarray | None, np.ndarray]:
    """The page by itself, None where it is not one JPEG, and as PDFium shows it."""
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        shown = render(document[0], _DPI)
        return one_jpeg(document[0], shown.shape[1::-1]) if is_plain(data) else None, shown


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_it_looks_as_it_is_shown(rotation: int, mode: str) -> None:
    picture, shown = drawn(jpeg_page(lambda page, _: page.rotate(rotation), _FINE.convert(mode)))
    assert picture is not None
    assert picture.shape == shown.shape
    assert np.abs(picture.astype(int) - shown).mean() < 2


def over(page: pypdf.PageObject, _: pypdf.PdfWriter) -> None:
    sheet = pdf(Sheet((Words("单位盖章", 100, 100),), size=tuple(map(float, page.mediabox[2:]))))
    page.merge_page(pypdf.PdfReader(io.BytesIO(sheet)).pages[0])


def annotated(_: pypdf.PageObject, writer: pypdf.PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="yes", rect=(50, 50, 200, 100)))


def inverted(page: pypdf.PageObject, _: pypdf.PdfWriter) -> None:
    image_of(page)[NameObject("/Decode")] = ArrayObject(map(NumberObject, (1, 0, 1, 0, 1, 0)))


def cropped(page: pypdf.PageObject, _: pypdf.PdfWriter) -> None:
    page.cropbox.upper_right = (300, 400)


def draw(page: pypdf.PageObject, writer: pypdf.PdfWriter, operators: bytes) -> None:
    content = DecodedStreamObject()
    content.set_data(operators)
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())


def transparent(page: pypdf.PageObject, writer: pypdf.PdfWriter) -> None:
    state = DictionaryObject({NameObject("/ca"): FloatObject(0.1)})
    page["/Resources"][NameObject("/ExtGState")] = DictionaryObject({NameObject("/G"): state})
    draw(page, writer, b"/G gs " + page.get_contents().get_data())


def hidden(page: pypdf.PageObject, writer: pypdf.PdfWriter) -> None:
    """By a layer that is off."""
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("seal")})
    )
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/M"): layer})
    draw(page, writer, b"/OC /M BDC " + page.get_contents().get_data() + b" EMC")


def of_a_layer(page: pypdf.PageObject, writer: pypdf.PdfWriter) -> None:
    layer = DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("seal")})
    image_of(page)[NameObject("/OC")] = writer._add_object(layer)


@pytest.mark.parametrize("change", [over, annotated, inverted, cropped, transparent, hidden, of_a_layer])
def test_what_shows_more_or_otherwise_is_left_to_pdfium(change: Change) -> None:
    assert drawn(jpeg_page(change))[0] is None


@pytest.mark.parametrize(("side", "mode"), [(620, "RGB"), (1240, "CMYK")])
def test_so_is_what_is_no_finer_or_has_other_inks(side: int, mode: str) -> None:
    picture = _FINE.resize((side, round(side * 2**0.5))).convert(mode)
    assert drawn(jpeg_page(picture=picture, dpi=side / 8.27))[0] is None


def halved(page: pypdf.PageObject, _: pypdf.PdfWriter) -> None:
    image = image_of(page)
    image._data = image._data[: len(image._data) // 2]  # as a transfer that was broken off leaves it


def test_a_broken_jpeg_is_left_to_pdfium() -> None:
    assert drawn(jpeg_page(halved))[0] is None


@pytest.mark.parts
def test_a_photograph_sent_as_such_is_taken_as_before() -> None:
    data = io.BytesIO()
    large = _FINE.resize((3720, 5262))
    large.save(data, "JPEG", quality=90)
    (taken,) = frames(data.getvalue())
    assert taken.shape == (1754, 1240, 3)
    assert np.abs(taken.astype(int) - np.asarray(_FINE)).mean() < 3


@pytest.mark.parametrize("size", [(1240, 877), (2480, 1)], ids=["half as fine upwards", "a line"])
def test_nor_is_what_is_no_finer_in_one_direction(size: tuple[int, int]) -> None:
    """It is drawn over a whole page of A4, upright."""

    def stretched(page: pypdf.PageObject, writer: pypdf.PdfWriter) -> None:
        page.mediabox.upper_right = (595.2, 841.8)
        draw(page, writer, b"q 595.2 0 0 841.8 0 0 cm /image Do Q")

    picture, shown = drawn(jpeg_page(stretched, _FINE.resize(size)))
    assert picture is None
    assert shown.shape == (842, 596, 3)
