"""What is new or changed since an earlier export of ours, in whatever kind of file that was."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from intake.errors import ConfigurationError, reason
from review_export.csv_file import rows_of
from review_export.rows import cell

_RECEIPT = "收件编号"
_SHEET = "活动汇总"
_NEVER_COMPARED = frozenset(("变化", "网页"))


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed of one activity: the columns' titles, and the words for a person; nothing where it is as it was."""

    words: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """An earlier export, by receipt number and title; `seen` gathers what this export has, too."""

    earlier: Mapping[str, Mapping[str, str]]
    seen: set[str] = field(default_factory=set)

    def of(self, receipt: str, values: Mapping[str, Any]) -> Changed:
        """Compare one row with what stood there. Columns that the earlier export hadn't are no change."""
        self.seen.add(receipt)
        before = self.earlier.get(receipt)
        if before is None:
            return Changed("新增", (_RECEIPT,))
        titles = tuple(
            title
            for title, value in values.items()
            if title in before and title not in _NEVER_COMPARED and _plain(value) != before[title]
        )
        return Changed("更新：" + "、".join(titles), titles) if titles else Changed()

    def gone(self) -> tuple[str, ...]:
        """The receipt numbers that the earlier export had and this one hasn't."""
        return tuple(sorted(set(self.earlier) - self.seen))


def load_changes(path: Path, called: str = "") -> Changes:
    """An earlier xlsx or csv of an export; `called` in messages. Raises ConfigurationError with one clear line."""
    name = called or str(path)
    readers = {".xlsx": _workbook, ".csv": _csv}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise ConfigurationError(f"“{name}”应是以前导出的xlsx或csv文件")
    try:
        rows = list(read(path))
    except OSError as error:
        raise ConfigurationError(f"{name}不能读取（{reason(error)}）") from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError, csv.Error) as error:
        raise ConfigurationError(f"{name}不是以前导出的汇总表（{error}）") from error
    if not rows or _RECEIPT not in rows[0]:
        raise ConfigurationError(f"{name}里没有“{_RECEIPT}”一列，不是以前导出的汇总表")
    return Changes({row[_RECEIPT]: row for row in rows[1:] if row.get(_RECEIPT)} if len(rows) > 1 else {})


def _workbook(path: Path) -> Iterator[dict[str, str]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        yield from _keyed([_plain(value) for value in row] for row in book[_SHEET].iter_rows(values_only=True))
    finally:
        book.close()


def _csv(path: Path) -> Iterator[dict[str, str]]:
    yield from _keyed([value.removeprefix("'").removesuffix(" 00:00") for value in row] for row in rows_of(path))


def _keyed(rows: Iterable[list[str]]) -> Iterator[dict[str, str]]:
    """Each row by the titles; first the titles themselves, so that an empty table is told from none."""
    titles: list[str] | None = None
    for row in rows:
        titles = titles or row
        yield dict(zip(titles, row, strict=False))


def _plain(value: Any) -> str:
    """A value as both exports show it; a workbook gives a day back as its midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    if isinstance(value, date):
        return value.isoformat()
    return str(cell(value)).replace("\r\n", "\n")
