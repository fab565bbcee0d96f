"""The sheets 评分表: where reviewers write their scores. Only the score cells can be changed; there is no password."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from intake.scoring import Ballot, Case, Criterion
from review_export.rows import cell
from review_export.workbook.look import Look, height, on_paper, put, put_head

NAME = "评分表"
REVIEWER = "评审人"
RECEIPT = "收件编号"
COMMENT = "评语"
_LEADING = ((RECEIPT, 16), ("阶段", 10), ("报送单位", 26), ("活动名称", 34))
_SCORE_WIDTH, _COMMENT_WIDTH = 12, 40
_LOW = 26.0  # points: room for a pen, where the sheet is filled in on paper
_HEAD_LINE = 1  # the reviewer's name stands above the header
_UNSAFE_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}


def write_scoring(
    book: Any,
    look: Look,
    criteria: Sequence[Criterion],
    reviewer: str,
    cases: Iterable[Case],
    stages: Mapping[str, str],
    given: Mapping[str, Ballot],
) -> None:
    """Write one sheet: for one reviewer, or, without a name, for whoever writes theirs into the cell beside 评审人.

    A row a case, plan and report together; `stages` names each receipt number's, `given` are ballots by any of a case's
    receipt numbers, so that a sheet that comes back takes nothing away.
    """
    sheet = book.add_worksheet(_sheet_name(reviewer, {each.get_name().lower() for each in book.worksheets()}))
    heads = [*_LEADING, *((each.name, _SCORE_WIDTH) for each in criteria), ("总分", 10), (COMMENT, _COMMENT_WIDTH)]
    widths = [width for _, width in heads]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, REVIEWER, look.head)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 1, 0, 2, "", look.free)
    sheet.write_string(0, 1, cell(reviewer), look.free)
    sheet.merge_range(0, 3, 0, len(heads) - 1, "", look.note)
    sheet.write_string(0, 3, _how(criteria), look.note)
    put_head(sheet, look, [title for title, _ in heads], widths, _HEAD_LINE)
    first = line = _HEAD_LINE + 1
    for line, case in enumerate(cases, first):
        ballot = next((given[receipt] for receipt in case.receipts if receipt in given), None)
        _write_row(sheet, look, line, case, criteria, stages, widths, ballot)
    _guard(sheet, criteria, first, line, book)
    on_paper(sheet, look, widths, line - _HEAD_LINE, head=_HEAD_LINE, repeated=len(_LEADING))
    sheet.freeze_panes(first, len(_LEADING))
    sheet.protect("", _ALLOWED)


def _how(criteria: Sequence[Criterion]) -> str:
    """Excel and WPS sort no locked cells, whatever the sheet allows."""
    ranges = "；".join(f"{each.name}{each.least:g}–{each.most:g}分、权重{each.weight:g}" for each in criteria)
    return f"请只填写分数和评语（{ranges}）。可以筛选；要排序，先点“审阅”里的“撤销工作表保护”，没有密码。收件编号请勿改动。"


def _write_row(
    sheet: Any,
    look: Look,
    line: int,
    case: Case,
    criteria: Sequence[Criterion],
    stages: Mapping[str, str],
    widths: Sequence[int],
    ballot: Ballot | None,
) -> None:
    of = "\n".join(stages[receipt] for receipt in case.receipts)
    known = ("\n".join(case.receipts), of, case.organisation, case.activity)
    sheet.set_row(line, max(_LOW, height(known, widths[: len(known)])))
    for index, value in enumerate(known):
        put(sheet, look, line, index, value)
    for index, each in enumerate(criteria, len(known)):
        sheet.write(line, index, ballot.values.get(each.key) if ballot else None, look.free)
    total = ballot.total(tuple(criteria)) if ballot else None
    place = len(known) + len(criteria)
    sheet.write_formula(line, place, _total(line, len(known), criteria), look.total, "" if total is None else total)
    sheet.write_string(line, place + 1, cell(ballot.comment if ballot else ""), look.comment)


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
