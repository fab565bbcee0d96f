"""The form read from a PDF's lines: whose document it is, also where recognition slipped."""

import pytest

from parsers.facts import Box, Line, Page, PagedDocument, TextSource
from parsers.form import read_paged
from tests.forms import PLAN, SPEC

HINT = (
    "（应突出重点，言简意赅，包括但不限于“五大模块”，列出1-2项最具特色亮点活动的工作",
    "思路、实施举措，时间、地点、人员、主题、主要安排、预期成效等要素，原则上每项活动500",
    "字以内，一项一表，表格可自行复制）",
)
# text, left edge, row: as a recogniser gives a page's cells
CELLS = (
    ("2020年“全国科技工作者日”", 0.3, 0),
    ("特色亮点活动筹备方案（样表）", 0.3, 1),
    ("单位盖章：", 0.1, 2),
    ("报送时间：2020年4月16日", 0.6, 2),
    ("一、基本信息", 0.1, 3),
    ("主办单位名称", 0.1, 4),
    ("中国云杉工程学会", 0.3, 4),
    ("主题活动名称", 0.1, 5),
    ("云杉林下的科技工作者节", 0.3, 5),
    ("主题活动模块", 0.1, 6),
    ("团结引领（√）", 0.3, 6),
    ("建家办事（）", 0.45, 6),
    ("为民服务（）", 0.6, 6),
    ("开放合作（）", 0.72, 6),
    ("表彰发布（）", 0.84, 6),
    ("承办单位名称", 0.1, 7),
    ("青岭大学林学院", 0.3, 7),
    ("姓名", 0.2, 8),
    ("张三", 0.35, 8),
    ("办公电话", 0.6, 8),
    ("010-62168299", 0.75, 8),
    ("联系人", 0.1, 9),
    ("手机", 0.2, 9),
    ("13900001234", 0.35, 9),
    ("传真", 0.6, 9),
    ("电子邮箱", 0.2, 10),
    ("zhangsan@example.org", 0.35, 10),
    ("二、工作方案", 0.1, 11),
    *((text, 0.1, 12 + n) for n, text in enumerate(HINT)),
    *((text, 0.1, 16 + n) for n, text in enumerate(PLAN.split("\n"))),
)
EXPECTED = {
    "submitted_on": "2020-04-16",
    "host_organisation": "中国云杉工程学会",
    "activity_name": "云杉林下的科技工作者节",
    "modules": ("团结引领",),
    "co_organisers": "青岭大学林学院",
    "contact_name": "张三",
    "contact_office_phone": "010-62168299",
    "contact_mobile": "13900001234",
    "contact_fax": None,
    "contact_email": "zhangsan@example.org",
    "plan_text": PLAN,
}


def box(left: float, row: int, text: str) -> Box:
    return (left, 0.05 + row * 0.04, left + 0.012 * len(text), 0.05 + row * 0.04 + 0.02)


def page(*lines: tuple[str, float, int], source: TextSource = TextSource.OCR) -> PagedDocument:
    read = tuple(Line(text, box(left, row, text), 0.98) for text, left, row in lines)
    return PagedDocument((Page(1, 595, 842, read, source),), 1, 0)


def values(document: PagedDocument) -> list[dict[str, object]]:
    return [{r.key: r.value for r in form.fields} for form in read_paged(document, [SPEC]).forms]


def test_cells_beside_their_labels() -> None:
    assert values(page(*CELLS)) == [EXPECTED]


def test_whole_rows_as_native_text_gives_them() -> None:
    rows: dict[int, list[str]] = {}
    for text, _, row in CELLS:
        rows.setdefault(row, []).append(text)
    lines = tuple((" ".join(texts), 0.1, row) for row, texts in rows.items())
    (found,) = values(page(*lines, source=TextSource.NATIVE))
    for key in ("host_organisation", "activity_name", "modules", "contact_name", "contact_mobile", "plan_text"):
        assert found[key] == EXPECTED[key], key


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("主办单位名称", "主办单位各称"), ("主题活动名称", "主題活动名称"), ("电子邮箱", "电子邮箱："), ("姓名", "姓 名")],
)
def test_a_label_misread(right: str, wrong: str) -> None:
    cells = tuple((wrong if text == right else text, left, row) for text, left, row in CELLS)
    assert values(page(*cells)) == [EXPECTED]


def test_two_copies_on_two_pages() -> None:
    one = page(*CELLS).pages[0]
    document = PagedDocument((one, Page(2, 595, 842, one.lines, TextSource.OCR)), 2, 0)
    assert values(document) == [EXPECTED, EXPECTED]


def test_a_letter_is_no_form() -> None:
    found = read_paged(
        page(("关于报送材料的函", 0.3, 0), ("现报上主办单位名称等材料，请联系张三，手机：13900001234", 0.1, 1)), [SPEC]
    )
    assert found.forms == ()
    assert found.prose.title == "关于报送材料的函"


def test_an_empty_page() -> None:
    assert read_paged(page(), [SPEC]).forms == ()


def test_a_sign_of_the_hint_that_was_read_apart() -> None:
    at = next(number for number, (text, *_) in enumerate(CELLS) if text == HINT[0])
    assert values(page(*CELLS[:at], ("“", 0.3, 11), *CELLS[at:], source=TextSource.NATIVE)) == [EXPECTED]
