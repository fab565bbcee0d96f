"""What a reviewer wrote for one criterion, on a sheet or on a page, as a number."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from intake.scoring.model import Criterion

_POINTS = re.compile(r"分$")
MOST_COMMENT = 2000  # characters


class NotPoints(ValueError):
    """No number, or one out of range: the sentence says which."""


def read_points(criterion: Criterion, written: Any) -> float | None:
    """The number, None where nothing is written; full width and 分 behind it don't count. Raises NotPoints."""
    text = plain(written)
    if text == "":
        return None
    number = _number(written, text)
    if number is None:
        raise NotPoints(f"“{text}”不是数字")
    if not criterion.least <= number <= criterion.most:
        raise NotPoints(f"{criterion.name}是{number:g}，应为{criterion.least:g}到{criterion.most:g}")
    return number


def read_ballot(
    criteria: Iterable[Criterion], written: Mapping[str, Any], comment: str
) -> tuple[dict[str, float | None], dict[str, str]]:
    """What a form says: the values by criterion, and by criterion (or "comment") what is wrong with what was written."""
    values: dict[str, float | None] = {}
    faults = {"comment": f"评语请不要超过{MOST_COMMENT}字"} if len(comment) > MOST_COMMENT else {}
    for each in criteria:
        try:
            values[each.key] = read_points(each, written.get(each.key))
        except NotPoints as wrong:
            faults[each.key] = str(wrong)
    return values, faults


def plain(written: Any) -> str:
    """A cell's or a field's text: half width, without space around it."""
    return "" if written is None else unicodedata.normalize("NFKC", str(written)).strip()


def _number(written: Any, text: str) -> float | None:
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return float(written)
    try:
        number = float(_POINTS.sub("", text))
    except ValueError:
        return None
    return number if isfinite(number) else None
