"""The roster (名册) from csv or xlsx; the headers' wordings come from the wordbook."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from intake.call import Organisation
from intake.errors import ConfigurationError
from review_export.sheet_file import sheet_rows

_SEVERAL = re.compile(r"[、;；|\n]+")


def load_roster(path: Path, headers: Mapping[str, Sequence[str]]) -> tuple[Organisation, ...]:
    """The organisations expected, in the file's order. Raises ConfigurationError with one clear line."""
    rows = sheet_rows(path, "名册")
    columns = _columns(rows[0] if rows else [], headers)
    if "name" not in columns:
        raise ConfigurationError(f"名册{path}第一行没有单位名称一栏，应为{'、'.join(headers['name'])}之一")
    return tuple(_organisation(row, columns) for row in rows[1:] if _cell(row, columns, "name"))


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
