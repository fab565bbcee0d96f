"""Seals pasted on drawn pages: looked at without the print that runs through them, if the page shows them at all."""

import io
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pypdf.generic import ArrayObject, FloatObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Stamp
from parsers.paged.alone import without
from parsers.paged.pasted import all_but, hidden, pasted_on
from parsers.paged.rendering import render, render_part
from parsers.paged.sealed import Sheet, page_stamps
from parsers.seal import Dark
from tests.pages import DPI, ORGANISATION, TEXT, full, overlap, paper, pdf, register, scanned, with_stamp_annotation

RED = (0.8, 0.1, 0.12)
ANOTHER = "青岭大学林学院"
AT = (300.0, 300.0)  # points: the seal's lower left corner
Draw = Callable[[Canvas], None]


def drawn(*steps: Draw, rotation: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4, invariant=1)
    canvas.setPageRotation(rotation)
    for step in steps:
        step(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def seal(canvas: Canvas, name: str = ORGANISATION) -> None:
    ink = pressed(draw(Seal(name), DPI), random.Random(1), 4)
    canvas.drawImage(ImageReader(ink), *AT, ink.width / DPI * 72, ink.height / DPI * 72, mask="auto")


def piece(canvas: Canvas, top: float, bottom: float) -> None:
    """A part of the same, from one share of its height to another."""
    ink = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 4)
    upper, lower = round(top * ink.height), round(bottom * ink.height)
    size = ink.width / DPI * 72, (lower - upper) / DPI * 72
    at = AT[1] + (ink.height - lower) / DPI * 72
    canvas.drawImage(ImageReader(ink.crop((0, upper, ink.width, lower))), AT[0], at, *size, mask="auto")


def words(canvas: Canvas, colour: tuple[float, float, float] = (0, 0, 0)) -> None:
    register("hei")
    canvas.setFillColorRGB(*colour)
    canvas.setFont("hei", 14)
    for row in range(12):
        canvas.drawString(80, 480 - 18 * row, TEXT[row % len(TEXT)] * 2)


def red_words(canvas: Canvas) -> None:
    words(canvas, RED)


