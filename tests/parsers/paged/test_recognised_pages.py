"""Pages that are pictures: their text is recognised, and says so."""

import math

import numpy as np
import pytest
from PIL import Image

from parsers.comparable import comparable
from parsers.facts import TextSource
from parsers.paged import read_pdf, seeing
from parsers.paged.ocr import Written
from parsers.paged.order import Placed
from parsers.paged.seeing import see
from tests.pages import SIZE, TEXT, Picture, Sheet, Words, full, letter, paper, pdf, scanned

pytestmark = pytest.mark.parts  # the recogniser's models at work

TITLE = "关于报送特色亮点活动筹备方案的函"


def test_a_scan_is_read():
    document = read_pdf(pdf(full(scanned(paper(), skew=0.4))))[0]
    assert document.source is TextSource.OCR
    assert comparable(document.text) == comparable("".join(TEXT))
    assert document.characters > 80


def test_a_scan_knows_where_its_lines_stand():
    line = read_pdf(pdf(full(scanned(paper()))))[0].pages[0].lines[0]
    assert line.text == TITLE
    assert line.box == pytest.approx((120 / 1240, 200 / 1754, (120 + 16 * 34) / 1240, 236 / 1754), abs=0.012)


def test_a_scan_upside_down_is_read_with_boxes_as_displayed():
    page = read_pdf(pdf(full(scanned(paper().rotate(180)))))[0].pages[0]
    assert page.lines[0].text == TITLE
    assert page.lines[0].box[1] > 0.8
    assert page.lines[0].box[2] > 0.85


@pytest.mark.parametrize("quarters", [90, 270])
def test_a_scan_on_its_side_is_read_in_order_with_boxes_as_displayed(quarters: int):
    upright = read_pdf(pdf(full(scanned(paper()))))[0].pages[0]
    sideways = scanned(paper()).rotate(quarters, expand=True)
    page = read_pdf(pdf(Sheet((Picture(sideways, 0, 0, 842, 595),), 0, (842, 595))))[0].pages[0]
    assert [line.text for line in page.lines] == [line.text for line in upright.lines]
    left, top, right, bottom = page.lines[0].box
    assert (bottom - top) > 3 * (right - left)
    assert left < 0.2 if quarters == 90 else left > 0.8  # turned to the left, its head is at the left


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_however_a_page_lies_its_lines_are_read_once(quarters: int, monkeypatch: pytest.MonkeyPatch):
    read: list[int] = []

    class Counted(Written):
        def lines(self) -> tuple[tuple[Placed, ...], float]:
            read.append(1)
            return super().lines()

    monkeypatch.setattr(seeing, "Written", Counted)
    page = see(np.ascontiguousarray(np.rot90(np.asarray(scanned(paper())), quarters)))
    assert (page.lines[0].text, page.quarters, len(read)) == (TITLE, (4 - quarters) % 4, 1)


def test_a_scan_that_the_page_turns_upright_is_read_as_displayed():
    sideways = scanned(paper()).rotate(90, expand=True)
    page = read_pdf(pdf(Sheet((Picture(sideways, 0, 0, 842, 595),), 90, (842, 595))))[0].pages[0]
    assert page.lines[0].text == TITLE
    assert page.lines[0].box[1] < 0.2


def test_pages_of_both_kinds_are_each_read_their_way():
    document = read_pdf(pdf(letter(), full(scanned(paper()))))[0]
    assert [page.source for page in document.pages] == [TextSource.NATIVE, TextSource.OCR]
    assert document.source is TextSource.OCR


def test_a_page_number_over_a_scan_does_not_keep_it_from_being_read():
    sheet = Sheet((*full(scanned(paper())).things, Words("- 1 -", 280, 20)))
    page = read_pdf(pdf(sheet))[0].pages[0]
    assert page.source is TextSource.OCR
    assert TITLE in page.text


def test_pictures_without_a_word_are_no_text_and_no_trouble():
    photograph = paper(()).copy()
    photograph.paste((90, 120, 70), (200, 300, *(edge - 200 for edge in SIZE)))
    document = read_pdf(pdf(full(photograph)))[0]
    assert document.source is TextSource.NONE
    assert document.characters == 0
    assert document.page_count == 1


def test_two_pages_on_one_picture_are_read_one_after_the_other():
    spread = Image.new("RGB", (2 * SIZE[0], SIZE[1]), "white")
    spread.paste(paper(), (0, 0))
    spread.paste(paper(TEXT[::-1]), (SIZE[0], 0))
    page = read_pdf(pdf(Sheet((Picture(scanned(spread), 0, 0, 842, 595),), 0, (842, 595))))[0].pages[0]
    assert comparable(page.text) == comparable("".join((*TEXT, *TEXT[::-1])))


def test_a_recognised_page_knows_how_it_lies():
    straight, turned = (
        read_pdf(pdf(full(scanned(sheet, skew=skew))))[0].pages[0]
        for sheet, skew in ((paper(), 1.0), (paper().rotate(180), 0.0))
    )
    assert straight.slope == pytest.approx(-math.radians(1.0), abs=0.004)
    assert (straight.quarters, turned.quarters) == (0, 2)


def test_the_same_scan_reads_the_same_again():
    data = pdf(full(scanned(paper(), skew=0.6)))
    assert read_pdf(data) == read_pdf(data)
