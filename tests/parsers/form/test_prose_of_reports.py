"""What a report says of itself: title, unit, activity, text."""

import pytest

from parsers.facts import Cell, Line, Page, PagedDocument, Paragraph, Prose, Table, TextSource, WordDocument
from parsers.form import read_paged, read_prose
from parsers.word import characters

TEXT = "一、活动概况\n5月30日，我会在青岭举办宣讲会，200人参加。"
UNIT = "中国云杉工程学会"
NAME = "云杉林下的科技工作者节"


def prose(*lines: str) -> Prose:
    """Of a document of these lines; `^` marks a centred one."""
    blocks = tuple(Paragraph(line.lstrip("^"), "", line.startswith("^")) for line in lines)
    return read_prose(WordDocument(blocks, 0))


@pytest.mark.parametrize(
    ("lines", "title", "unit", "activity"),
    [
        ((f"^“{NAME}”活动总结报告", f"^{UNIT}", "^（2020年6月10日）", TEXT), f"“{NAME}”活动总结报告", UNIT, NAME),
        ((f"^{UNIT}", "^2020年活动总结报告", TEXT), f"{UNIT}2020年活动总结报告", UNIT, ""),
        ((f"{NAME}活动总结报告", TEXT, UNIT, "2020年6月10日"), f"{NAME}活动总结报告", UNIT, NAME),
        ((f"{NAME}活动总结报告", TEXT, f"{UNIT}（盖章）", "二〇二〇年六月十日"), f"{NAME}活动总结报告", UNIT, NAME),
        ((f"{UNIT}“{NAME}”活动总结报告", TEXT), f"{UNIT}“{NAME}”活动总结报告", UNIT, NAME),
        ((f"{UNIT}关于开展{NAME}活动的总结", TEXT), f"{UNIT}关于开展{NAME}活动的总结", UNIT, NAME),
        (("总结报告", f"报送单位：{UNIT}", f"活动名称：“{NAME}”系列活动", TEXT), "总结报告", UNIT, f"“{NAME}”系列活动"),
        (("总结报告", f"报送单位：{UNIT}", f"活动名称：“{NAME}”", TEXT), "总结报告", UNIT, NAME),
        ((f"“{NAME}”", f"——{UNIT}2020年活动总结", TEXT), f"“{NAME}”——{UNIT}2020年活动总结", UNIT, NAME),
        ((f"{NAME}活动总结报告", TEXT, f"{UNIT}　　2020年6月10日"), f"{NAME}活动总结报告", UNIT, NAME),
        ((f"{NAME}活动总结报告", TEXT, UNIT, "2020年6月"), f"{NAME}活动总结报告", UNIT, NAME),
        (("附件2", "总结报告", f"报送单位：{UNIT}（盖章）", f"活动名称：{NAME}", TEXT), "总结报告", UNIT, NAME),
        (("^总结报告", f"^——{NAME}", f"单位：{UNIT}", TEXT), f"总结报告——{NAME}", UNIT, ""),
        ((f"2020年“全国云杉日”“{NAME}”活动总结报告", TEXT), f"2020年“全国云杉日”“{NAME}”活动总结报告", "", NAME),
        (
            ("2020年“全国云杉日”活动总结报告", f"我会举办“{NAME}”主题活动。{TEXT}"),
            "2020年“全国云杉日”活动总结报告",
            "",
            NAME,
        ),
        ((f"{UNIT}“{NAME}”座谈活动总结报告", TEXT), f"{UNIT}“{NAME}”座谈活动总结报告", UNIT, f"“{NAME}”座谈活动"),
        ((f"“{NAME}”系列活动总结报告", TEXT), f"“{NAME}”系列活动总结报告", "", NAME),
        ((f"{NAME}活动小结", UNIT, TEXT), f"{NAME}活动小结", UNIT, NAME),
        ((f"《{NAME}》活动总结", TEXT), f"《{NAME}》活动总结", "", NAME),
        (("今年以来，我会认真组织，活动很好。", TEXT), "", "", ""),
        ((), "", "", ""),
    ],
)
def test_title_unit_and_activity(lines: tuple[str, ...], title: str, unit: str, activity: str) -> None:
    found = prose(*lines)
    assert (found.title, found.organisation, found.activity) == (title, unit, activity)


@pytest.mark.parametrize(
    "lines",
    [
        (f"“{NAME}”总结报告", UNIT, "2020年6月10日", TEXT),
        (f"“{NAME}”总结报告", TEXT, UNIT, "2020年6月10日"),
        (f"“{NAME}”总结报告", TEXT, UNIT, "二〇二〇年六月"),
        (f"“{NAME}”总结报告", TEXT, f"{UNIT}（盖章） 2020.6.10"),
        (f"“{NAME}”总结报告", f"主办单位：{UNIT}", f"主题活动名称：{NAME}", "报送时间：2020年6月1日", TEXT),
        (f"“{NAME}”总结报告", "", TEXT, UNIT, "2020年6月10日", "联系人：张三", "手机：13900001234"),
    ],
)
def test_the_text_is_without_title_and_signature(lines: tuple[str, ...]) -> None:
    found = prose(*lines)
    assert (found.text, found.characters) == (TEXT, characters(TEXT))


def test_a_table_with_unit_and_activity_is_read_in_place() -> None:
    cells = (("报送单位", UNIT), ("活动名称", NAME))
    table = Table(2, 2, tuple(Cell(r, c, 1, 1, (text,)) for r, row in enumerate(cells) for c, text in enumerate(row)))
    found = read_prose(WordDocument((Paragraph("总结报告"), table, Paragraph(TEXT)), 0))
    assert (found.organisation, found.activity, found.text) == (UNIT, NAME, TEXT)


def test_a_pdf_without_a_form_has_prose() -> None:
    lines = tuple(
        Line(text, (0.1, 0.1 + n / 20, 0.9, 0.13 + n / 20))
        for n, text in enumerate((f"“{NAME}”活动总结报告", UNIT, TEXT))
    )
    document = PagedDocument((Page(1, 595, 842, lines, TextSource.NATIVE),), 1, 0)
    found = read_paged(document, ())
    assert (found.prose.activity, found.prose.organisation, found.forms) == (NAME, UNIT, ())
