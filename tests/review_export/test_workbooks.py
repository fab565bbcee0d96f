"""The workbook sheet by sheet, read back with openpyxl."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from archive.views import ActivityView
from intake.call import ColumnChoice
from intake.errors import ConfigurationError
from intake.scoring import Ballot
from review_export.changes import load_changes
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.selection import Selection
from tests.review_export.activities import CALL, LATE, activity

ROWS = (
    activity(1),
    activity(2, verdict="review", findings=(LATE,)),
    activity(3, stage="report", activity="科技活动之1"),
    activity(4, "青河省科协", verdict="correction"),
    activity(5, "某某协会"),
)


def book(
    folder: Path,
    *rows: ActivityView,
    readers: Readers = Readers.REVIEWERS,
    selection: Selection = Selection(),
    wishes: Wishes = Wishes(),
    call: Any = CALL,
    name: str = "a.xlsx",
) -> Any:
    export(folder / name, rows or ROWS, (call,), readers, selection, wishes)
    return openpyxl.load_workbook(folder / name)


def table(sheet: Any, head: int = 1) -> list[dict[str, Any]]:
    titles = [cell.value for cell in sheet[head]]
    return [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=head + 1)]


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time as a workbook has it: without a zone."""
    return datetime(2020, 4, number, hour, minute)  # noqa: DTZ001


def test_sheets_for_reviewers_and_for_the_office(tmp_path: Path) -> None:
    assert book(tmp_path).sheetnames == ["活动汇总", "单位汇总", "评分表", "图表", "字典", "说明"]
    assert book(tmp_path, readers=Readers.OFFICE).sheetnames == [
        "活动汇总",
        "单位汇总",
        "问题清单",
        "图表",
        "字典",
        "说明",
    ]


def test_dates_are_dates(tmp_path: Path) -> None:
    row = table(book(tmp_path, ROWS[0])["活动汇总"])[0]
    assert (row["报送时间"], row["首次收到"]) == (day(16), day(10, 1, 5))


def test_a_row_an_organisation_with_each_stages_state(tmp_path: Path) -> None:
    rows = {row["报送单位"]: row for row in table(book(tmp_path)["单位汇总"])}
    spruce = rows["中国云杉工程学会"]
    assert (spruce["筹备方案件数"], spruce["筹备方案状态"]) == (2, "待人工核对")
    assert (spruce["总结报告件数"], spruce["总结报告状态"]) == (1, "材料齐全")
    assert (spruce["首次收到"], spruce["最近收到"]) == (day(10, 1, 5), day(10, 3, 5))
    assert rows["青河省科学技术协会"]["筹备方案状态"] == "需补正"
    assert rows["白桦大学科学技术协会"]["筹备方案状态"] == "未报送"
    assert rows["某某协会"]["类别"] in (None, "")
    assert len(rows) == 4


def test_the_call_chooses_names_orders_and_widens_columns(tmp_path: Path) -> None:
    call = replace(CALL, columns=(ColumnChoice("activity", "案例", 50), ColumnChoice("receipt"), ColumnChoice("none")))
    sheet = book(tmp_path, call=call)["活动汇总"]
    assert [cell.value for cell in sheet[1]] == ["案例", "收件编号"]
    assert sheet.column_dimensions["A"].width == pytest.approx(50, abs=1)


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    about = [(row["项目"], row["内容"]) for row in table(book(tmp_path, selection=Selection("accepted"))["说明"])]
    assert ("收录范围", "材料齐全的，共3项，一项活动一个阶段占一行") in about
    assert [text for name, text in about if name == "未收录"] == ["待人工核对：1项", "需补正：1项"]
    assert dict(about)["制表"] == "“全国科技工作者日”活动办公室"


