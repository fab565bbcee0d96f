"""Reads filled score sheets: rows moved, sorted or filtered, columns added, whatever program saved them.

A sheet is one that has a cell 收件编号 with the criteria's names in its row. Every wrong value is named by file, sheet
and cell; with any of them nothing is taken in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from archive.scores import Entered
from intake.errors import ConfigurationError, reason
from intake.receipt import find_receipts
from intake.scoring import MOST_COMMENT, Ballot, Case, Criterion, Duties, NotPoints, read_points
from intake.scoring.points import plain
from review_export.workbook.scoring import COMMENT, NAME, RECEIPT, REVIEWER

_HEADER_WITHIN = 30  # rows


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that can't be taken: where it stands, and what to do."""

    file: str
    sheet: str
    cell: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}〔{self.sheet}〕{self.cell}：{self.found}"


@dataclass
class Reading:
    """What all the sheets said: ballots with the file each came from, and what was wrong."""

    ballots: dict[tuple[str, str], Entered] = field(default_factory=dict)  # by reviewer and receipt
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sheets are read against. `cases` by each of their receipt numbers."""

    criteria: tuple[Criterion, ...]
    cases: Mapping[str, Case]
    duty: Duties


def expected(criteria: tuple[Criterion, ...], cases: Iterable[Case], duty: Duties) -> Expected:
    """Put together what is known of the call."""
    return Expected(criteria, {receipt: case for case in cases for receipt in case.receipts}, duty)


def read_sheets(paths: Sequence[Path], against: Expected, reviewer: str = "") -> Reading:
    """Read all files; `reviewer` names who filled in sheets that don't say. Raises ConfigurationError for no workbook."""
    reading = Reading()
    for path in paths:
        found = False
        for sheet in _sheets(path):
            table = _Table.find(sheet, against)
            if table is not None:
                found = True
                _read_table(table, against, reading, reviewer)
        if not found:
            names = "、".join(each.name for each in against.criteria)
            reading.problems.append(
                Problem(path.name, "全部工作表", "表头", f"没有找到评分表，表头里应有“{RECEIPT}”和评分指标（{names}）")
            )
    return reading


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's values as saved, rows and columns from 0; `uncounted` the cells with a formula that has no result."""

    file: str
    name: str
    rows: list[list[Any]]
    uncounted: frozenset[tuple[int, int]]


def _sheets(path: Path) -> Iterator[_Sheet]:
    try:
        values, formulas = load_workbook(path, data_only=True), load_workbook(path)
    except OSError as error:
        raise ConfigurationError(f"评分表{path}不能读取（{reason(error)}）") from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise ConfigurationError(f"{path}不是可用的xlsx文件，请用Excel或WPS另存为xlsx") from error
    for sheet in values.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        pending = frozenset(
            (number, column)
            for number, row in enumerate(formulas[sheet.title].iter_rows())
            for column, cell in enumerate(row)
            if cell.data_type == "f" and rows[number][column] is None
        )
        yield _Sheet(path.name, sheet.title, rows, pending)


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet with its header found: the columns, from 0."""

    sheet: _Sheet
    head: int
    receipt: int
    criteria: Mapping[str, int]  # by key
    comment: int | None
    reviewer: int | None

    @classmethod
    def find(cls, sheet: _Sheet, against: Expected) -> "_Table | None":
        """The table; None where this isn't a score sheet."""
        for number, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            titles = {_title(value): index for index, value in reversed(list(enumerate(row))) if value is not None}
            columns = {each.key: titles[_title(each.name)] for each in against.criteria if _title(each.name) in titles}
            if _title(RECEIPT) in titles and columns:
                place = titles[_title(RECEIPT)]
                return cls(sheet, number, place, columns, titles.get(_title(COMMENT)), titles.get(_title(REVIEWER)))
        return None

    def named(self) -> str:
        """The reviewer that stands above the header, or in the sheet's name."""
        for row in self.sheet.rows[: self.head]:
            for index, value in enumerate(row[:-1]):
                if value is not None and _title(value) == _title(REVIEWER):
                    return plain(row[index + 1])
        prefix, _, name = self.sheet.name.partition("-")
        return name if prefix == NAME else ""

    def problem(self, row: int, column: int, found: str) -> Problem:
        return Problem(self.sheet.file, self.sheet.name, f"{get_column_letter(column + 1)}{row + 1}", found)


def _read_table(table: _Table, against: Expected, reading: Reading, reviewer: str) -> None:
    missing = [each.name for each in against.criteria if each.key not in table.criteria]
    if missing:
        found = f"缺少评分指标{'、'.join(missing)}的列"
        reading.problems.append(table.problem(table.head, table.receipt, found))
        return
    named = table.named() or reviewer
    for number, row in enumerate(table.sheet.rows[table.head + 1 :], table.head + 1):
        if any(value is not None for value in row):
            _read_row(table, number, row, named, against, reading)


def _read_row(table: _Table, number: int, row: Sequence[Any], named: str, against: Expected, reading: Reading) -> None:
    written = plain(row[table.receipt])
    scores = {key: _score(table, number, key, row, against, reading) for key in table.criteria}
    if not written:
        if any(value is not None for value in scores.values()):
            reading.problems.append(table.problem(number, table.receipt, "有分数而没有收件编号"))
        return
    case = _case(written, against)
    if case is None:
        found = f"“{written}”不是本次征集的收件编号，请从导出的评分表复制"
        reading.problems.append(table.problem(number, table.receipt, found))
        return
    own = plain(row[table.reviewer]) if table.reviewer is not None else ""
    comment = plain(row[table.comment])[:MOST_COMMENT] if table.comment is not None else ""
    ballot = Ballot(own or named, case.receipt, scores, comment)
    _add(table, number, ballot, case, against, reading)


def _case(written: str, against: Expected) -> Case | None:
    return next((against.cases[each] for each in find_receipts(written) if each in against.cases), None)


def _add(table: _Table, number: int, ballot: Ballot, case: Case, against: Expected, reading: Reading) -> None:
    def complain(found: str) -> None:
        reading.problems.append(table.problem(number, table.receipt, found))

    if not ballot.reviewer:
        if not ballot.empty:
            complain(f"没有写评审人：请在表头上方“{REVIEWER}”旁填写姓名，或用--reviewer指定")
        return
    if against.duty.is_barred(ballot.reviewer, case) and not ballot.empty:
        complain(f"{ballot.reviewer}应回避{case.organisation}，这一行不应有分数")
        return
    key = (ballot.reviewer, ballot.receipt)
    before = reading.ballots.get(key)
    if before is not None and not before.ballot.empty and not ballot.empty and before.ballot != ballot:
        complain(f"{ballot.reviewer}给{ballot.receipt}打了两次不同的分（另一处在{before.source}），请留下一次")
    elif before is None or before.ballot.empty:
        reading.ballots[key] = Entered(ballot, table.sheet.file, case.receipts)


def _score(
    table: _Table, number: int, key: str, row: Sequence[Any], against: Expected, reading: Reading
) -> float | None:
    """The value of one cell; None where it is empty, and where it is wrong, which is then said."""
    criterion = next(each for each in against.criteria if each.key == key)
    column = table.criteria[key]
    if (number, column) in table.sheet.uncounted:
        reading.problems.append(table.problem(number, column, "是没有计算结果的公式，请填写数字"))
        return None
    try:
        return read_points(criterion, row[column])
    except NotPoints as wrong:
        reading.problems.append(table.problem(number, column, str(wrong)))
        return None


def _title(value: Any) -> str:
    """A heading as it is compared: width, blanks and line breaks don't count."""
    return re.sub(r"\s+", "", plain(value))
