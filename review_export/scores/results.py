"""The rankings as a workbook, one sheet an award, and as lines for programs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from intake.scoring import Award, Mean, Ranked, Standing
from review_export.replacing import replacing
from review_export.workbook.look import look
from review_export.workbook.table import write_table

_SELECTED = {True: "入选", False: "", None: "并列，须人工决定"}
_CATEGORY = "类别"
_DECIMALS = 4
_UNSAFE = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def write_results(path: Path, call: str, rankings: Mapping[str, tuple[Award, Sequence[Standing]]]) -> None:
    """Write the workbook; `call` is the call's title. Raises OSError."""
    with replacing(path) as partial, xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False}) as book:
        style = look(book, call)
        for award, standings in rankings.values():
            known = any(each.category for each in standings)
            columns = [index for index, (title, _) in enumerate(_heads(award)) if known or title != _CATEGORY]
            heads = [head for index, head in enumerate(_heads(award)) if index in columns]
            lines = ([line[index] for index in columns] for line in _lines(standings))
            write_table(book, style, award.name.translate(_UNSAFE)[:31], heads, lines)


def _heads(award: Award) -> Iterator[tuple[str, int]]:
    yield from (("名次", 8), ("报送单位", 28), ("活动名称", 36), (_CATEGORY, 12), ("收件编号", 16))
    yield "平均分", 10
    yield "去掉最高最低分", 14
    yield "标准差", 10
    yield ("各评审总分" if award.to is Ranked.CASE else "各活动得分"), 30
    yield "尚缺评分", 22
    yield f"入选（按{'平均分' if award.mean is Mean.MEAN else '去掉最高最低分后的平均分'}）", 22


def _lines(standings: Sequence[Standing]) -> Iterator[list[Any]]:
    for each in standings:
        place = f"{each.place}（并列）" if each.tied else (each.place or "未评")
        yield [
            place,
            each.organisation,
            each.activity,
            each.category,
            "\n".join(each.receipts),
            *("" if value is None else round(value, _DECIMALS) for value in (each.mean, each.trimmed, each.spread)),
            "\n".join(f"{name} {total:.2f}" for name, total in sorted(each.totals.items())),
            "、".join(each.missing),
            _SELECTED[each.selected],
        ]


def as_json(award: Award, each: Standing) -> dict[str, Any]:
    """One row of a ranking for `scores --json`."""
    return {
        "award": award.key,
        "place": each.place,
        "tied": each.tied,
        "selected": each.selected,
        "organisation": each.organisation,
        "activity": each.activity,
        "category": each.category,
        "receipts": list(each.receipts),
        "score": each.score,
        "mean": each.mean,
        "trimmed": each.trimmed,
        "spread": each.spread,
        "totals": dict(each.totals),
        "missing": list(each.missing),
    }
