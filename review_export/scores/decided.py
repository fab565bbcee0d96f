"""Results that an officer decided by hand: a list with a receipt number and a result in each row."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from intake.errors import ConfigurationError
from intake.receipt import find_receipts
from intake.results import Result
from intake.scoring import Case
from review_export.sheet_file import sheet_rows

RECEIPT, RESULT = "收件编号", "结果"
NOT_SELECTED = "未入选"


def read_results(path: Path, cases: Iterable[Case]) -> tuple[Result, ...]:
    """The results in the list's order. A result is the award's name, several joined by 、, or 未入选.

    Raises ConfigurationError for the first row that can't be told: no known number, no result, or one that stands twice.
    """
    by_receipt = {receipt: case for case in cases for receipt in case.receipts}
    found: dict[tuple[str, ...], Result] = {}
    for line, number, said in _rows(path):
        case = by_receipt.get(number)
        if case is None:
            raise ConfigurationError(f"{path}第{line}行：没有材料齐全的报送件“{number}”，请核对收件编号")
        if not said:
            raise ConfigurationError(f"{path}第{line}行：{number}没有写结果，请写奖项名称或“{NOT_SELECTED}”")
        if case.receipts in found:
            raise ConfigurationError(f"{path}第{line}行：{number}（{case.activity}）前面已经有一行，请只留一行")
        awards = () if said == NOT_SELECTED else tuple(each.strip() for each in said.split("、") if each.strip())
        found[case.receipts] = Result(case.receipts, case.organisation, case.activity, awards)
    return tuple(found.values())


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, receipt number and result of each row that says anything."""
    rows = sheet_rows(path, "结果表")
    columns = _columns(rows[0] if rows else [])
    if len(columns) < 2:
        raise ConfigurationError(f"{path}第一行应有“{RECEIPT}”和“{RESULT}”两栏")
    for line, row in enumerate(rows[1:], 2):
        number, said = (row[columns[name]] if columns[name] < len(row) else "" for name in (RECEIPT, RESULT))
        if number or said:
            yield line, next(iter(find_receipts(number)), number), said


def _columns(header: list[str]) -> Mapping[str, int]:
    return {name: header.index(name) for name in (RECEIPT, RESULT) if name in header}
