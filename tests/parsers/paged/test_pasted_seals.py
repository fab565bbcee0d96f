"""Seals pasted on drawn pages: looked at without the print that runs through them, if the page shows them at all."""

import io
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Stamp
from parsers.paged.looking import Pixels
from parsers.paged.pasted import Pasted, pasted_on, shown_alone
from parsers.paged.rendering import render, render_part
from parsers.paged.sealed import Sheet, page_stamps
from parsers.seal import Dark
from tests.pages import DPI, ORGANISATION, TEXT, full, overlap, paper, pdf, register, scanned

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


def unasked() -> Pixels:
    raise AssertionError("the whole page was looked at")


def stamps(data: bytes, whole: Callable[[], Pixels] | None = None) -> tuple[Stamp, ...]:
    with opened(data) as sheet:
        return page_stamps(sheet, whole or (lambda: render(sheet.page, DPI)), lambda: Dark.NOTHING)


@pytest.mark.parametrize("print_", [words, red_words])
def test_a_pasted_seal_is_read_without_the_print_through_it(print_: Draw):
    (stamp,) = stamps(drawn(seal, print_), unasked)
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
    assert stamps(drawn(lambda canvas: piece(canvas, 0, 0.45))) == ()


def test_what_text_and_straight_lines_alone_draw_is_not_looked_at():
    assert stamps(drawn(red_words, frame, black_circle), unasked) == ()


@pytest.mark.parametrize(
    ("steps", "places", "elsewhere"),
    [
        ((words, frame), 0, False),
        ((circle,), 0, True),
        ((pieces,), 0, True),
        ((seal, words), 1, False),
        ((seal, circle), 1, True),
    ],
    ids=["text", "a round line", "pieces of one", "a seal", "both"],
)
def test_where_a_seal_may_be(steps: tuple[Draw, ...], places: int, elsewhere: bool):
    with opened(drawn(*steps)) as sheet:
        found = pasted_on(sheet.page)
    assert (len(found.places), found.elsewhere) == (places, elsewhere)


def test_in_a_scan_a_seal_may_be_anywhere():
    with opened(pdf(full(Image.new("RGB", (100, 140))))) as sheet:
        assert pasted_on(sheet.page) == Pasted((), True)


def test_two_things_that_touch_are_one_place():
    with opened(drawn(seal, lambda canvas: canvas.translate(60, 10), seal)) as sheet:
        (place,) = pasted_on(sheet.page).places
    left, top, right, bottom = place.box
    assert len(place.things) == 2
    assert (right - left) * A4[0] > 180
    assert (bottom - top) * A4[1] > 130


def test_a_page_without_things_has_no_place():
    with opened(drawn()) as sheet:
        assert pasted_on(sheet.page) == Pasted((), False)


def test_afterwards_the_page_shows_everything_again():
    with opened(drawn(seal, words)) as sheet:
        before = render(sheet.page, 50)
        with shown_alone(sheet.page, pasted_on(sheet.page).places[0].objects):
            alone = render(sheet.page, 50)
        after = render(sheet.page, 50)
    assert (before == after).all()
    assert (alone[:, :100] == 255).all()
    assert (before[:, :100] < 255).any()


def test_a_part_of_a_page_is_what_the_whole_page_shows_there():
    with opened(drawn(seal, words)) as sheet:
        whole = render(sheet.page, DPI)
        part = render_part(sheet.page, (0.3, 0.4, 0.71, 0.66), DPI)
    high, wide = whole.shape[:2]
    assert part.page == (wide, high)
    left, top, right, bottom = (round(side * part.page[at % 2]) for at, side in enumerate(part.box))
    assert (left, top) == (int(0.3 * wide), int(0.4 * high))
    assert np.abs(part.picture.astype(float) - whole[top:bottom, left:right]).mean() < 1


def test_on_a_scan_the_whole_page_is_looked_at():
    page = paper()
    ink = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 4)
    page.paste(ink, (700, 1200), ink)
    (stamp,) = stamps(pdf(full(scanned(page))))
    assert stamp.is_clear
