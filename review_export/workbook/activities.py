"""The sheet 活动汇总: one row an activity at a stage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from archive.views import ActivityView
from review_export.changes import Changed, Changes
from review_export.rows import PAGE, Column
from review_export.workbook.look import Look, colour_states, height, on_paper, put, put_head

NAME = "活动汇总"
_MOST_LINKS = 60_000  # Excel drops a sheet's links beyond 65,530
_LINK_WIDTH = 22
_NAMING = frozenset(("", "receipt", "stage", "organisation", "activity"))  # repeated on each page; "" is 变化

Links = Mapping[str, Sequence[tuple[str, str]]]
"""Of each receipt number: (heading, path relative to the workbook) of its documents."""


class _Head(NamedTuple):
    key: str
    title: str
    width: int  # characters


class _Cell(NamedTuple):
    value: Any
    target: str = ""  # where a link leads


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
    heads = [
        *([_Head("", "变化", 16)] if changes else []),
        *(_Head(column.key, column.title, column.width) for column in columns),
        *(_Head(f"document:{each}", each, _LINK_WIDTH) for each in headings),
    ]
    widths = [head.width for head in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    put_head(sheet, look, [head.title for head in heads], widths)
    line = linked = 0
    for line, row in enumerate(rows, 1):
        values = {column.title: column.value(row) for column in columns}
        changed = changes.of(row.receipt, values) if changes else None
        paths = dict(links.get(row.receipt, ()))
        cells = [
            *([_Cell(changed.words)] if changed else []),
            *_cells(columns, values.values()),
            *(_document(paths.get(heading, "")) for heading in headings),
        ]
        sheet.set_row(line, height([cell.value for cell in cells], widths))
        linked += _write(sheet, look, line, heads, cells, changed, _MOST_LINKS - linked)
    naming = len(list(takewhile(lambda head: head.key in _NAMING, heads)))
    for index in (index for index, head in enumerate(heads) if head.key == "verdict"):
        colour_states(sheet, look, index, 1, line)
    on_paper(sheet, look, widths, line, repeated=naming)
    sheet.activate()


def _cells(columns: Sequence[Column], values: Iterable[Any]) -> Iterator[_Cell]:
    for column, value in zip(columns, values, strict=True):
        yield _Cell("打开", value) if column.key == PAGE else _Cell(value)


def _document(path: str) -> _Cell:
    """A relative link, as Excel and WPS follow it from where the workbook lies."""
    return _Cell(path.rpartition("/")[2], f"external:{path}" if path else "")


def _write(
    sheet: Any,
    look: Look,
    line: int,
    heads: Sequence[_Head],
    cells: Sequence[_Cell],
    changed: Changed | None,
    links_left: int,
) -> int:
    """Write one row; returns how many links it has. Beyond the sheet's limit they are written as text."""
    linked = 0
    for index, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        if cell.target and linked < links_left:
            sheet.write_url(line, index, cell.target, look.link.of(line), cell.value)
            linked += 1
        else:
            shown = cell.target if head.key == PAGE else cell.value
            put(sheet, look, line, index, shown, changed is not None and head.title in changed.titles)
    return linked
