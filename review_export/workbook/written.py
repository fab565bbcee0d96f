"""The sheet 原样填写: what stood in the form, where the tidy columns say otherwise. The office's alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from archive.views import ActivityView
from parsers.facts import FieldReading
from review_export.workbook.look import Look
from review_export.workbook.table import write_table

NAME = "原样填写"
_HEADS = (
    ("收件编号", 16),
    ("报送单位", 26),
    ("栏目", 14),
    ("表中原样", 44),
    ("整理为", 44),
    ("位置", 16),
    ("说明", 26),
)
_AT_ONCE = 200  # submissions

Written = Callable[[Sequence[str]], Mapping[str, Sequence[FieldReading]]]
"""Of these receipt numbers each one's fields as they were read."""


def write_written(book: Any, look: Look, rows: Iterable[ActivityView], written: Written) -> None:
    """Write the sheet."""
    write_table(book, look, NAME, _HEADS, _lines(rows, written))


def _lines(rows: Iterable[ActivityView], written: Written) -> Iterator[tuple[str, ...]]:
    going = iter(rows)
    while some := list(islice(going, _AT_ONCE)):
        found = written([row.receipt for row in some])
        for row in some:
            for each in found.get(row.receipt, ()):
                tidy = _shown(row.fields.get(each.key))
                if each.problem or _plain(each.written) != _plain(tidy):
                    stood = each.written
                    if isinstance(row.fields.get(each.key), list):  # ticks, one a line
                        stood = "　".join(stood.split("\n"))
                    yield row.receipt, row.organisation, each.label, stood, tidy, each.place, each.problem


def _shown(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value or "")


def _plain(text: str) -> str:
    """Blanks and line breaks are no difference worth a row."""
    return "".join(text.split())
