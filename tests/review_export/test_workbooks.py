"""The workbook sheet by sheet, read back with openpyxl."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from archive.views import ActivityView
from intake.call import ColumnChoice
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.errors import ConfigurationError
from intake.scoring import Ballot
from parsers.facts import FieldReading
from review_export.changes import load_changes
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.selection import Selection
from tests.review_export.activities import CALL, LATE, activity

pytestmark = pytest.mark.parts  # takes seconds

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


def test_what_the_office_has_noted_of_a_silent_organisation(tmp_path: Path) -> None:
    noted = Decision(
        ROWS[0].first_received_at,
        "李办",
        "邮寄纸件",
        DecisionKind.STANDING,
        "2020-29",
        organisation="白桦大学科学技术协会",
        stage="plan",
        value=Attitude.SUBMITTED_OTHERWISE,
    )
    sheet = book(tmp_path, wishes=Wishes(decisions={"2020-29": (noted,)}))["单位汇总"]
    (birch,) = (row for row in table(sheet) if row["报送单位"] == "白桦大学科学技术协会")
    assert (birch["筹备方案状态"], birch["总结报告状态"]) == ("已另行报送", "未报送")


def test_the_call_chooses_names_orders_and_widens_columns(tmp_path: Path) -> None:
    call = replace(CALL, columns=(ColumnChoice("activity", "案例", 50), ColumnChoice("receipt"), ColumnChoice("none")))
    sheet = book(tmp_path, call=call)["活动汇总"]
    assert [cell.value for cell in sheet[1]] == ["案例", "收件编号"]
    assert sheet.column_dimensions["A"].width == pytest.approx(50, abs=1)


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    about = [(row["项目"], row["内容"]) for row in table(book(tmp_path, selection=Selection("accepted"))["说明"], 2)]
    assert ("收录范围", "材料齐全的，共3项，一项活动一个阶段占一行") in about
    assert [text for name, text in about if name == "未收录"] == ["待人工核对：1项（逾期报送1项）", "需补正：1项"]
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
    assert ranges["E3:E6"] == ("decimal", "0", "100")
    assert "请只填写" in sheet["D1"].value


def test_plan_and_report_of_an_activity_are_one_row_to_be_scored(tmp_path: Path) -> None:
    rows = table(book(tmp_path)["评分表"], 2)
    assert [row["收件编号"] for row in rows] == [
        f"{ROWS[0].receipt}\n{ROWS[2].receipt}",
        *(ROWS[index].receipt for index in (1, 3, 4)),
    ]
    assert rows[0]["阶段"] == "筹备方案\n总结报告"


def test_what_a_reviewer_has_given_stands_in_the_next_sheet(tmp_path: Path) -> None:
    given = {"theme": 80.0, "feature": None, "organising": 70.5, "effect": 60.0}
    ballots = (Ballot("江评", ROWS[2].receipt, given, "=好"), Ballot("河评", ROWS[1].receipt, given))
    sheet = book(tmp_path, wishes=Wishes(reviewers=("江评",), ballots=ballots))["评分表-江评"]
    first, second = table(sheet, 2)[:2]
    assert [first[name] for name in ("主题契合", "特色亮点", "组织实施", "预期成效", "评语")] == [
        80,
        None,
        70.5,
        60,
        "=好",
    ]
    assert second["主题契合"] is None
    assert not sheet["J3"].protection.locked


def test_states_say_themselves_in_colours(tmp_path: Path) -> None:
    rules = book(tmp_path)["单位汇总"].conditional_formatting
    said = {rule.formula[0] for each in rules for rule in each.rules}
    assert said == {'"材料齐全"', '"需补正"', '"待人工核对"', '"未报送"'}
    assert {str(each.sqref) for each in rules} == {"D2:D5", "F2:F5"}


def test_each_printed_sheet_says_what_it_is_of(tmp_path: Path) -> None:
    call = replace(CALL, title="2020年A&B活动")
    for sheet in book(tmp_path, call=call):
        assert "2020年A&B活动" in (sheet.oddHeader.left.text or "").replace("&&", "&"), sheet.title
        assert "第&P页" in sheet.oddFooter.center.text


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
    said = {row["项目"]: row["内容"] for row in table(found["说明"], 2)}["与上次相比"]
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


def test_what_only_another_stages_form_asks_for_has_no_column(tmp_path: Path) -> None:
    titles = [cell.value for cell in book(tmp_path, ROWS[0])["活动汇总"][1]]
    assert ("工作方案" in titles, "报告正文" in titles) == (True, False)
    titles = [cell.value for cell in book(tmp_path, ROWS[2])["活动汇总"][1]]
    assert ("工作方案" in titles, "报告正文" in titles) == (False, True)


READINGS = {
    ROWS[0].receipt: (
        FieldReading("contact_mobile", "手机", "139-0000-1201（白天）", "13900001201", "", "表1第6行"),
        FieldReading("contact_email", "电子邮箱", "jiang#example.org", None, "不像电子邮箱", "表1第8行"),
        FieldReading("modules", "主题活动模块", "（√）团结引领\n（ ）建家办事", ("团结引领",), "", "表1第3行"),
        FieldReading("plan_text", "工作方案", "一、 思路\n", "一、思路", "", "表2第1行"),
        FieldReading("submitted_on", "报送时间", "２０２０．4.16", "2020-04-16", "", "表1第9行"),
    ),
    ROWS[1].receipt: (
        FieldReading("modules", "主题活动模块", "团结引领（是）\n建家办事（）", ("团结引领",), "", "表1第3行"),
        FieldReading("submitted_on", "报送时间", "4月16日", "2020-04-16", "", "表1第9行"),
        FieldReading("contact_mobile", "手机", "139 0000-1201", "13900001201", "", "表1第6行"),
    ),
}


def written(receipts: Sequence[str]) -> dict[str, tuple[FieldReading, ...]]:
    return {receipt: READINGS[receipt] for receipt in receipts if receipt in READINGS}


def test_what_stood_in_the_form_where_it_was_otherwise(tmp_path: Path) -> None:
    rows = table(book(tmp_path, readers=Readers.OFFICE, wishes=Wishes(written=written))["原样填写"])
    assert [(row["栏目"], row["表中原样"], row["整理为"], row["说明"]) for row in rows] == [
        ("手机", "139-0000-1201（白天）", "13900001201", ""),
        ("电子邮箱", "jiang#example.org", "", "不像电子邮箱"),
        ("主题活动模块", "团结引领（是）", "团结引领", ""),
        ("报送时间", "4月16日", "2020-04-16", ""),
    ]
    assert [row["收件编号"] for row in rows] == [ROWS[0].receipt] * 2 + [ROWS[1].receipt] * 2


def test_that_all_stands_as_it_was_written_is_said(tmp_path: Path) -> None:
    (row,) = table(book(tmp_path, ROWS[3], readers=Readers.OFFICE, wishes=Wishes(written=written))["原样填写"])
    assert row["表中原样"] == "各栏整理后都与表中原样一致"


def test_what_stood_in_the_form_is_the_offices_alone(tmp_path: Path) -> None:
    assert "原样填写" not in book(tmp_path, wishes=Wishes(written=written)).sheetnames


@pytest.mark.parametrize("address", ["https://office.example.org", "https://office.example.org/"])
def test_a_link_to_each_submissions_page_for_the_office(address: str, tmp_path: Path) -> None:
    wishes = Wishes(address=address)
    sheet = book(tmp_path, readers=Readers.OFFICE, wishes=wishes)["活动汇总"]
    cell = sheet.cell(2, [cell.value for cell in sheet[1]].index("网页") + 1)
    assert cell.value == "打开"
    assert cell.hyperlink.target == f"https://office.example.org/calls/2020-29/submissions/{ROWS[0].receipt}"
    assert "网页" not in [cell.value for cell in book(tmp_path, wishes=wishes)["活动汇总"][1]]
    changes = load_changes(tmp_path / "a.xlsx")
    again = book(tmp_path, readers=Readers.OFFICE, wishes=replace(wishes, changes=changes), name="b.xlsx")
    assert {row["变化"] for row in table(again["活动汇总"])} == {""}


def test_wide_tables_are_printed_over_several_sheets_that_say_whose_rows_they_are(tmp_path: Path) -> None:
    sheet = book(tmp_path, readers=Readers.OFFICE)["活动汇总"]
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$D")
    assert (sheet.page_setup.scale, sheet.page_setup.paperSize, sheet.page_setup.orientation) == (70, 8, "landscape")
    widths = [each.width for each in sheet.column_dimensions.values() for _ in range(each.min, each.max + 1)]
    assert len(widths) == sheet.max_column
    breaks = [0, *(each.id for each in sheet.col_breaks.brk), len(widths)]
    again = sum(widths[:4])
    for first, last in pairwise(breaks):
        assert (again if first else 0) + sum(widths[first:last]) <= 161 / 0.7


def test_narrow_tables_fit_one_sheet(tmp_path: Path) -> None:
    sheet = book(tmp_path)["单位汇总"]
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.page_setup.paperSize == 9
