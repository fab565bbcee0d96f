"""Dates in a notice: which there are, and which of them are deadlines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intake.notice.text import number

_DIGIT = r"[〇○零一二三四五六七八九]"
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|{_DIGIT}{{4}})(?:年|[.\-/]))?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:月|(?<=\d)[.\-/](?=\d))"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?:日|号|(?!\d))"
)
_BEHIND = re.compile(
    r"^(?:[（(][^（）()]{1,12}[）)])?(?:上午|下午|晚上?|中午)?(?:\d{1,2}(?:[:：时点]\d{0,2}分?|时))?(?:下班)?"
    r"(?:之前|以前|前(?![后往期])|截止|截稿|为止|止|24[:：]00)"
)
_AHEAD = re.compile(r"(?:截止|截至|截稿|最迟|不晚于|不迟于|期限)[^。；，,]{0,12}$")
_RANGE = re.compile(
    r"(?:申报|报送|征集|报名|提交|受理|推荐|投稿|填报)(?:时间|期限|日期|工作)[^。；]{0,30}(?:至|到|—|–|-|~|～)$"
)
_PAST = timedelta(days=31)  # a date without a year that lies further back than this is the next year's


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text, from `start` to `end`, and whether the text makes it a deadline."""

    day: date
    start: int
    end: int
    deadline: bool
    whole: bool  # its year is written


def dates_in(text: str, issued: date | None) -> Iterator[Dated]:
    """The dates of a text without blanks, in order; one without a year is of the year before it, or the notice's."""
    year = issued.year if issued else None
    for match in _DATE.finditer(text):
        own = _year(match["year"]) if match["year"] else None
        day = _day(own or year, match["month"], match["day"])
        if day is None:
            continue
        if own is None and issued is not None and day < issued - _PAST:
            day = _day(day.year + 1, match["month"], match["day"]) or day
        year = own or year
        before, behind = text[: match.start()], text[match.end() :]
        due = bool(_BEHIND.match(behind) or _AHEAD.search(before) or _RANGE.search(before))
        yield Dated(day, match.start(), match.end(), due, own is not None)


def _year(written: str) -> int:
    return int(written) if written.isdecimal() else int("".join(str(number(c.replace("○", "〇"))) for c in written))


def _day(year: int | None, month: str, day: str) -> date | None:
    if year is None:
        return None
    try:
        return date(year, number(month), number(day))
    except ValueError:
        return None
