"""The sheets 评分表: where reviewers write their scores. Only the score cells can be changed; there is no password."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from archive.views import ActivityView
from intake.scoring import Criterion
from review_export.rows import cell
from review_export.workbook.look import Look, height, on_paper, put

NAME = "评分表"
REVIEWER = "评审人"
RECEIPT = "收件编号"
COMMENT = "评语"
_LEADING = ((RECEIPT, 16), ("阶段", 10), ("报送单位", 26), ("活动名称", 34))
_SCORE_WIDTH, _COMMENT_WIDTH = 12, 40
_HEAD_LINE = 1  # the reviewer's name stands above the header
_UNSAFE_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}


def write_scoring(
    book: Any,
    look: Look,
    criteria: Sequence[Criterion],
    reviewer: str,
    rows: Iterable[ActivityView],
    stages: dict[str, str],
) -> None:
    """Write one sheet: for one reviewer, or, without a name, for whoever writes theirs into the cell beside 评审人."""
    sheet = book.add_worksheet(_sheet_name(reviewer, {each.get_name().lower() for each in book.worksheets()}))
    heads = [*_LEADING, *((each.name, _SCORE_WIDTH) for each in criteria), ("总分", 10), (COMMENT, _COMMENT_WIDTH)]
    widths = [width for _, width in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, REVIEWER, look.head)
    sheet.write_string(0, 1, cell(reviewer), look.free)
    sheet.write_string(0, 3, _how(criteria), look.note)
    sheet.set_row(_HEAD_LINE, 30)
    sheet.write_row(_HEAD_LINE, 0, [title for title, _ in heads], look.head)
    first = line = _HEAD_LINE + 1
    for line, row in enumerate(rows, first):
        _write_row(sheet, look, line, row, criteria, stages, widths)
    _guard(sheet, criteria, first, line, book)
    on_paper(sheet, widths, line - _HEAD_LINE, head=_HEAD_LINE, repeated=len(_LEADING))
    sheet.protect("", _ALLOWED)


def _how(criteria: Sequence[Criterion]) -> str:
    ranges = "；".join(f"{each.name} {each.least:g}–{each.most:g}" for each in criteria)
    return f"请只填写各项分数和评语（{ranges}）。可以排序、筛选；收件编号请勿改动。"


def _write_row(
    sheet: Any,
    look: Look,
    line: int,
    row: ActivityView,
    criteria: Sequence[Criterion],
    stages: dict[str, str],
    widths: Sequence[int],
) -> None:
    known = (row.receipt, stages.get(row.stage, row.stage), row.organisation, row.activity)
    sheet.set_row(line, height(known, widths[: len(known)]))
    for index, value in enumerate(known):
        put(sheet, look, line, index, value)
    for index in range(len(known), len(known) + len(criteria)):
        sheet.write_blank(line, index, None, look.free)
    sheet.write_formula(line, len(known) + len(criteria), _total(line, len(known), criteria), look.total, "")
    sheet.write_blank(line, len(known) + len(criteria) + 1, None, look.free)


def _total(line: int, first: int, criteria: Sequence[Criterion]) -> str:
    """The weighted total as a formula, as `intake.scoring.Ballot.total` computes it; empty until every score is there."""
    cells = [xl_rowcol_to_cell(line, first + index) for index in range(len(criteria))]
    weights = sum(each.weight for each in criteria)
    parts = "+".join(
        f"{100 * each.weight / weights / (each.most - each.least):.10g}*({place}-{each.least:g})"
        for place, each in zip(cells, criteria, strict=True)
    )
    return f'=IF(COUNT({cells[0]}:{cells[-1]})={len(cells)},{parts},"")'


def _guard(sheet: Any, criteria: Sequence[Criterion], first: int, last: int, book: Any) -> None:
    """Only numbers in range can be typed; what was pasted out of range turns red, what is missing yellow."""
    wrong, missing = book.add_format({"bg_color": "#F8CBAD"}), book.add_format({"bg_color": "#FFF9E5"})
    for index, each in enumerate(criteria, len(_LEADING)):
        place = (first, index, max(first, last), index)
        between = {"criteria": "between", "minimum": f"{each.least:g}", "maximum": f"{each.most:g}"}
        sheet.data_validation(
            *place,
            {
                **between,
                "validate": "decimal",
                "input_title": each.name[:32],
                "input_message": f"{each.meaning}（{each.least:g}–{each.most:g}）"[:255],
                "error_title": "分数不在范围内",
                "error_message": f"{each.name}应为{each.least:g}到{each.most:g}之间的数",
            },
        )
        sheet.conditional_format(*place, {"type": "blanks", "format": missing, "stop_if_true": True})
        sheet.conditional_format(*place, {**between, "type": "cell", "criteria": "not between", "format": wrong})


def _sheet_name(reviewer: str, taken: Collection[str]) -> str:
    """评分表-姓名, within 31 characters, without those that Excel refuses, and no other sheet's."""
    wanted = f"{NAME}-{reviewer.translate(_UNSAFE_IN_SHEET_NAMES)}" if reviewer else NAME
    endings = ("", *(f"({number})" for number in range(2, 1000)))
    names = (wanted[: 31 - len(ending)] + ending for ending in endings)
    return next(name for name in names if name.lower() not in taken)
