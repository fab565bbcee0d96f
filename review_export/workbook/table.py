"""A sheet that is one table: a header, rows as they come, filters, print set-up."""

from collections.abc import Iterable, Sequence
from typing import Any

from review_export.workbook.look import Look, height, on_paper, put


def write_table(
    book: Any,
    look: Look,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
) -> Any:
    """Write a sheet; `heads` are titles with their widths in characters. Returns the sheet."""
    sheet = book.add_worksheet(name)
    widths = [width for _, width in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 30)
    sheet.write_row(0, 0, [title for title, _ in heads], look.head)
    line = 0
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, height(row, widths))
        for index, value in enumerate(row):
            put(sheet, look, line, index, value)
    on_paper(sheet, widths, line)
    return sheet
