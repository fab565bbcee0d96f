"""`received:` — a day, a month, a year, or from one to another; either end may be left open."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from archive.finding.marks import fact
from archive.finding.tree import Leaf
from archive.tables import SHANGHAI

SLOT = 15  # seconds: entries received within them stand in the order in which they were filed
_ON = re.compile(re.escape(fact("on", "")) + r"(\d{4})(\d\d)?(\d\d)?")
_ON_WHOLE_SLOTS = 1971  # a year from which on days begin with a slot, and times are above zero
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)?")
_BETWEEN = re.compile(r"\.\.+|~|…|至|到")
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)  # of an open range


def received(written: str) -> tuple[str, ...]:
    """The facts of which an entry received then has one. Raises ValueError with what is wrong, in Chinese."""
    ends = _BETWEEN.split(written.strip())
    if len(ends) > 2 or not any(ends):
        raise ValueError("应为日期或起止日期，如2020-04或2020-04..2020-05")
    start = _period(ends[0])[0] if ends[0] else _FIRST
    end = _period(ends[-1])[1] if ends[-1] else _LAST
    if start > end:
        raise ValueError("起始日期在截止日期之后")
    return tuple(_periods(start, end))


def facts_of(day: date) -> tuple[str, ...]:
    """Year, month and day, as facts of an entry received on that day."""
    return (_year(day), _month(day), fact("on", f"{day:%Y%m%d}"))


def slots(leaf: Leaf) -> range | None:
    """Of such a fact, the slots of time since 1970 in which an entry that has it was received; None of anything else."""
    match = _ON.fullmatch(leaf.words[0]) if len(leaf.words) == 1 and not leaf.begins else None
    if match is None or int(match[1]) < _ON_WHOLE_SLOTS:
        return None
    start, end = _period("-".join(piece for piece in match.groups() if piece))
    first = datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    after = datetime(end.year, end.month, end.day, tzinfo=SHANGHAI) + timedelta(days=1)
    return range(int(first.timestamp()) // SLOT, int(after.timestamp()) // SLOT)


def _year(day: date) -> str:
    return fact("on", f"{day:%Y}")


def _month(day: date) -> str:
    return fact("on", f"{day:%Y%m}")


def _period(written: str) -> tuple[date, date]:
    """First and last day of what is written."""
    match = _DAY.fullmatch(written.strip()) or _COMPACT.fullmatch(written.strip())
    if match is None:
        raise ValueError(f"“{written}”不是日期，应如2020、2020-04或2020-04-16")
    year, month, day = (int(piece) if piece else 0 for piece in match.groups())
    try:
        start = date(year, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"没有“{written}”这个日期") from error
    if day:
        return start, start
    last = month or 12
    return start, date(year, last, monthrange(year, last)[1])


def _periods(start: date, end: date) -> Iterator[str]:
    """As few whole years, months and days as cover it."""
    day = start
    while day <= end:
        year_end = date(day.year, 12, 31)
        month_end = date(day.year, day.month, monthrange(day.year, day.month)[1])
        if (day.month, day.day) == (1, 1) and year_end <= end:
            yield _year(day)
            over = year_end
        elif day.day == 1 and month_end <= end:
            yield _month(day)
            over = month_end
        else:
            yield fact("on", f"{day:%Y%m%d}")
            over = day
        if over == date.max:
            return
        day = over + timedelta(days=1)
