"""The clean spreadsheet as xlsx, csv and json. The same rows give the same bytes."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter

from archive.views import ActivityView
from review_export.rows import Column, cell

_FONT = "微软雅黑"
_HEAD = {
    "bold": True,
    "bg_color": "#8A1C19",
    "font_color": "#FFFFFF",
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "border_color": "#D0D3D9",
    "text_wrap": True,
    "font_name": _FONT,
    "font_size": 11,
}
_BODY = {
    "valign": "top",
    "border": 1,
    "border_color": "#D0D3D9",
    "text_wrap": True,
    "font_name": _FONT,
    "font_size": 10,
    "num_format": "@",
}
_LINE = 15.0  # points a line of text
_TALLEST = 220.0  # points: a row that a screen shows


def write_json(path: Path, columns: Sequence[Column], rows: Sequence[ActivityView]) -> None:
    """A list of objects, one an activity; lists stay lists."""
    content = [{column.key: _plain(column, row) for column in columns if ":" not in column.key} for row in rows]
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_bytes(text.encode("utf-8", "replace"))  # half a surrogate pair is no character


def _plain(column: Column, row: ActivityView) -> Any:
    if column.key == "documents":
        return [
            {"name": d.name, "sha256": d.sha256, "size": d.size, "role": d.role}
            for d in row.documents
            if d.role != "ignored"
        ]
    if column.key == "verdict":
        return row.verdict
    if column.key == "stage":
        return row.stage
    if column.key == "findings":
        return [{"code": each.code, "severity": each.severity, "detail": each.detail} for each in row.findings]
    found = row.fields.get(column.key)
    return found if isinstance(found, list) else column.value(row) or None


def write_csv(path: Path, columns: Sequence[Column], rows: Sequence[ActivityView]) -> None:
    """UTF-8 with BOM, so that Excel and WPS read it right; what a spreadsheet would take for a formula is kept text."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        _write_lines(stream, columns, rows)


def _write_lines(stream: TextIO, columns: Sequence[Column], rows: Sequence[ActivityView]) -> None:
    writer = csv.writer(stream)
    writer.writerow([_harmless(cell(column.title)) for column in columns])
    for row in rows:
        writer.writerow([_harmless(cell(column.value(row))) for column in columns])


def _harmless(value: Any) -> Any:
    """A text beginning like a formula gets a leading apostrophe, as OWASP advises for csv."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def write_xlsx(
    path: Path,
    columns: Sequence[Column],
    rows: Sequence[ActivityView],
    about: Sequence[tuple[str, str]],
) -> None:
    """A workbook: 活动汇总 first, for the office 问题清单, and 说明 with the lines of `about`."""
    newest = max((row.last_received_at for row in rows), default=datetime(2020, 1, 1))  # noqa: DTZ001  a workbook knows no zones
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "报送汇总", "created": newest.replace(tzinfo=None)})
        head, body = book.add_format(_HEAD), book.add_format(_BODY)
        number = book.add_format({**_BODY, "num_format": "0"})
        _write_activities(book, columns, rows, (head, body, number))
        if any(column.key == "findings" for column in columns):
            _write_findings(book, rows, head, body)
        _write_about(book, about, head, body)


def _write_about(book: Any, about: Sequence[tuple[str, str]], head: Any, body: Any) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_row(0, 0, ("项目", "内容"), head)
    for index, (name, text) in enumerate(about, 1):
        sheet.write_string(index, 0, name, body)
        sheet.write_string(index, 1, cell(text), body)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)


def _write_activities(
    book: Any, columns: Sequence[Column], rows: Sequence[ActivityView], formats: tuple[Any, Any, Any]
) -> None:
    head, body, number = formats
    sheet = book.add_worksheet("活动汇总")
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 30)
    sheet.write_row(0, 0, [column.title for column in columns], head)
    for line, row in enumerate(rows, 1):
        values = [cell(column.value(row)) for column in columns]
        sheet.set_row(line, _height(values, columns))
        for index, value in enumerate(values):
            if isinstance(value, int | float):
                sheet.write_number(line, index, value, number)
            else:
                sheet.write_string(line, index, str(value), body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第&P页 共&N页")
    sheet.activate()


def _height(values: Sequence[Any], columns: Sequence[Column]) -> float:
    """Tall enough for the longest cell, a Chinese character being two columns wide; never taller than a screen likes."""
    lines = 1
    for value, column in zip(values, columns, strict=True):
        if isinstance(value, str) and value:
            lines = max(
                lines,
                sum(1 + sum(2 if ord(c) > 0x2E80 else 1 for c in part) // column.width for part in value.split("\n")),
            )
    return min(_TALLEST, 6 + lines * _LINE)


def _write_findings(book: Any, rows: Sequence[ActivityView], head: Any, body: Any) -> None:
    sheet = book.add_worksheet("问题清单")
    for index, width in enumerate((16, 26, 30, 14, 90)):
        sheet.set_column(index, index, width)
    sheet.write_row(0, 0, ("收件编号", "报送单位", "活动名称", "程度", "核对意见"), head)
    words = {"error": "需补正", "review": "待人工核对", "warning": "提示"}
    line = 0
    for row in rows:
        for each in row.findings:
            if each.severity in words:
                line += 1
                texts = (row.receipt, row.organisation, row.activity, words[each.severity], each.detail)
                for index, text in enumerate(texts):
                    sheet.write_string(line, index, cell(text), body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, line), 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
