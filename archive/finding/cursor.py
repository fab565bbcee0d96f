"""Where a page of hits ended, as a word that the next page is asked for with."""

import re
from dataclasses import dataclass

from archive.finding.errors import QueryRefused

_BY_DATE = re.compile(r"d(-?\d{1,19})")
_BY_RELEVANCE = re.compile(r"r(-?\d{1,19})\.(\d{1,6})(?:\.(-?\d{1,19}))?")


@dataclass(frozen=True, slots=True)
class ByDate:
    """The page goes on below this entry."""

    before: int

    def __str__(self) -> str:
        return f"d{self.before}"


@dataclass(frozen=True, slots=True)
class ByRelevance:
    """As the archive was when `newest` was its newest; `shown` of those weighed; then by date below `before`."""

    newest: int
    shown: int
    before: int | None = None

    def __str__(self) -> str:
        return f"r{self.newest}.{self.shown}" + (f".{self.before}" if self.before is not None else "")


def by_date(written: str | None) -> ByDate | None:
    """None for the first page. Raises QueryRefused."""
    if written is None:
        return None
    match = _BY_DATE.fullmatch(written)
    if match is None:
        raise _refusal(written)
    return ByDate(_number(match[1], written))


def by_relevance(written: str | None) -> ByRelevance | None:
    """None for the first page. Raises QueryRefused."""
    if written is None:
        return None
    match = _BY_RELEVANCE.fullmatch(written)
    if match is None:
        raise _refusal(written)
    before = _number(match[3], written) if match[3] else None
    return ByRelevance(_number(match[1], written), int(match[2]), before)


def _number(digits: str, written: str) -> int:
    if abs(int(digits)) >= 2**63:
        raise _refusal(written)
    return int(digits)


def _refusal(written: str) -> QueryRefused:
    return QueryRefused(f"“{written}”不是这种排序的续页标记，请照抄上一页末尾给出的，或从第一页找起")
