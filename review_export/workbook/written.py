"""The sheet 原样填写: what stood in the form, where the tidy columns say otherwise. The office's alone.

Another way to write the same is no difference worth a row: spaces and punctuation, 2020.4.16 for 2020-04-16, a box that
is ticked as the form asks.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from archive.views import ActivityView
from parsers.facts import FieldReading
from review_export.workbook.look import Look
from review_export.workbook.table import write_table

NAME = "原样填写"
_HEADS = (
    ("收件编号", 16),
    ("报送单位", 24),
    ("栏目", 14),
    ("表中原样", 44),
    ("整理为", 36),
    ("位置", 16),
    ("说明", 36),
)
_AT_ONCE = 200  # submissions
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]+")
_USUAL_TICKS = frozenset("√✓✔☑□☐")

Written = Callable[[Sequence[str]], Mapping[str, Sequence[FieldReading]]]
"""Of these receipt numbers each one's fields as they were read."""


def write_written(
    book: Any, look: Look, rows: Iterable[ActivityView], written: Written, options: Collection[str]
) -> None:
    """Write the sheet; `options` are the names beside which forms have boxes to tick."""
    lines = _lines(rows, written, options)
    first = next(lines, ("", "", "", "各栏整理后都与表中原样一致", "", "", ""))
    write_table(book, look, NAME, _HEADS, chain((first,), lines))


def _lines(rows: Iterable[ActivityView], written: Written, options: Collection[str]) -> Iterator[tuple[str, ...]]:
    going = iter(rows)
    while some := list(islice(going, _AT_ONCE)):
        found = written([row.receipt for row in some])
        for row in some:
            for each in found.get(row.receipt, ()):
                tidy = row.fields.get(each.key)
                stood = _marked(each.written, options) if isinstance(tidy, list) else each.written.strip()
                if each.problem or _differs(stood, tidy):
                    shown = "、".join(tidy) if isinstance(tidy, list) else str(tidy or "")
                    yield row.receipt, row.organisation, each.label, stood, shown, each.place, each.problem


def _differs(stood: str, tidy: Any) -> bool:
    if isinstance(tidy, list):
        return bool(stood)
    if isinstance(tidy, str) and _DAY.fullmatch(tidy):
        return _numbers(stood) != _numbers(tidy)
    return _characters(stood) != _characters(str(tidy or ""))


def _numbers(text: str) -> list[int]:
    return [int(each) for each in _NUMBER.findall(unicodedata.normalize("NFKC", text))]


def _characters(text: str) -> str:
    """Letters, digits, and what is neither space nor punctuation."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "ZPC")


def _marked(stood: str, options: Collection[str]) -> str:
    """The lines of a list of boxes that say more than the form and its usual ticks."""
    return "　".join(line.strip() for line in stood.split("\n") if _says_more(line, options))


def _says_more(line: str, options: Collection[str]) -> bool:
    for option in options:
        line = line.replace(option, "")
    return any(c not in _USUAL_TICKS and unicodedata.category(c)[0] not in "ZPC" for c in line)
