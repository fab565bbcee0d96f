"""What a reviewer wrote for one criterion, on a sheet or on a page, as a number."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import isfinite
from typing import Any

from intake.scoring.model import Criterion

_POINTS = re.compile(r"分$")
MOST_COMMENT = 2000  # characters


class Wrong(StrEnum):
    """What can be wrong with what a reviewer wrote: a sentence with places for what was found."""

    NO_NUMBER = "“%(found)s”不是数字"
    OUT_OF_RANGE = "%(name)s是%(found)s，应为%(least)s到%(most)s"
    TOO_LONG = "评语请不要超过%(most)s字"

    @property
    def wording(self) -> str:
        """For translation, before anything is filled in."""
        return self.value


class NotPoints(ValueError):
    """No number, or one out of range: `wrong` and what was `found` make the sentence."""

    def __init__(self, wrong: Wrong, **found: str) -> None:
        super().__init__(wrong.wording % found)
        self.wrong, self.found = wrong, found


def read_points(criterion: Criterion, written: Any) -> float | None:
    """The number, None where nothing is written; full width and 分 behind it don't count. Raises NotPoints."""
    text = plain(written)
    if text == "":
        return None
    number = _number(written, text)
    if number is None:
        raise NotPoints(Wrong.NO_NUMBER, found=text)
    if not criterion.least <= number <= criterion.most:
        least, most = f"{criterion.least:g}", f"{criterion.most:g}"
        raise NotPoints(Wrong.OUT_OF_RANGE, name=criterion.name, found=f"{number:g}", least=least, most=most)
    return number


def read_ballot(
    criteria: Iterable[Criterion], written: Mapping[str, Any], comment: str
) -> tuple[dict[str, float | None], dict[str, NotPoints]]:
    """What a form says: the values by criterion, and by criterion (or "comment") what is wrong with what was written."""
    values: dict[str, float | None] = {}
    faults = {"comment": NotPoints(Wrong.TOO_LONG, most=str(MOST_COMMENT))} if len(comment) > MOST_COMMENT else {}
    for each in criteria:
        try:
            values[each.key] = read_points(each, written.get(each.key))
        except NotPoints as wrong:
            faults[each.key] = wrong
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