def test_a_sheet_that_a_reviewer_fills_in(tmp_path: Path) -> None:
    sheet = book(tmp_path)["评分表"]
    assert [cell.value for cell in sheet[2]][:4] == ["收件编号", "阶段", "报送单位", "活动名称"]
    assert [cell.value for cell in sheet[2]][4:] == ["主题契合", "特色亮点", "组织实施", "预期成效", "总分", "评语"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet["A3"].protection.locked
    assert not sheet["E3"].protection.locked
    ranges = {
        str(each.sqref): (each.type, each.formula1, each.formula2) for each in sheet.data_validations.dataValidation
    }
    assert ranges["E3:E7"] == ("decimal", "0", "100")
    assert "请只填写" in sheet["D1"].value


def test_a_sheet_for_each_reviewer_named(tmp_path: Path) -> None:
    found = book(tmp_path, wishes=Wishes(reviewers=("江评", "河[评]")))
    assert found.sheetnames[2:4] == ["评分表-江评", "评分表-河_评_"]
    assert [found["评分表-江评"]["B1"].value, found["评分表-河_评_"]["B1"].value] == ["江评", "河[评]"]


def test_reviewers_of_one_name_once_cut_get_sheets_of_their_own(tmp_path: Path) -> None:
    long = "一二三四五六七八九十" * 4
    found = book(tmp_path, wishes=Wishes(reviewers=(long + "甲", long + "乙", "江评", "江评")))
    assert len({name.lower() for name in found.sheetnames}) == len(found.sheetnames)
    assert [found[name]["B1"].value[-1] for name in found.sheetnames if name.startswith("评分表")] == ["甲", "乙", "评"]


def test_the_total_in_the_sheet_is_the_rankings(tmp_path: Path) -> None:
    formula = book(tmp_path)["评分表"]["I3"].value
    values = {"theme": 80, "feature": 90, "organising": 70, "effect": 61}
    cells = dict(zip(("E3", "F3", "G3", "H3"), values.values(), strict=True))
    inner = formula.split("=4,")[1].removesuffix(',"")')
    for place, value in cells.items():
        inner = inner.replace(place, str(value))
    total = Ballot("江评", "x", values).total(CALL.criteria)
    assert total is not None
    assert eval(inner) == pytest.approx(total)  # digits, + - * and brackets of our own


def test_new_and_changed_rows_are_marked(tmp_path: Path) -> None:
    book(tmp_path, *ROWS[:3])
    changes = load_changes(tmp_path / "a.xlsx")
    rows = (ROWS[0], replace(ROWS[1], organisation="云杉学会", revisions=2), ROWS[3])
    found = book(tmp_path, *rows, wishes=Wishes(changes=changes), name="b.xlsx")
    sheet = found["活动汇总"]
    assert [(row["收件编号"], row["变化"]) for row in table(sheet)] == [
        (ROWS[0].receipt, ""),
        (ROWS[1].receipt, "更新：报送单位"),
        (ROWS[3].receipt, "新增"),
    ]
    column = [cell.value for cell in sheet[1]].index("报送单位") + 1
    assert sheet.cell(3, column).fill.start_color.rgb != sheet.cell(2, column).fill.start_color.rgb
    said = {row["项目"]: row["内容"] for row in table(found["说明"])}["与上次相比"]
    assert f"1项：{ROWS[2].receipt}" in said


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_same_data_is_no_change(kind: str, encoding: str, tmp_path: Path) -> None:
    odd = activity(9, "=1+1", activity="-2 号\n换行", fields={"co_organisers": "@某某", "plan_text": "长" * 40_000})
    export(tmp_path / f"a{kind}", (*ROWS, odd), (CALL,), Readers.OFFICE, Selection(), Wishes(encoding))
    changes = load_changes(tmp_path / f"a{kind}")
    found = book(tmp_path, *ROWS, odd, readers=Readers.OFFICE, wishes=Wishes(changes=changes), name="b.xlsx")
    assert {row["变化"] for row in table(found["活动汇总"])} == {""}
    assert changes.gone() == ()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.txt", b"", "应是以前导出的xlsx或csv文件"),
        ("a.xlsx", b"no zip", "不是以前导出的汇总表"),
        ("a.csv", "甲,乙\n".encode(), "没有“收件编号”一列"),
        ("a.csv", b"", "没有“收件编号”一列"),
    ],
)
def test_what_is_no_earlier_export(name: str, content: bytes, complaint: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError, match=complaint):
        load_changes(tmp_path / name)


def test_an_earlier_export_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="不能读取"):
        load_changes(tmp_path / "none.xlsx")


def test_links_beside_the_documents(tmp_path: Path) -> None:
    links = {
        ROWS[0].receipt: (("Word版", "材料/01-中国云杉工程学会/筹备方案 1.docx"), ("PDF版", "材料/01/筹备方案.pdf"))
    }
    sheet = book(tmp_path, *ROWS[:2], wishes=Wishes(links=links))["活动汇总"]
    column = [cell.value for cell in sheet[1]].index("Word版") + 1
    cell = sheet.cell(2, column)
    assert cell.value == "筹备方案 1.docx"
    assert unquote(cell.hyperlink.target) == "材料\\01-中国云杉工程学会\\筹备方案 1.docx"  # as Excel writes it
    assert sheet.cell(3, column).hyperlink is None
