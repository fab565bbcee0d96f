"""A sheet that is one table: a header, rows as they come, filters, print set-up."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from review_export.workbook.look import Look, colour_states, height, on_paper, put, put_head


def write_table(
    book: Any,
    look: Look,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    states: Collection[int] = (),
) -> Any:
    """Write a sheet; `heads` are titles with their widths in characters. Returns the sheet.

    The columns `states`, from 0, say in which state something is.
    """
    sheet = book.add_worksheet(name)
    widths = [width for _, width in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    put_head(sheet, look, [title for title, _ in heads], widths)
    line = 0
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, height(row, widths))
        for index, value in enumerate(row):
            put(sheet, look, line, index, value)
    for column in states:
        colour_states(sheet, look, column, 1, line)
    on_paper(sheet, look, widths, line)
    return sheet
