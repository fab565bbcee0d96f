"""A notice's text made plain: paragraphs that a page's width broke are one line again, numerals are numbers."""

import re
from collections import Counter
from collections.abc import Sequence

_WIDTHS = str.maketrans("０１２３４５６７８９", "0123456789")
_ENDS = "。！？；：:!?;"
_SHY = 3  # characters that a line may lack of the page's width and still go on in the next
_NARROWEST, _WIDEST = 15, 60  # characters of a page's width; longer lines were never broken by a page
_FEW = 5  # lines of nearly one length: fewer say nothing of a page's width
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
NUMERAL = r"(?:\d{1,6}|[零〇一二两三四五六七八九十百千万]{1,7})"


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, blank lines left out; Chinese lines that fill a page's width are joined."""
    lines = [line.strip() for line in text.translate(_WIDTHS).splitlines()]
    lines = [line for line in lines if line]
    usual = _width(lines)
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            joined[-1] += line
        else:
            joined.append(line)
        goes_on = 0 < usual - _SHY <= len(line) and line[-1] not in _ENDS
    return tuple(joined)


def _width(lines: Sequence[str]) -> int:
    """The page's width in characters: what most lines are long; 0 where nothing says so."""
    lengths = Counter(len(line) for line in lines if _NARROWEST <= len(line) <= _WIDEST)
    width, _ = max(lengths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    near = sum(count for length, count in lengths.items() if abs(length - width) <= _SHY)
    return width if near >= _FEW else 0


def compact(text: str) -> str:
    """Without blanks."""
    return re.sub(r"\s+", "", text)


def number(written: str) -> int:
    """500, 五百, 三千, 一千五百, 十, 两 as an integer."""
    if written.isdecimal():
        return int(written)
    if not any(character in _UNITS for character in written):
        return int("".join(str(_DIGITS[character]) for character in written))
    total = digit = 0
    for character in written:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
