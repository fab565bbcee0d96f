"""The sheet 说明: what this is, what is in it, what was left out and why."""

from collections.abc import Sequence
from typing import Any

from review_export.workbook.look import Look, height, page_lines, put, put_head

NAME = "说明"
_TITLE = "报送汇总"
_WIDTHS = (16, 80)
_HEAD_LINE = 1  # the title stands above the header


def write_about(book: Any, look: Look, lines: Sequence[tuple[str, str]]) -> None:
    """Write the sheet; `lines` are names and texts."""
    sheet = book.add_worksheet(NAME)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 40)
    sheet.write_string(0, 0, _TITLE, look.title)
    put_head(sheet, look, ("项目", "内容"), _WIDTHS, _HEAD_LINE)
    for line, pair in enumerate(lines, _HEAD_LINE + 1):
        sheet.set_row(line, height(pair, _WIDTHS) + 6)
        for index, text in enumerate(pair):
            put(sheet, look, line, index, text)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    page_lines(sheet, look)
