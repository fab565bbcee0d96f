"""Where a field's words and a seal's place stand on a page."""

import pytest

from parsers.facts import Box, Line, Page, TextSource
from review_export.web.places import Place, of_the_seal, of_value

ROWS = (
    "单位盖章：",
    "主办单位名",
    "称",
    "中国云杉学会",
    "办公电话 010-",
    "55550110",
    "139 0000 1210",
    "团结引领",
    "(√)",
)
PROSE = "以林间课堂为平台，请一线科技工作者讲述自己的攻关故事，弘扬科学家精神。\n邀请12位科技工作者分享经历，预计到场260人。"


def box(row: int) -> Box:
    return 0.1, row / 100, 0.5, row / 100 + 0.01


def page(*texts: str, number: int = 1) -> Page:
    return Page(number, 595, 842, tuple(Line(text, box(row)) for row, text in enumerate(texts)), TextSource.OCR)


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ("中国云杉学会", [3]),
        ("13900001210", [6]),
        ("010-55550110", [5]),
        (("团结引领", "没有的模块"), [7]),
        ("没有这句话", []),
        ("", []),
        (None, []),
        ("——", []),
    ],
)
def test_a_value_is_found_however_it_is_written(value: str | tuple[str, ...] | None, rows: list[int]) -> None:
    assert of_value([page(*ROWS)], value) == tuple(Place(1, box(row)) for row in rows)


def test_a_long_text_is_one_box_a_page_though_a_character_was_misread() -> None:
    first = page(
        "报送时间",
        "以林间课堂为平合，请一线科技工作者讲述自己的",
        "攻关故事，弘扬科学家精神。",
        "其他内容不在其中的一行",
    )
    second = page("邀请12位科技工作者分享经历，预计到场260人。", number=2)
    assert of_value([first, second], PROSE) == (Place(1, (0.1, 0.01, 0.5, 0.03)), Place(2, box(0)))


def test_a_seal_is_sought_where_the_form_asks_for_it() -> None:
    (place,) = of_the_seal([page("中国云杉学会"), page(*ROWS, number=2)], "中国云杉学会")
    left, top, right, bottom = place.box
    assert (place.page, left < 0.1, top, right > 0.5, bottom > 0.01) == (2, True, 0.0, True, True)


def test_else_where_the_organisation_signs() -> None:
    pages = [page("中国云杉学会 总结报告", "正文", "中国云杉学会", "6月18日")]
    assert of_the_seal(pages, "中国云杉学会") == (Place(1, box(2)),)
    assert of_the_seal(pages, "") == ()
