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
_SIGN = r"[年月./\-—–。、,\s]"
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_FULL = re.compile(rf"(?<!\d)(\d{{4}}|\d{{2}}(?=年)){_SIGN}+(\d{{1,2}}){_SIGN}+(\d{{1,2}})(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})[月./\-](\d{1,2})(?!\d)")
_PRINTED = re.compile(r"^(?:\d{2,4}年)月日?$|^[年月日./\-_]*$")  # 　年　月　日, as forms print it


def read_date(written: str, year: int) -> Normal:
    """A date as ISO 8601; `year` where none is written. An impossible one has a problem and stays as written."""
    text = _arabic(re.sub(r"(?<=[^\d\s])\s++|(?<!\s)\s++(?=[^\d\s])", "", half_width(written)))
    if _PRINTED.match(text):
        return Normal(None)
    for pattern in (_COMPACT, _FULL):
        if match := pattern.search(text):
            full = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
            return _date(written, full, int(match[2]), int(match[3]))
    if match := _MONTH_DAY.search(text):
        return _date(written, year, int(match[1]), int(match[2]))
    return Normal(written.strip(), f"为{written.strip()}，{_fault(text)}")


def _date(written: str, year: int, month: int, day: int) -> Normal:
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
    """二〇二〇年四月十六日 → 2020年4月16日."""
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
