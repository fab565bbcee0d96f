"""Pictures in a folder, and the same figures on the sheet 图表."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.errors import ConfigurationError
from intake.scoring import Standing
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.selection import Selection
from tests.review_export.activities import CALL, LATE, activity
from tests.review_export.charts.test_scores import standing

ROWS = tuple(activity(number, findings=(LATE,)) for number in range(1, 6))
SCORED = (standing(江评=90, 河评=80), standing(江评=70, 河评=75))


def exported(folder: Path, readers: Readers, standings: tuple[Standing, ...] = SCORED, kind: str = ".xlsx") -> Any:
    wishes = Wishes(charts=folder / "图", standings=standings)
    export(folder / f"a{kind}", ROWS, (CALL,), readers, Selection(), wishes)
    return openpyxl.load_workbook(folder / "a.xlsx")["图表"] if kind == ".xlsx" else None


def pictures(folder: Path) -> list[str]:
    return [path.name for path in sorted((folder / "图").iterdir())]


def test_pictures_by_number_and_title(tmp_path: Path) -> None:
    exported(tmp_path, Readers.OFFICE)
    assert pictures(tmp_path) == [
        "01-逐日收到的筹备方案.svg",
        "02-名册单位报送筹备方案的情况.svg",
        "03-活动模块.svg",
        "04-核对意见的种类.svg",
        "05-得分分布.svg",
        "06-评审人之间的一致程度.svg",
    ]


def test_reviewers_see_neither_findings_nor_each_others_scores(tmp_path: Path) -> None:
    sheet = exported(tmp_path, Readers.REVIEWERS)
    assert [name[3:] for name in pictures(tmp_path)] == [
        "逐日收到的筹备方案.svg",
        "名册单位报送筹备方案的情况.svg",
        "活动模块.svg",
    ]
    assert len(sheet._charts) == 3


def test_pictures_beside_any_kind_of_export(tmp_path: Path) -> None:
    exported(tmp_path, Readers.REVIEWERS, kind=".csv")
    assert len(pictures(tmp_path)) == 3


def test_a_chart_for_each_figure_with_its_numbers_beside_it(tmp_path: Path) -> None:
    sheet = exported(tmp_path, Readers.OFFICE)
    assert len(sheet._charts) == 6
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(min_col=10, values_only=True)]
    tables = [row for row in cells if row]
    assert ["首次收到的日期", "截止日期前（含当天）（项）", "截止日期后（项）"] in tables
    assert ["04-22（截止）", 0, 0] in tables
    assert ["团结引领", 5] in tables
    assert sheet.print_area == "'图表'!$A$1:$H$" + sheet.print_area.rpartition("$")[2]


def test_each_chart_draws_its_own_numbers(tmp_path: Path) -> None:
    sheet = exported(tmp_path, Readers.OFFICE)
    for chart in sheet._charts:
        for series in chart.series:
            first = series.val.numRef.f.partition("!")[2].partition(":")[0].replace("$", "")
            titles = sheet.cell(sheet[first].row - 1, sheet[first].column).value
            assert titles.startswith(series.tx.v or series.tx.strRef.f)


def test_a_folder_that_cant_be_written(tmp_path: Path) -> None:
    (tmp_path / "图").write_text("a file")
    with pytest.raises(ConfigurationError, match=r"图表目录.*写不进去"):
        exported(tmp_path, Readers.OFFICE)
