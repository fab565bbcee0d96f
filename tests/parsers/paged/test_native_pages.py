"""A PDF's own text: words, order, and boxes as fractions of the page as displayed, origin top left."""

import pytest

from parsers.facts import PagedDocument, TextSource
from parsers.paged import read_pdf
from tests.pages import TEXT, Sheet, Words, letter, pdf


def read(data: bytes, pages: int = 60) -> PagedDocument:
    return read_pdf(data, pages)[0]


def test_the_lines_come_in_order_and_as_written():
    page = read(pdf(letter())).pages[0]
    assert page.source is TextSource.NATIVE
    assert tuple(line.text for line in page.lines) == TEXT


def test_a_line_knows_where_it_stands():
    (line,) = read(pdf(Sheet((Words("左上角的一行字", 60, 800),)))).pages[0].lines
    left, top, right, bottom = line.box
    assert left == pytest.approx(60 / 595.3, abs=0.01)
    assert right == pytest.approx((60 + 7 * 14) / 595.3, abs=0.01)
    assert top < 1 - 800 / 841.9 < bottom + 0.005


# where the middle of a word in the unrotated page's top left corner is displayed, after ISO 32000-1 §7.7.3.3
@pytest.mark.parametrize(
    ("rotation", "right", "low"), [(0, False, False), (90, True, False), (180, True, True), (270, False, True)]
)
def test_boxes_turn_with_the_page(rotation: int, right: bool, low: bool):
    page = read(pdf(Sheet((Words("角落", 30, 800),), rotation))).pages[0]
    x = (page.lines[0].box[0] + page.lines[0].box[2]) / 2
    y = (page.lines[0].box[1] + page.lines[0].box[3]) / 2
    assert (x > 0.8, y > 0.8) == (right, low)
    assert (x < 0.2, y < 0.2) == (not right, not low)
    assert (page.width > page.height) == (rotation in (90, 270))


def test_boxes_are_fractions_of_what_the_crop_box_shows():
    page = read(pdf(Sheet((Words("裁切后的左上角", 110, 480),), crop=(100, 100, 400, 500)))).pages[0]
    assert (page.width, page.height) == (300, 400)
    assert page.lines[0].box[0] == pytest.approx(10 / 300, abs=0.01)
    assert page.lines[0].box[3] == pytest.approx(20 / 400, abs=0.02)


def test_a_tick_in_another_font_keeps_its_place():
    things = (
        Words("团结引领（", 80, 700, style="song"),
        Words("√", 80 + 5 * 14, 700, style="hei"),
        Words("）", 80 + 6 * 14, 700, style="song"),
        Words("建家办事（ ）", 300, 700, style="song"),
    )
    lines = read(pdf(Sheet(things))).pages[0].lines
    assert [line.text.replace(" ", "") for line in lines] == ["团结引领（√）", "建家办事（）"]


@pytest.mark.parametrize(("at", "row"), [(5, "团结引领（√）建家办事（）"), (12, "团结引领（）建家办事（√）")])
def test_a_tick_that_is_painted_last_stands_in_the_gap_left_for_it(at: int, row: str):
    """How LibreOffice writes a line of two fonts."""
    things = (Words("团结引领（　）建家办事（　）", 80, 700), Words("√", 80 + 14 * at, 700, style="hei"))
    (line,) = read(pdf(Sheet(things))).pages[0].lines
    assert line.text.replace("　", "") == row


def test_what_is_written_over_a_line_stands_in_no_gap():
    things = (Words("团结引领建家办事", 80, 700), Words("√", 80 + 5 * 14, 700, style="hei"))
    assert [line.text for line in read(pdf(Sheet(things))).pages[0].lines] == ["团结引领建家办事", "√"]


def test_cells_on_one_height_are_lines_of_their_own():
    page = read(pdf(Sheet((Words("姓名", 80, 700), Words("张三", 250, 700), Words("办公电话", 400, 700))))).pages[0]
    assert [line.text for line in page.lines] == ["姓名", "张三", "办公电话"]


def test_only_so_many_pages_are_looked_at_but_all_are_counted():
    document = read(pdf(*(letter((f"这是材料的第{number}页。",)) for number in range(1, 6))), 2)
    assert (len(document.pages), document.page_count) == (2, 5)
    assert document.text == "这是材料的第1页。\n这是材料的第2页。"


def test_characters_count_as_word_does():
    assert read(pdf(letter(("云杉林 2020 年",)))).characters == 5


def test_an_empty_page_among_others_is_no_trouble():
    document = read(pdf(letter(), Sheet(), letter()))
    assert [page.source for page in document.pages] == [TextSource.NATIVE, TextSource.NONE, TextSource.NATIVE]
