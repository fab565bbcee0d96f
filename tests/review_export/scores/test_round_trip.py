"""A reviewer's round trip through LibreOffice, which sorts, saves as .ods and as .xlsx again."""

import subprocess
from pathlib import Path

import openpyxl
import pytest

from intake.scoring import duties
from intake.scoring.cases import Entry, cases
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.scores.reading import expected, read_sheets
from review_export.selection import Selection
from tests.review_export.activities import CALL, activity

ROWS = tuple(activity(number) for number in range(1, 9))


def convert(path: Path, to: str, folder: Path) -> Path:
    """By a LibreOffice of one's own."""
    folder.mkdir(exist_ok=True)
    profile = path.parent / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(path)], capture_output=True, text=True, check=False, timeout=180
    )
    made = folder / f"{path.stem}.{to}"
    assert made.exists(), done.stdout + done.stderr
    return made


@pytest.mark.parts
def test_filled_sorted_and_saved_by_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    export(path, ROWS, (CALL,), Readers.REVIEWERS, Selection(), Wishes(reviewers=("江评",)))
    book = openpyxl.load_workbook(path)
    sheet = book["评分表-江评"]
    lines = [[cell.value for cell in row[:8]] for row in sheet.iter_rows(min_row=3)]
    for number, line in enumerate(reversed(lines)):  # sorted the other way round
        for column, value in enumerate([*line[:4], 90 - number, 80, 70, 60.5], 1):
            sheet.cell(number + 3, column).value = value
    book.save(tmp_path / "filled.xlsx")
    straight = convert(tmp_path / "filled.xlsx", "xlsx", tmp_path / "straight")
    over_ods = convert(convert(tmp_path / "filled.xlsx", "ods", tmp_path), "xlsx", tmp_path / "over_ods")
    against = expected(
        CALL.criteria,
        cases(CALL, (Entry(r.receipt, r.stage, r.organisation, r.activity) for r in ROWS)),
        duties((), ()),
    )
    for returned in (straight, over_ods):
        reading = read_sheets([returned], against)
        assert reading.problems == []
        assert {receipt: each.ballot.values["theme"] for (_, receipt), each in reading.ballots.items()} == {
            row.receipt: 90 - number for number, row in enumerate(reversed(ROWS))
        }
        total = openpyxl.load_workbook(returned, data_only=True)["评分表-江评"]["I3"].value
        ballot = reading.ballots["江评", ROWS[-1].receipt].ballot
        assert total == pytest.approx(ballot.total(CALL.criteria))


@pytest.mark.parts
def test_the_workbook_opens_without_repair(tmp_path: Path) -> None:
    rows = (*ROWS, activity(9, "=1+1", activity="-2\t号", fields={"plan_text": "第一段\n“第二段”<&>" * 50}))
    export(tmp_path / "a.xlsx", rows, (CALL,), Readers.OFFICE, Selection())
    again = openpyxl.load_workbook(convert(tmp_path / "a.xlsx", "xlsx", tmp_path / "again"))
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        ours = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        assert [[cell.value or "" for cell in row] for row in again[sheet.title].iter_rows()] == ours
