"""The roster (名册) from csv or xlsx, and as xlsx; the headers' wordings come from the wordbook."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from intake.call import Organisation
from intake.errors import ConfigurationError
from review_export.replacing import replacing
from review_export.sheet_file import sheet_rows
from review_export.workbook.look import look
from review_export.workbook.table import write_table

_SEVERAL = re.compile(r"[、;；|\n]+")
_WIDTHS = {"name": 32, "aliases": 24, "category": 14, "addresses": 32, "telephone": 18, "seals": 28}


def load_roster(path: Path, headers: Mapping[str, Sequence[str]]) -> tuple[Organisation, ...]:
    """The organisations expected, in the file's order. Raises ConfigurationError with one clear line."""
    rows = sheet_rows(path, "名册")
    columns = _columns(rows[0] if rows else [], headers)
    if "name" not in columns:
        raise ConfigurationError(f"名册{path}第一行没有单位名称一栏，应为{'、'.join(headers['name'])}之一")
    return tuple(_organisation(row, columns) for row in rows[1:] if _cell(row, columns, "name"))


def write_roster(
    path: Path,
    title: str,
    rows: Iterable[tuple[Organisation, Sequence[str]]],
    headers: Mapping[str, Sequence[str]],
    more: Sequence[str] = (),
) -> None:
    """The roster as a workbook that `load_roster` reads again; `more` columns stand behind, filled by each row's own.

    Raises OSError.
    """
    heads = [(headers[key][0], width) for key, width in _WIDTHS.items()] + [(name, 24) for name in more]
    with replacing(path) as partial, xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False}) as book:
        write_table(book, look(book, title), "名册", heads, ([*_row(unit), *own] for unit, own in rows))


def _row(unit: Organisation) -> list[str]:
    first, *others = unit.names
    several = ("、".join(others), unit.category, "、".join(unit.addresses), unit.telephone, "、".join(unit.seals))
    return [first, *several]


def _columns(header: Sequence[str], headers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {
        key: header.index(name) for key, names in headers.items() for name in reversed(list(names)) if name in header
    }


def _cell(row: Sequence[str], columns: Mapping[str, int], key: str) -> str:
    index = columns.get(key)
    return row[index] if index is not None and index < len(row) else ""


def _organisation(row: Sequence[str], columns: Mapping[str, int]) -> Organisation:
    return Organisation(
        names=(_cell(row, columns, "name"), *_several(_cell(row, columns, "aliases"))),
        category=_cell(row, columns, "category"),
        addresses=_several(_cell(row, columns, "addresses")),
        telephone=_cell(row, columns, "telephone"),
        seals=_several(_cell(row, columns, "seals")),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in _SEVERAL.split(text) if piece.strip())
