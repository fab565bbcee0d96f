"""The sheet 活动汇总: one row an activity at a stage."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.views import ActivityView
from review_export.changes import Changes
from review_export.rows import Column
from review_export.workbook.look import Look, height, on_paper, put

NAME = "活动汇总"
_MOST_LINKS = 60_000  # Excel drops a sheet's links beyond 65,530
_LINK_WIDTH = 22

Links = Mapping[str, Sequence[tuple[str, str]]]
"""Of each receipt number: (heading, path relative to the workbook) of its documents."""


def write_activities(
    book: Any,
    look: Look,
    columns: Sequence[Column],
    rows: Iterable[ActivityView],
    changes: Changes | None,
    links: Links,
) -> None:
    """Write the sheet; what changed since an earlier export is marked and said in a column of its own."""
    sheet = book.add_worksheet(NAME)
    headings = list(dict.fromkeys(heading for of_one in links.values() for heading, _ in of_one))
    marking = [("变化", 16)] if changes else []
    heads = [
        *marking,
        *((column.title, column.width) for column in columns),
        *((each, _LINK_WIDTH) for each in headings),
    ]
    widths = [width for _, width in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 30)
    sheet.write_row(0, 0, [title for title, _ in heads], look.head)
    line = linked = 0
    for line, row in enumerate(rows, 1):
        values = [column.value(row) for column in columns]
        changed = (
            changes.of(row.receipt, dict(zip((column.title for column in columns), values, strict=True)))
            if changes
            else None
        )
        said = [changed.words] if changed else []
        sheet.set_row(line, height([*said, *values, *("" for _ in headings)], widths))
        for index, value in enumerate([*said, *values]):
            titles = changed.titles if changed else ()
            put(sheet, look, line, index, value, heads[index][0] in titles)
        paths = dict(links.get(row.receipt, ()))
        for index, heading in enumerate(headings, len(said) + len(values)):
            linked += _link(sheet, look, line, index, paths.get(heading, ""), linked < _MOST_LINKS)
    on_paper(sheet, len(heads), line)
    sheet.activate()


def _link(sheet: Any, look: Look, line: int, column: int, path: str, as_link: bool) -> int:
    """A relative link, as Excel and WPS follow it from where the workbook lies; 1 where one was written."""
    name = path.rpartition("/")[2]
    if path and as_link:
        sheet.write_url(line, column, f"external:{path}", look.link.of(line), name)
        return 1
    put(sheet, look, line, column, name)
    return 0
