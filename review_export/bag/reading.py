"""A 归档文件目录 that a person has completed, read back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from intake.errors import ConfigurationError, reason
from review_export.bag.catalogue import RETENTIONS, Corrections
from review_export.bag.sheet import HEADINGS, KEY, NAME

_FIELDS = {each.title: each.field for each in HEADINGS if each.field}
_WHOLE = frozenset(("number", "pages"))
_MOST = 10_000_000  # a 件号 or a count of pages beyond it is a slip


def load_catalogue(path: Path) -> Corrections:
    """What was filled in, by receipt number. Raises ConfigurationError with the row and what to mend."""
    try:
        return _corrections(path, list(_rows(path)))
    except OSError as error:
        raise ConfigurationError(f"归档文件目录{path}不能读取（{reason(error)}）") from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise ConfigurationError(f"{path}不是归档文件目录（{error}），请用export --bag导出的那一个填写") from error


def _rows(path: Path) -> Iterator[Sequence[Any]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        yield from book[NAME].iter_rows(values_only=True)
    finally:
        book.close()


def _corrections(path: Path, rows: Sequence[Sequence[Any]]) -> Corrections:
    titles = [str(each or "").strip() for each in rows[0]] if rows else []
    if KEY not in titles:
        raise ConfigurationError(f"{path}里没有“{KEY}”一列，不是归档文件目录，请用export --bag导出的那一个填写")
    found: dict[str, Mapping[str, str | int]] = {}
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(titles, row, strict=False))
        key = _text(cells.get(KEY))
        if not key:
            if any(_text(each) for each in row):
                raise ConfigurationError(f"{path}第{line}行没有{KEY}，不知道是哪一件，请填上或删去这一行")
            continue
        if key in found:
            raise ConfigurationError(f"{path}第{line}行的{KEY}{key}前面已经有了，请删去一行")
        found[key] = dict(_given(cells, f"{path}第{line}行"))
    return found


def _given(cells: Mapping[str, Any], where: str) -> Iterator[tuple[str, str | int]]:
    for title, name in _FIELDS.items():
        written = _text(cells.get(title))
        if written:
            yield name, _checked(name, title, written, where)


def _checked(name: str, title: str, written: str, where: str) -> str | int:
    if name in _WHOLE:
        if not re.fullmatch(r"[0-9]+", written) or not 0 < int(written) < _MOST:
            raise ConfigurationError(f"{where}的{title}是“{written}”，应为整数")
        return int(written)
    if name == "date" and not _is_day(written):
        raise ConfigurationError(f"{where}的日期是“{written}”，应为八位数字，如20200416")
    if name == "year" and not re.fullmatch(r"[0-9]{4}", written):
        raise ConfigurationError(f"{where}的年度是“{written}”，应为四位数字，如2020")
    if name == "retention" and written not in RETENTIONS:
        raise ConfigurationError(f"{where}的保管期限是“{written}”，应为{'、'.join(RETENTIONS)}之一")
    return written


def _is_day(written: str) -> bool:
    try:
        return bool(re.fullmatch(r"[0-9]{8}", written)) and bool(date.fromisoformat(written))
    except ValueError:
        return False


def _text(value: Any) -> str:
    """A cell as it is shown: Excel makes numbers of numbers, and days of what looks like one."""
    if isinstance(value, datetime | date):
        return f"{value:%Y%m%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value if value is not None else "").split())
