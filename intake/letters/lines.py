"""Names, sizes and days as they stand in a letter."""

import unicodedata
from datetime import date, datetime

_KIB = 1024


def one_line(text: str) -> str:
    """A name or sentence as one line: nothing in it breaks lines, is invisible, or turns the direction of writing."""
    shown = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in shown if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).split())


def in_words(moment: datetime) -> str:
    """2020年4月20日 10:11."""
    return f"{day_in_words(moment.date())} {moment:%H:%M}"


def day_in_words(day: date) -> str:
    """2020年4月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def before(day: date | None) -> str:
    """By when, "" where no day may be named."""
    return f"{day_in_words(day)}前（含当日）" if day else ""


def size_in_words(size: int) -> str:
    """Bytes as people say them: 812字节, 37KB, 2.4MB."""
    if size < _KIB:
        return f"{size}字节"
    return f"{size / _KIB:.0f}KB" if size < _KIB * _KIB else f"{size / _KIB / _KIB:.1f}MB"
