"""Round numbers along an axis, and how wide a text is without any font."""

import unicodedata
from math import ceil, floor, log10

_STEPS = (1, 2, 5, 10)
_NARROW = 0.56  # of the font's size: digits and Latin letters, in the mean


def ticks(least: float, most: float, wanted: int = 5, whole: bool = True) -> tuple[float, ...]:
    """Round values that enclose `least` and `most`, about `wanted` of them; whole numbers where asked for."""
    span = max(most - least, 1e-9)
    size = 10 ** floor(log10(span / wanted))
    step = next(size * each for each in _STEPS if size * each * wanted >= span * (1 - 1e-9))
    step = max(1, step) if whole else step
    first, last = floor(least / step), max(ceil(most / step), floor(least / step) + 1)
    return tuple(number * step for number in range(first, last + 1))


def em(text: str) -> float:
    """A text's width in its font's size: what is wide in East Asia counts one."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else _NARROW for each in text)


def shortened(text: str, most: float) -> str:
    """The text within `most` times its font's size, with … where it was cut."""
    if em(text) <= most:
        return text
    kept = ""
    for each in text:
        if em(kept + each) + 1 > most:
            break
        kept += each
    return kept + "…"
