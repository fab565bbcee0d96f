"""Categories of DA/T 22: known, completed, numbered, read back."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from intake.call import Classification
from intake.errors import ConfigurationError
from parsers.facts import FieldKind, FieldSpec
from review_export.bag.catalogue import Entry, catalogued
from review_export.bag.reading import load_catalogue
from review_export.bag.sheet import write_sheet
from tests.review_export.activities import CALL, activity

KNOWN = Classification("Z109", "某协会", "WS", "2020", "", "", "30年")
OURS = replace(CALL, classification=KNOWN)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry("a", "Z109", "WS", "2020", "办公室", "BGS", "永久", 1), "Z109-WS·2020-Y-BGS-0001"),
        (Entry("a", "Z109", "WS", "2020", "", "", "30年", 12), "Z109-WS·2020-D30-0012"),
        (Entry("a", "Z109", "WS", "2020", "", "", "10年", 12345), "Z109-WS·2020-D10-12345"),
        (Entry("a", "Z109", "WS", "2020", "办公室", "", "永久", 1), ""),
        (Entry("a", "", "WS", "2020", "", "", "永久", 1), ""),
        (Entry("a", "Z109", "WS", "2020", "", "", "", 1), ""),
    ],
    ids=["unit", "no unit", "five digits", "a unit without code", "no fonds", "no retention"],
)
def test_the_code_is_made_once_all_of_it_is_known(entry: Entry, code: str) -> None:
    assert entry.code == code


def test_the_notice_first_then_stage_by_stage(tmp_path: Path) -> None:
    report = activity(2, stage="report", fields={"report_title": "云杉林下 总结", "submitted_on": "坏的"})
    entries = catalogued((OURS,), [report, activity(3), activity(1)], {})
    assert [(each.number, each.key) for each in entries] == [
        (1, "2020-29"),
        (2, activity(1).receipt),
        (3, activity(3).receipt),
        (4, report.receipt),
    ]
    assert (entries[0].document_number, entries[0].title, entries[0].date) == (OURS.number, OURS.title, "20200409")
    assert entries[1].title == "[中国云杉工程学会关于“科技活动之1”的筹备方案]"
    assert (entries[1].date, entries[1].responsible) == ("20200416", "中国云杉工程学会")
    assert (entries[3].title, entries[3].date) == ("云杉林下 总结", f"{report.first_received_at:%Y%m%d}")


def test_a_person_s_title_in_a_form_is_not_the_document_s() -> None:
    plan = activity(1, fields={"contact_title": "秘书长"})
    stage = CALL.stage("plan")
    asked = FieldSpec("contact_title", ("职务",), FieldKind.TEXT)
    call = replace(CALL, stages=(replace(stage, form=replace(stage.form, fields=(*stage.form.fields, asked))),))
    assert [each.title for each in catalogued((call,), [plan], {})][1:] == [
        "[中国云杉工程学会关于“科技活动之1”的筹备方案]"
    ]


def test_what_a_person_gave_stays_and_the_others_go_around_it() -> None:
    rows = [activity(number) for number in (1, 2, 3)]
    given = {rows[2].receipt: {"number": 2, "title": "人定的题名"}, rows[0].receipt: {"retention": "永久"}}
    entries = {each.key: each for each in catalogued((OURS,), rows, given)}
    assert {key: each.number for key, each in entries.items()} == {
        "2020-29": 1,
        rows[2].receipt: 2,
        rows[1].receipt: 3,
        rows[0].receipt: 1,  # of another retention, and so of another series
    }
    assert entries[rows[2].receipt].title == "人定的题名"
    with pytest.raises(ConfigurationError, match="件号都是5"):
        catalogued((OURS,), rows, {row.receipt: {"number": 5} for row in rows[:2]})


def filled(path: Path, **cells: object) -> Path:
    """A catalogue as it is exported, with cells written over: by title, in the second 件."""
    write_sheet(path, (OURS,), catalogued((OURS,), [activity(1)], {}), {})
    book = openpyxl.load_workbook(path)
    sheet = book["归档文件目录"]
    titles = [cell.value for cell in sheet[1]]
    for title, value in cells.items():
        sheet.cell(3, titles.index(title) + 1, value)
    book.save(path)
    return path


def test_a_filled_sheet_is_read_back(tmp_path: Path) -> None:
    cells = {
        "题名": "我的题名",
        "页数": 7,
        "密级": "内部",
        "文号": "云字〔2020〕3号",
        "全宗号": 12,
        "备注": " 缺 一页 ",
    }
    (known, given) = load_catalogue(filled(tmp_path / "目录.xlsx", **cells)).items()
    assert known[0] == "2020-29"
    assert given[0] == activity(1).receipt
    values = {name: given[1][name] for name in ("title", "pages", "security", "document_number", "fonds", "note")}
    assert values == {
        "title": "我的题名",
        "pages": 7,
        "security": "内部",
        "document_number": "云字〔2020〕3号",
        "fonds": "12",
        "note": "缺 一页",
    }
    entries = catalogued((OURS,), [activity(1)], dict([known, given]))
    assert (entries[0].pages, entries[0].title) == (7, "我的题名")


def test_unchanged_it_changes_nothing(tmp_path: Path) -> None:
    before = catalogued((OURS,), [activity(1)], {})
    assert catalogued((OURS,), [activity(1)], load_catalogue(filled(tmp_path / "目录.xlsx"))) == before


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"页数": "三"}, "第3行的页数是“三”，应为整数"),
        ({"件号": -1}, "第3行的件号是“-1”，应为整数"),
        ({"日期": "2020年4月"}, "第3行的日期是“2020年4月”，应为八位数字"),
        ({"日期": 20201345}, "第3行的日期是“20201345”"),
        ({"年度": "20"}, "第3行的年度是“20”"),
        ({"保管期限": "长期"}, "第3行的保管期限是“长期”，应为永久、30年、10年之一"),
        ({"收件编号": "2020-29"}, "第3行的收件编号2020-29前面已经有了"),
        ({"收件编号": None}, "第3行没有收件编号"),
    ],
    ids=["pages", "number", "date", "no such day", "year", "retention", "twice", "whose"],
)
def test_what_cannot_be_meant_is_told_by_its_row(tmp_path: Path, cells: dict[str, object], said: str) -> None:
    path = filled(tmp_path / "目录.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["归档文件目录"]
    titles = [cell.value for cell in sheet[1]]
    for title, value in cells.items():
        sheet.cell(3, titles.index(title) + 1).value = value
    book.save(path)
    with pytest.raises(ConfigurationError, match=said):
        load_catalogue(path)


def test_what_is_no_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="没有这个文件"):
        load_catalogue(tmp_path / "没有.xlsx")
    (tmp_path / "假.xlsx").write_text("x")
    with pytest.raises(ConfigurationError, match="不是归档文件目录"):
        load_catalogue(tmp_path / "假.xlsx")
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    with pytest.raises(ConfigurationError, match="不是归档文件目录"):
        load_catalogue(tmp_path / "别的.xlsx")
