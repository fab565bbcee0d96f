"""Filled score sheets read back, as reviewers really return them; a wrong value is named and nothing is half taken in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from intake.errors import ConfigurationError
from intake.scoring import Ballot, Held, duties
from intake.scoring.cases import Entry, cases
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.scores.reading import Reading, expected, read_sheets
from review_export.selection import Selection
from tests.review_export.activities import CALL, activity

pytestmark = pytest.mark.parts  # takes seconds

ROWS = (activity(1), activity(2, "青河省科协"), activity(3, stage="report", activity="科技活动之1"))
CASES = cases(CALL, (Entry(row.receipt, row.stage, row.organisation, row.activity) for row in ROWS))
FIRST, SECOND, REPORT = (row.receipt for row in ROWS)
SCORES = {"theme": 80.0, "feature": 91.5, "organising": 70.0, "effect": 60.0}


def sheet_of(folder: Path, change: Callable[[Any], None], reviewer: str = "江评", name: str = "江评.xlsx") -> Path:
    """An exported score sheet after a reviewer's hands."""
    path = folder / name
    export(path, ROWS, (CALL,), Readers.REVIEWERS, Selection(), Wishes(reviewers=(reviewer,) if reviewer else ()))
    book = openpyxl.load_workbook(path)
    change(book[next(title for title in book.sheetnames if title.startswith("评分表"))])
    book.save(path)
    return path


def fill(row: int, *values: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for column, value in enumerate(values or SCORES.values(), 5):
            sheet.cell(row, column).value = value

    return change


def read(*paths: Path, held: tuple[Held, ...] = (), reviewer: str = "") -> Reading:
    return read_sheets(paths, expected(CALL.criteria, CASES, duties((), held)), reviewer)


def taken(reading: Reading) -> dict[tuple[str, str], dict[str, float | None]]:
    assert reading.problems == []
    return {key: dict(each.ballot.values) for key, each in reading.ballots.items() if not each.ballot.empty}


def complaints(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_filled_sheet(tmp_path: Path) -> None:
    assert taken(read(sheet_of(tmp_path, fill(3)))) == {("江评", FIRST): SCORES}


def test_comments_come_along(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        fill(3)(sheet)
        sheet.cell(3, 10).value = " 很好 "

    assert read(sheet_of(tmp_path, change)).ballots["江评", FIRST].ballot == Ballot("江评", FIRST, SCORES, "很好")


def test_rows_moved_columns_added_and_exchanged(tmp_path: Path) -> None:
    path = tmp_path / "moved.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "我的打分"
    rows = [
        ["评审人：见下"],
        ["序号", "预期 成效", "备注", "特色亮点", "收件编号", "主题契合", "组织\n实施", "评审人"],
        [1, 60, "x", "９１．５分", f" {SECOND} ", 80, 70, "河评"],
        [2, 1, None, 2, FIRST, 3, 4, "河评"],
    ]
    for row in rows:
        sheet.append(row)
    book.save(path)
    first = {"theme": 3.0, "feature": 2.0, "organising": 4.0, "effect": 1.0}
    assert taken(read(path)) == {("河评", SECOND): SCORES, ("河评", FIRST): first}


@pytest.mark.parametrize("receipt", [FIRST, REPORT, f"{FIRST}\n{REPORT}"])
def test_plan_and_report_are_scored_as_one_case(receipt: str, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        fill(3)(sheet)
        sheet["A3"].value = receipt

    assert taken(read(sheet_of(tmp_path, change))) == {("江评", FIRST): SCORES}


def test_a_shared_sheet_says_above_who_filled_it(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B1"].value = "湖评"
        fill(4)(sheet)

    assert list(taken(read(sheet_of(tmp_path, change, reviewer="")))) == [("湖评", SECOND)]


def test_who_filled_it_may_be_said_outside(tmp_path: Path) -> None:
    path = sheet_of(tmp_path, fill(4), reviewer="")
    assert complaints(read(path)) == [
        "江评.xlsx〔评分表〕A4：没有写评审人：请在表头上方“评审人”旁填写姓名，或用--reviewer指定"
    ]
    assert list(taken(read(path, reviewer="海评"))) == [("海评", SECOND)]


def test_several_files_at_once(tmp_path: Path) -> None:
    paths = [sheet_of(tmp_path, fill(3), name, f"{name}.xlsx") for name in ("江评", "河评")]
    assert list(taken(read(*paths))) == [("江评", FIRST), ("河评", FIRST)]


def test_half_a_ballot_is_kept_as_half(tmp_path: Path) -> None:
    assert taken(read(sheet_of(tmp_path, fill(3, 80, None, 0)))) == {
        ("江评", FIRST): {"theme": 80.0, "feature": None, "organising": 0.0, "effect": None}
    }


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (101, "F3：特色亮点是101，应为0到100"),
        (-1, "F3：特色亮点是-1，应为0到100"),
        ("优", "F3：“优”不是数字"),
        ("nan", "F3：“nan”不是数字"),
        (True, "F3：“True”不是数字"),
        ("=SUM(A1:A2)", "F3：是没有计算结果的公式，请填写数字"),
    ],
)
def test_a_wrong_value_is_named_by_its_cell(value: Any, complaint: str, tmp_path: Path) -> None:
    found = read(sheet_of(tmp_path, fill(3, 80, value, 70, 60)))
    assert complaints(found) == [f"江评.xlsx〔评分表-江评〕{complaint}"]


@pytest.mark.parametrize("receipt", ["2020-29-0001L", "2020-29-9999A", "某某"])
def test_a_receipt_that_isnt_the_calls(receipt: str, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        fill(3)(sheet)
        sheet["A3"].value = receipt

    assert "不是本次征集的收件编号" in complaints(read(sheet_of(tmp_path, change)))[0]


def test_scores_without_a_receipt(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        fill(3)(sheet)
        sheet["A3"].value = None

    assert complaints(read(sheet_of(tmp_path, change))) == ["江评.xlsx〔评分表-江评〕A3：有分数而没有收件编号"]


def test_the_same_case_twice(tmp_path: Path) -> None:
    def twice(other: tuple[Any, ...]) -> Callable[[Any], None]:
        def change(sheet: Any) -> None:
            fill(3)(sheet)
            fill(5, *other)(sheet)
            sheet["A5"].value = REPORT

        return change

    assert len(taken(read(sheet_of(tmp_path, twice(tuple(SCORES.values())))))) == 1
    assert "打了两次不同的分" in complaints(read(sheet_of(tmp_path, twice((1, 2, 3, 4)))))[0]


def test_a_conflict_of_interest(tmp_path: Path) -> None:
    held = (Held("江评", "中国云杉工程学会"),)
    assert "江评应回避中国云杉工程学会" in complaints(read(sheet_of(tmp_path, fill(3)), held=held))[0]
    assert list(taken(read(sheet_of(tmp_path, fill(4)), held=held))) == [("江评", SECOND)]


def test_a_workbook_without_score_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "a.xlsx")
    assert "没有找到评分表" in complaints(read(tmp_path / "a.xlsx"))[0]


def test_a_criterion_thrown_away(tmp_path: Path) -> None:
    found = read(sheet_of(tmp_path, lambda sheet: sheet.delete_cols(6)))
    assert complaints(found) == ["江评.xlsx〔评分表-江评〕A2：缺少评分指标特色亮点的列"]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_no_workbook(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(ConfigurationError, match="另存为xlsx"):
        read(tmp_path / "a.xlsx")
