"""The clean rows as csv, json and jsonl. The same rows give the same bytes, one after the other in constant memory."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archive.views import ActivityView
from review_export.rows import Column, cell

ENCODINGS = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}  # as asked for: as written, with the BOM that Excel wants
_AS_CODES = {"verdict", "stage"}  # for programs the code, not the words


def write_json(path: Path, columns: Sequence[Column], rows: Iterable[ActivityView]) -> None:
    """A list of objects, one an activity, after `schema/activities.schema.json`."""
    with path.open(
        "w", encoding="utf-8", errors="replace", newline="\n"
    ) as stream:  # half a surrogate pair is no character
        separator = "[\n"
        for row in rows:
            stream.write(separator + json.dumps(_object(columns, row), ensure_ascii=False, indent=2))
            separator = ",\n"
        stream.write("[]\n" if separator == "[\n" else "\n]\n")


def write_jsonl(path: Path, columns: Sequence[Column], rows: Iterable[ActivityView]) -> None:
    """One such object a line."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(_object(columns, row), ensure_ascii=False) + "\n")


def _object(columns: Sequence[Column], row: ActivityView) -> dict[str, Any]:
    return {column.key: _plain(column, row) for column in columns if ":" not in column.key}


def _plain(column: Column, row: ActivityView) -> Any:
    if column.key == "documents":
        return [
            {"name": d.name, "sha256": d.sha256, "size": d.size, "role": d.role}
            for d in row.documents
            if d.role != "ignored"
        ]
    if column.key in _AS_CODES:
        return getattr(row, column.key)
    if column.key == "findings":
        return [{"code": each.code, "severity": each.severity, "detail": each.detail} for each in row.findings]
    found = row.fields.get(column.key)
    if isinstance(found, list):
        return found
    value = column.value(row)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else (value if value != "" else None)


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[ActivityView], encoding: str = "utf-8") -> None:
    """With BOM where UTF-8, so that Excel and WPS read it right; what a spreadsheet would take for a formula is kept text."""
    with path.open("w", encoding=ENCODINGS[encoding], errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_harmless(cell(column.title)) for column in columns])
        for row in rows:
            writer.writerow([_harmless(_shown(column.value(row))) for column in columns])


def _shown(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else cell(value)


def _harmless(value: Any) -> Any:
    """A text beginning like a formula gets a leading apostrophe, as OWASP advises for csv."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