def cover(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(AT[0] - 5, AT[1] - 5, 140, 140, stroke=0, fill=1)


def frame(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(*RED)
    canvas.rect(60, 60, 400, 500)


def circle(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(*RED)
    canvas.circle(200, 200, 60)


def pieces(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(*RED)
    ends = [(200 + 60 * math.cos(turn / 36 * math.pi), 200 + 60 * math.sin(turn / 36 * math.pi)) for turn in range(73)]
    for start, end in pairwise(ends):
        canvas.line(*start, *end)


def black_circle(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(0, 0, 0)
    canvas.circle(200, 200, 60)


@contextmanager
def opened(data: bytes) -> Iterator[Sheet]:
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    try:
        yield Sheet(document, document[0], 1)
    finally:
        document.close()


def stamps(data: bytes) -> tuple[Stamp, ...]:
    with opened(data) as sheet:
        return page_stamps(sheet, render(sheet.page, DPI), Dark.NOTHING)


@pytest.mark.parametrize("print_", [words, red_words])
def test_a_pasted_seal_is_read_without_the_print_through_it(print_: Draw):
    (stamp,) = stamps(drawn(seal, print_))
    assert stamp.is_clear
    assert stamp.text == ORGANISATION


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_pasted_seal_lies_where_the_page_shows_it(rotation: int):
    data = drawn(seal, words, rotation=rotation)
    (stamp,) = stamps(data)
    with opened(data) as sheet:
        picture = render(sheet.page, 72)
    red = (picture[..., 0].astype(int) - picture[..., 1:].max(axis=2)) > 40
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    high, wide = red.shape
    shown = (columns[0] / wide, rows[0] / high, (columns[-1] + 1) / wide, (rows[-1] + 1) / high)
    assert overlap(stamp.box, shown) > 0.9


def test_a_seal_that_the_page_hides_is_none():
    assert stamps(drawn(seal, cover, words)) == ()


@pytest.mark.parts
def test_seals_that_overlap_are_each_read_alone():
    both = drawn(seal, lambda canvas: canvas.translate(30, 0), lambda canvas: seal(canvas, ANOTHER), words)
    assert {(stamp.text, stamp.is_clear) for stamp in stamps(both)} == {(ORGANISATION, True), (ANOTHER, True)}


def test_a_seal_painted_twice_is_one():
    (stamp,) = stamps(drawn(seal, seal))
    assert stamp.is_clear


def test_a_seal_in_two_pieces_is_one():
    (stamp,) = stamps(drawn(lambda canvas: piece(canvas, 0, 0.5), lambda canvas: piece(canvas, 0.5, 1)))
    assert stamp.is_clear


def test_a_piece_of_a_seal_within_a_page_is_not_cut_by_its_edge():
    assert not any(stamp.is_clear for stamp in stamps(drawn(lambda canvas: piece(canvas, 0, 0.45))))


@pytest.mark.parametrize(("steps", "places"), [((words, frame), 0), ((circle,), 0), ((seal, words), 1)])
def test_where_something_is_pasted(steps: tuple[Draw, ...], places: int):
    with opened(drawn(*steps)) as sheet:
        assert len(pasted_on(sheet.page)) == places


def test_a_scan_has_no_place():
    with opened(pdf(full(Image.new("RGB", (100, 140))))) as sheet:
        assert pasted_on(sheet.page) == ()


def test_two_things_that_touch_are_one_place():
    with opened(drawn(seal, lambda canvas: canvas.translate(60, 10), seal)) as sheet:
        (place,) = pasted_on(sheet.page)
    left, top, right, bottom = place.box
    assert len(place.things) == 2
    assert (right - left) * A4[0] > 180
    assert (bottom - top) * A4[1] > 130


def test_afterwards_the_page_shows_everything_again():
    with opened(drawn(seal, words)) as sheet:
        before = render(sheet.page, 50)
        with hidden(sheet.page, all_but(sheet.page, pasted_on(sheet.page)[0].objects)):
            alone = render(sheet.page, 50)
        after = render(sheet.page, 50)
    assert (before == after).all()
    assert (alone[:, :100] == 255).all()
    assert (before[:, :100] < 255).any()


def test_what_is_hidden_is_gone_from_the_pages_picture_and_nothing_else():
    with opened(drawn(seal, words)) as sheet:
        places = pasted_on(sheet.page)
        picture = render(sheet.page, DPI)
        before = picture.copy()
        left = without(sheet.page, places, picture)
        with hidden(sheet.page, places[0].objects):
            whole = render(sheet.page, DPI)
            coarse = render(sheet.page, 100)
        from_coarse = without(sheet.page, places, coarse)
    assert (before != whole).any()
    assert np.abs(left.astype(int) - whole).mean() < 0.1  # glyphs lie a fraction of a pixel otherwise
    assert (left[..., 0] == left[..., 1]).all()
    assert (picture == before).all()
    assert (from_coarse == whole).all()


def test_a_part_of_a_page_is_what_the_whole_page_shows_there():
    with opened(drawn(seal, words)) as sheet:
        whole = render(sheet.page, DPI)
        part = render_part(sheet.page, (0.3, 0.4, 0.71, 0.66), DPI)
    high, wide = whole.shape[:2]
    assert part.page == (wide, high)
    left, top, right, bottom = (round(side * part.page[at % 2]) for at, side in enumerate(part.box))
    assert (left, top) == (int(0.3 * wide), int(0.4 * high))
    assert np.abs(part.picture.astype(float) - whole[top:bottom, left:right]).mean() < 1


@pytest.mark.parts
def test_on_a_scan_the_whole_page_is_looked_at():
    page = paper()
    ink = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 4)
    page.paste(ink, (700, 1200), ink)
    (stamp,) = stamps(pdf(full(scanned(page))))
    assert stamp.is_clear


def rim(canvas: Canvas, pieces: int) -> None:
    """A seal of many objects: its rim in straight or quarter pieces, its name as text, its star as a path."""
    x, y, radius = 360, 360, 58
    canvas.setStrokeColorRGB(*RED)
    canvas.setFillColorRGB(*RED)
    canvas.setLineWidth(3.2)
    canvas.setLineCap(1)
    ends = [
        (x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in np.linspace(0, 2 * math.pi, pieces + 1)
    ]
    for at, (start, end) in enumerate(pairwise(ends)):
        if pieces > 4:
            canvas.line(*start, *end)
        else:
            canvas.arc(x - radius, y - radius, x + radius, y + radius, at * 360 / pieces, 360 / pieces)
    inside(canvas)


def inside(canvas: Canvas) -> None:
    """What stands within a rim."""
    register("hei")
    canvas.setFillColorRGB(*RED)
    canvas.setFont("hei", 15)
    for at, character in enumerate(ORGANISATION):
        turn = math.radians(210 - 240 * at / (len(ORGANISATION) - 1))
        canvas.saveState()
        canvas.translate(360 + 43 * math.cos(turn), 360 + 43 * math.sin(turn))
        canvas.rotate(math.degrees(turn) - 90)
        canvas.drawCentredString(0, -6, character)
        canvas.restoreState()
    star = canvas.beginPath()
    for at in range(10):
        far, turn = (20, 8)[at % 2], math.pi / 2 + at * math.pi / 5
        (star.lineTo if at else star.moveTo)(360 + far * math.cos(turn), 360 + far * math.sin(turn))
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)


def pasted_rim(canvas: Canvas) -> None:
    """A rim alone as a picture, around what is drawn."""
    picture = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(picture).ellipse((10, 10, 390, 390), outline=(205, 25, 30, 255), width=11)
    canvas.drawImage(ImageReader(picture), 299, 299, 122, 122, mask="auto")
    inside(canvas)


def pasted_chop(canvas: Canvas) -> None:
    """A name chop that touches the seal's box."""
    picture = Image.new("RGBA", (118, 118))
    ImageDraw.Draw(picture).rectangle((3, 3, 114, 114), outline=(205, 25, 30, 255), width=7)
    canvas.drawImage(ImageReader(picture), 410, 290, 57, 57, mask="auto")


def beside(canvas: Canvas) -> None:
    """The same seal beyond the page's right edge, where nobody sees it."""
    canvas.translate(400, 0)
    seal(canvas, ANOTHER)


def boxed(data: bytes, inherited: bool = False, **boxes: tuple[float, ...]) -> bytes:
    """The page with other boxes, or with its own on the node above it alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    page = writer.pages[0]
    for name, sides in boxes.items():
        page[NameObject(f"/{name}")] = ArrayObject([FloatObject(each) for each in sides])
    if inherited:
        page["/Parent"][NameObject("/MediaBox")] = page.pop("/MediaBox")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def high(canvas: Canvas) -> None:
    canvas.translate(0, 380)
    seal(canvas)


@pytest.mark.parametrize(
    "data",
    [
        lambda: boxed(drawn(high), inherited=True),
        lambda: boxed(drawn(seal, words), CropBox=(-150, -150, 900, 1100)),
        lambda: boxed(drawn(seal, words), MediaBox=(595, 842, 0, 0)),
        lambda: drawn(seal, words, beside),
        lambda: with_stamp_annotation(drawn(seal), Image.new("RGBA", (100, 100), (200, 20, 30, 255)), (700, 300, 820, 420)),
        lambda: with_stamp_annotation(drawn(words), pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 4), (420, 420, 300, 300)),
        lambda: drawn(words, lambda canvas: rim(canvas, 4)),
        lambda: drawn(words, lambda canvas: rim(canvas, 36)),
        lambda: drawn(words, pasted_rim),
        lambda: drawn(lambda canvas: rim(canvas, 4), pasted_chop),
    ],
    ids=[
        "inherited box", "crop larger than the sheet", "corners named in another order", "a seal beside the page",
        "an annotation beside the page", "an annotation's corners in another order", "quarters", "straight pieces",
        "a pasted rim around text", "a chop that touches it",
    ],
)  # fmt: skip
def test_what_the_page_shows_is_found_however_it_is_made(data: Callable[[], bytes]):
    clear = [stamp for stamp in stamps(data()) if stamp.is_clear]
    assert [stamp.text for stamp in clear] == [ORGANISATION]


def test_a_seal_that_is_covered_by_half_is_not_clear():
    def half(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(AT[0] - 5, AT[1] - 5, 140, 62, stroke=0, fill=1)

    assert not any(stamp.is_clear for stamp in stamps(drawn(seal, half)))
