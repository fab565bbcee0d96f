"""Dates in Chinese writings."""

import re
from datetime import date

from parsers.form.normal import Normal, half_width

_DIGITS = {
    **dict.fromkeys("〇○零OoОо", "0"),
    **{
        digit: str(value)
        for digits in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖")
        for value, digit in enumerate(digits, 1)
    },
}
_DIGIT = "".join(_DIGITS) + "0-9"
_SIGN = r"[年月./\-—–_。、,·・\s]"
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_FULL = re.compile(rf"(?<!\d)(\d{{4}}|\d{{2}}(?=年)){_SIGN}+(\d{{1,2}}){_SIGN}+(\d{{1,2}})(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})[月./\-](\d{1,2})(?!\d)")
_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH, _GAP = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*", r"[\s,\-./]*"
_ENGLISH = (
    re.compile(rf"(?<!\d)(?P<year>\d{{4}}){_GAP}{_MONTH}{_GAP}(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}){_GAP}{_MONTH}{_GAP}(?P<year>\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH}{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})[./\-](\d{1,2})[./\-](\d{1,2})(?!\d)")
_DOTTED = re.compile(
    rf"^([{_DIGIT}]{{4}})[·・.]([一二三四五六七八九十]{{1,2}})[·・.]([一二三四五六七八九十廿卅]{{1,3}})$"
)
_SPREAD = re.compile(r"(?<=[年月])\s*(\d)\s+(\d)(?=\s*[月日号])")  # 4月1 6日, set wide
_PRINTED = re.compile(r"^(?:\d{2,4}年)月日?$|^[年月日./\-_]*$")  # 　年　月　日, as forms print it


def read_date(written: str, year: int) -> Normal:
    """A date as ISO 8601; `year` where none is written. An impossible one has a problem and stays as written."""
    plain = _SPREAD.sub(r"\1\2", half_width(written))
    text = _arabic(re.sub(r"(?<=[^\d\s])\s++|(?<!\s)\s++(?=[^\d\s])", "", plain))
    if _PRINTED.match(text):
        return Normal(None)
    for pattern in (_COMPACT, _FULL):
        if match := pattern.search(text):
            return _date(written, _whole_year(match[1]), int(match[2]), int(match[3]))
    if other := _otherwise_ordered(plain, year):
        return _date(written, *other)
    if match := _MONTH_DAY.search(text):
        return _date(written, year, int(match[1]), int(match[2]))
    return Normal(written.strip(), f"为{written.strip()}，{_fault(text)}")


def _otherwise_ordered(text: str, about: int) -> tuple[int, int, int] | None:
    """Year, month, day of 16-Apr-20, April 16, 2020, 4/16/2020, 16.4.2020 and 20.4.16; None where it isn't one of them.

    4/5/2020 has two meanings, and is none of them.
    """
    for pattern in _ENGLISH:
        if match := pattern.search(text):
            return _whole_year(match["year"]), _MONTHS[match["month"].lower()], int(match["day"])
    if match := _YEAR_LAST.search(text):
        first, second, year = map(int, match.groups())
        month, day = (first, second) if second > 12 or first == second else (second, first)
        return (year, month, day) if max(first, second) > 12 or first == second else (year, 0, 0)
    match = _SHORT_YEAR.search(text)
    if match and abs(_whole_year(match[1]) - about) <= 1:
        return _whole_year(match[1]), int(match[2]), int(match[3])
    return None


def _whole_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _date(written: str, year: int, month: int, day: int) -> Normal:
    if not month:
        return Normal(written.strip(), f"为{written.strip()}，分不清月和日")
    try:
        return Normal(date(year, month, day).isoformat())
    except ValueError:
        return Normal(written.strip(), f"为{written.strip()}，日历上没有这一天")


def _fault(text: str) -> str:
    if re.search(r"\d月日?$", text):
        return "缺少日"
    if re.search(r"\d年$", text):
        return "缺少月、日"
    return "不是完整的日期"


def _arabic(text: str) -> str:
    """二〇二〇年四月十六日 or 二〇二〇·四·十六 → 2020年4月16日."""
    text = _DOTTED.sub(r"\1年\2月\3日", text)
    text = re.sub(rf"[{_DIGIT}]{{2,4}}(?=年)", lambda found: "".join(_DIGITS.get(c, c) for c in found[0]), text)
    text = re.sub(
        r"[一二三四五六七八九十廿卅〇零壹贰叁肆伍陆柒捌玖拾]{1,3}(?=[月日号])", lambda found: _number(found[0]), text
    )
    return re.sub(r"(?<=\d)号", "日", text)


def _number(text: str) -> str:
    """A number below 100 in Chinese, 十六 or 一六; as it is where it is neither."""
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    tens, has_ten, ones = text.rpartition("十")
    if not has_ten:
        return "".join(_DIGITS.get(c, c) for c in text)
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
