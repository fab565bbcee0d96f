"""Seals half on each of two pages (骑缝章): judged as one where the halves make one, and not where they don't."""

import math
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from rapidfuzz import fuzz

from config.demo.generator.scans import press
from config.demo.generator.seals import Seal, draw, pressed
from intake.rules.sealing import whose
from parsers.facts import Page, TextSource
from parsers.paged import read_pdf
from parsers.paged.across import looked, with_seals_across
from parsers.paged.looking import sealed_page
from parsers.seal import Dark
from tests.pages import DPI, ORGANISATION, full, paper, pdf, scanned

pytestmark = pytest.mark.parts  # the recogniser's models at work

ANOTHER = "青岭大学林学院"
A4 = (595.28, 841.89)  # points


def sealed(x: float, name: str = ORGANISATION, y: float = 0.6) -> Image.Image:
    """A page with a seal whose middle lies at x, a fraction of its width."""
    ink = pressed(draw(Seal(name), DPI), random.Random(1), 4)
    return scanned(press(paper(), ink, x, y))


def pages(*sheets: Image.Image) -> tuple[Page, ...]:
    """The sheets as pages of one document, looked at for seals alone."""
    seen = []
    for number, sheet in enumerate(sheets, 1):
        picture = np.asarray(sheet)
        stamps = sealed_page(picture, number, Dark.NOTHING, A4)
        seen.append(looked(Page(number, *A4, (), TextSource.NONE, stamps), picture, A4))
    return with_seals_across(seen)


def test_a_document_with_halves_of_one_seal_is_sealed():
    document, _ = read_pdf(pdf(full(sealed(1.0)), full(sealed(0.0))))
    assert [stamp.is_clear for stamp in document.stamps] == [True, True]
    assert all(whose(stamp, (ORGANISATION,), (ANOTHER,)) for stamp in document.stamps)


@pytest.mark.parametrize("higher", [0.0, 0.01], ids=["level", "one lies higher"])
def test_halves_of_one_seal_are_one_on_both_pages(higher: float):
    first, second = pages(sealed(1.0), sealed(0.0, y=0.6 - higher))
    (left,), (right,) = first.stamps, second.stamps
    assert left.is_clear
    assert fuzz.ratio(left.text, ORGANISATION) >= 80
    assert whose(left, (ORGANISATION,), (ANOTHER,))
    assert right == replace(left, page=2, box=right.box)
    assert left.box[0] > 0.85
    assert left.box[2] == pytest.approx(1, abs=0.01)
    assert right.box[0] == pytest.approx(0, abs=0.01)
    assert right.box[2] < 0.15
    assert (left.box[1] + left.box[3]) / 2 == pytest.approx(0.6, abs=0.01)
    assert (right.box[1] + right.box[3]) / 2 == pytest.approx(0.6 - higher, abs=0.01)


@pytest.mark.parametrize("further", [0.0, 0.01], ids=["level", "one lies further right"])
def test_halves_at_bottom_and_top_are_one_seal(further: float):
    first, second = pages(sealed(0.3, y=1.0), sealed(0.3 - further, y=0.0))
    (upper,), (lower,) = first.stamps, second.stamps
    assert upper.is_clear
    assert whose(upper, (ORGANISATION,), (ANOTHER,))
    assert lower == replace(upper, page=2, box=lower.box)
    assert upper.box[1] > 0.9
    assert upper.box[3] == pytest.approx(1, abs=0.01)
    assert lower.box[1] == pytest.approx(0, abs=0.01)
    assert lower.box[3] < 0.1
    assert (upper.box[0] + upper.box[2]) / 2 == pytest.approx(0.3, abs=0.01)
    assert (lower.box[0] + lower.box[2]) / 2 == pytest.approx(0.3 - further, abs=0.01)


def test_halves_at_top_and_bottom_in_the_wrong_order_are_cut_off():
    for page in pages(sealed(0.3, y=0.0), sealed(0.3, y=1.0)):
        assert [stamp.cut for stamp in page.stamps] == [True]


def test_halves_of_two_seals_are_nobodys():
    first, second = pages(sealed(1.0), sealed(0.0, ANOTHER))
    for name in (ORGANISATION, ANOTHER):
        assert not any(stamp.is_clear and whose(stamp, (name,)) for page in (first, second) for stamp in page.stamps)


def test_one_half_alone_is_cut_off():
    first, second = pages(sealed(1.0), scanned(paper()))
    assert [stamp.cut for stamp in first.stamps] == [True]
    assert second.stamps == ()


def test_halves_in_the_wrong_order_are_cut_off():
    for page in pages(sealed(0.0), sealed(1.0)):
        assert [stamp.cut for stamp in page.stamps] == [True]


def fanned(count: int, down: bool) -> list[Image.Image]:
    """Pages that lay fanned under one seal: each bears a piece of it at its right or lower edge, as wide as it stuck out."""
    ink = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 4)
    wide, high = ink.width // count, ink.height // count
    sheets = []
    for index in range(count):
        page = paper()
        if down:
            piece = ink.crop((0, index * high, ink.width, (index + 1) * high))
            pressed_on = press(page, piece, 0.4, 1 - high / page.height / 2)
        else:
            piece = ink.crop((index * wide, 0, (index + 1) * wide, ink.height))
            pressed_on = press(page, piece, 1 - wide / page.width / 2, 0.6)
        sheets.append(scanned(pressed_on))
    return sheets


@pytest.mark.parametrize("down", [False, True], ids=["at the right", "at the bottom"])
def test_pieces_of_a_seal_on_fanned_pages_go_to_a_person(down: bool):
    stamps = [stamp for page in pages(*fanned(5, down)) for stamp in page.stamps]
    assert stamps
    assert not any(stamp.is_clear for stamp in stamps)
    side = 3 if down else 2
    assert all(stamp.cut and stamp.shape.counts and stamp.box[side] == pytest.approx(1, abs=0.01) for stamp in stamps)


RED = (205, 24, 30)


def band(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.rectangle((0, 300, width, 380), fill=RED)


def tab(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.rectangle((width - 66, 700, width, 924), fill=RED)


def wave(pen: ImageDraw.ImageDraw, width: int) -> None:
    under = [(x, 200 + 60 * math.sin(x / 60)) for x in range(0, width + 10, 10)]
    pen.polygon([(0, 120), (width, 120), *reversed(under)], fill=RED)


def column(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.rectangle((300, 0, 380, 2000), fill=RED)


def flag(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.rectangle((500, 0, 724, 60), fill=RED)


@pytest.mark.parametrize("decorate", [band, tab, wave, column, flag])
def test_what_decorates_each_page_s_edge_is_no_seal(decorate: Callable[[ImageDraw.ImageDraw, int], None]):
    sheets = []
    for _ in range(2):
        page = paper()
        decorate(ImageDraw.Draw(page), page.width)
        sheets.append(scanned(page))
    assert [page.stamps for page in pages(*sheets)] == [(), ()]


def test_red_rules_to_the_edge_are_no_pieces():
    sheets = []
    for _ in range(2):
        page = paper()
        pen = ImageDraw.Draw(page)
        pen.line((100, 500, 1240, 500), fill=(205, 24, 30), width=6)
        pen.line((1236, 700, 1236, 1700), fill=(205, 24, 30), width=6)
        sheets.append(scanned(page))
    assert [page.stamps for page in pages(*sheets)] == [(), ()]
