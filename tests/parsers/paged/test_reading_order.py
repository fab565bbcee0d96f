"""In which order lines that were found on a page are read."""

import pytest

from parsers.facts import Box, Line
from parsers.paged.order import Placed, by_cells

NUMBERED = "1、活动分为筹备（5月30日前）、实施（5月30日—6月5日）、总结（6月11日前）三个阶"


def read(*lines: tuple[str, Box]) -> list[str]:
    return [line.text for line in by_cells([Placed(Line(text, box), box) for text, box in lines])]


@pytest.mark.parametrize(("rest", "right"), [("段", 0.13), ("段。", 0.132), ("阶段", 0.134)])
def test_the_rest_of_an_indented_line_stands_under_its_indent(rest: str, right: float) -> None:
    """Two characters of a paragraph's second line share no width with its first one."""
    lines = (
        (NUMBERED, (0.134, 0.47, 0.9, 0.49)),
        (rest, (0.096, 0.495, right, 0.515)),
        ("2、国际合作方面，邀请来自3个国家的2名海外专家以视频方式参会。", (0.134, 0.52, 0.9, 0.54)),
    )
    assert read(*lines) == [text for text, _ in lines]


def test_a_cell_beside_a_long_one_is_read_after_it() -> None:
    """The same place, but a column's: a label farther to the left than an indent is."""
    lines = (
        ("活动内容", (0.1, 0.45, 0.18, 0.47)),
        (NUMBERED, (0.24, 0.47, 0.9, 0.49)),
        ("地点", (0.1, 0.51, 0.14, 0.53)),
        ("段。在科技馆一楼报告厅举行", (0.24, 0.495, 0.5, 0.515)),
    )
    assert read(*lines) == [lines[0][0], lines[1][0], lines[3][0], lines[2][0]]


def test_a_cell_below_another_row_of_its_own_column_closes_no_columns() -> None:
    """A number that goes on in its cell, where 姓名 stands below a name and, farther up, below a module."""
    lines = (
        ("团结引领", (0.328, 0.362, 0.417, 0.383)),
        ("表彰发布", (0.712, 0.363, 0.803, 0.386)),
        ("临溪市茶叶学会", (0.329, 0.4, 0.473, 0.42)),
        ("0571-82696", (0.667, 0.43, 0.791, 0.45)),
        ("姓名", (0.326, 0.431, 0.388, 0.451)),
        ("304", (0.663, 0.452, 0.716, 0.472)),
    )
    text = "".join(read(*lines))
    assert "0571-82696304" in text
    assert text.index("临溪市茶叶学会") < text.index("姓名")
