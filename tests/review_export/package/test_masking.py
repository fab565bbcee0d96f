"""What of a page reviewers don't see: numbers, addresses and names, also where a line ends in the middle of one."""

import pytest

from parsers.facts import Line, Page, TextSource
from review_export.package.masking import masks

CONTACTS = ("江晓舟", "010-55550101、0999-5550104", "13900001201", "jiang@spruce.example.org")


@pytest.mark.parametrize(
    "line",
    [
        "江 晓舟",
        "手机 139 0000 1201",
        "电子邮箱 jiang@spruce.example.org",
        "办公电话 010-",
        "办公电话（010）",
        "0999—",
        "55550101",
        "0101",
        "1390000",
        "01201（微信同号）",
        "spruce.example.org",
        "jiang@",
    ],
)
def test_a_line_that_tells_how_to_reach_somebody_is_covered(line: str) -> None:
    assert len(masks(page(line), CONTACTS)) == 1


@pytest.mark.parametrize(
    "line", ["预计线下260人", "2020年4月16日", "三、预期成效", "010", "江", "第139页", "邀请12位专家", "0"]
)
def test_other_lines_stay(line: str) -> None:
    assert masks(page(line), ("江晓舟", "021-55550101", "18600001201", "jiang@spruce.example.org")) == ()


def page(line: str) -> Page:
    return Page(1, 595, 842, (Line(line, (0.1, 0.2, 0.3, 0.4)),), TextSource.OCR)
