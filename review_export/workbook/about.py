"""The sheet 说明: what this is, what is in it, what was left out and why."""

from collections.abc import Sequence
from typing import Any

from review_export.workbook.look import Look, put

NAME = "说明"


def write_about(book: Any, look: Look, lines: Sequence[tuple[str, str]]) -> None:
    """Write the sheet; `lines` are names and texts."""
    sheet = book.add_worksheet(NAME)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_row(0, 0, ("项目", "内容"), look.head)
    for line, pair in enumerate(lines, 1):
        for index, text in enumerate(pair):
            put(sheet, look, line, index, text)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
