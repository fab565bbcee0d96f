"""The sheet 问题清单: what is open with each activity, one row a finding. The office's alone: it quotes contact data."""

from collections.abc import Iterable, Iterator
from typing import Any

from archive.views import ActivityView
from review_export.workbook.look import Look
from review_export.workbook.table import write_table

NAME = "问题清单"
_HEADS = (("收件编号", 16), ("报送单位", 26), ("活动名称", 30), ("程度", 14), ("核对意见", 90))
_WORDS = {"error": "需补正", "review": "待人工核对", "warning": "提示"}


def write_issues(book: Any, look: Look, rows: Iterable[ActivityView]) -> None:
    """Write the sheet."""
    write_table(book, look, NAME, _HEADS, _lines(rows), states=(3,))


def _lines(rows: Iterable[ActivityView]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        for each in row.findings:
            if each.severity in _WORDS:
                yield row.receipt, row.organisation, row.activity, _WORDS[each.severity], each.detail
