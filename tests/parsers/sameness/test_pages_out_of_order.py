"""A paper of two pages, bound or scanned the other way round, or both on one picture: what it says is the same."""

from dataclasses import replace

import pytest
from PIL import Image

from parsers.facts import Page, PagedDocument, Pair, TextSource
from parsers.paged import read_pdf
from parsers.sameness import compare
from tests.pages import SIZE, Picture, Sheet, full, paper, pdf, scanned
from tests.parsers.sameness.test_comparing_versions import differences, paged, word

# the third paragraph goes over from the first page to the second
PARAGRAPHS = (
    "特色亮点活动筹备方案说明",
    "以云杉林为课堂，请科技工作者讲自己的故事，由林学院承办。",
    "宣讲结束后组织义务植树，向林区学校赠送科普图书一千册，并在青岭设立长期的图书角。",
    "活动期间安排专人负责交通、食宿与安全，费用由学会承担。",
    "闭幕后十日内提交总结，照片与录像交档案室保存。",
)
PAGES = (
    (*PARAGRAPHS[:2], "宣讲结束后组织义务植树，向林区学校赠"),
    ("送科普图书一千册，并在青岭设立长期的图书角。", *PARAGRAPHS[3:]),
)


def bound(*pages: tuple[str, ...], source: TextSource = TextSource.NATIVE) -> PagedDocument:
    numbered: list[Page] = [
        replace(paged(*lines, source=source).pages[0], number=number) for number, lines in enumerate(pages, 1)
    ]
    return PagedDocument(tuple(numbered), len(numbered), 0)


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
def test_the_other_way_round_it_is_the_same(source: TextSource):
    assert differences(word(*PARAGRAPHS), bound(*PAGES, source=source)) == ()
    assert differences(word(*PARAGRAPHS), bound(*PAGES[::-1], source=source)) == ()


def test_what_is_different_is_found_on_the_page_where_it_stands():
    changed = tuple(text.replace("一千册", "两千册") for text in PARAGRAPHS)
    (difference,) = differences(word(*changed), bound(*PAGES[::-1]))
    assert (difference.word, difference.pdf, difference.page) == ("两", "一", 1)


def test_a_page_without_the_words_stays_behind_the_one_before():
    picture = ("封底",)
    assert differences(word(*PARAGRAPHS), bound(PAGES[1], picture, PAGES[0])) == ()


def test_two_copies_in_one_pdf_are_compared_as_they_are_bound():
    assert differences(word(*PARAGRAPHS), bound(*PAGES, *PAGES)) == ()


def test_a_missing_second_page_is_said_so():
    *_, difference = differences(word(*PARAGRAPHS), bound(PAGES[0]))
    assert (difference.word, difference.lacking > 40) == (PARAGRAPHS[2], True)


@pytest.mark.parts  # the recogniser's models at work
@pytest.mark.parametrize("ending", [3, 1], ids=["two full pages", "a last line alone"])
def test_both_on_one_picture_are_read_and_compared_one_after_the_other(ending: int):
    """A3 at 150 dpi, the second page to the right."""
    pages = (PAGES[0] + PAGES[1][: 3 - ending], PAGES[1][3 - ending :])
    spread = Image.new("RGB", (2 * SIZE[0], SIZE[1]), "white")
    for at, lines in enumerate(pages):
        spread.paste(paper(lines), (at * SIZE[0], 0))
    data = pdf(Sheet((Picture(scanned(spread), 0, 0, 1191, 842),), 0, (1191, 842)))
    read = read_pdf(data)[0]
    assert compare(Pair(word(*PARAGRAPHS), read, None, data)).differences == ()
    changed = tuple(text.replace("十日内", "两月内") for text in PARAGRAPHS)
    assert compare(Pair(word(*changed), read, None, data)).differences != ()


@pytest.mark.parts
def test_a_scan_with_its_pages_the_other_way_round_is_not_accused():
    data = pdf(*(full(scanned(paper(lines))) for lines in PAGES[::-1]))
    assert compare(Pair(word(*PARAGRAPHS), read_pdf(data)[0], None, data)).differences == ()
