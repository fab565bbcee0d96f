"""The sheet 字典: what the columns, the words and the criteria mean."""

from collections.abc import Iterator, Sequence
from typing import Any

from intake.call import Call
from intake.codes import Verdict
from review_export.rows import Column
from review_export.workbook.look import Look
from review_export.workbook.table import write_table

NAME = "字典"
_HEADS = (("类别", 12), ("名称", 26), ("代号", 26), ("说明", 70))
_VERDICTS = {
    Verdict.ACCEPTED: "材料齐全，核对未发现问题",
    Verdict.CORRECTION: "材料有缺漏或差错，已请报送单位补正",
    Verdict.REVIEW: "有程序不能判断之处，等工作人员核对",
}


def write_dictionary(book: Any, look: Look, columns: Sequence[Column], calls: Sequence[Call]) -> None:
    """Write the sheet."""
    write_table(book, look, NAME, _HEADS, _lines(columns, calls))


def _lines(columns: Sequence[Column], calls: Sequence[Call]) -> Iterator[tuple[str, str, str, str]]:
    for column in columns:
        yield "列", column.title, column.key, column.meaning
    for verdict, meaning in _VERDICTS.items():
        yield "核对结果", verdict.wording, verdict.value, meaning
    for call in calls:
        for each in call.criteria:
            said = f"{each.least:g}–{each.most:g}分，权重{each.weight:g}。{each.meaning}"
            yield "评分指标", each.name, each.key, said
