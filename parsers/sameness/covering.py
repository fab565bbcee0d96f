"""Which characters of a recognised line a seal lies over, and what it may hide between two lines."""

import unicodedata

from parsers.comparable import comparable
from parsers.facts import Box, Line, Page
from parsers.paged.order import turned

_SLACK = 2.0  # characters: how far a character may be from where its line's length puts it
_GAP = 0.5  # of a line's height: less between two lines has room for none
_NARROW = 0.5  # of a Chinese character's width, a digit's


def under_seals(line: Line, page: Page) -> list[bool]:
    """For each comparable character of a line whether a seal lies over it or next to it."""
    widths, letters = [], 0
    for character in line.text:
        wide = 1.0 if unicodedata.east_asian_width(character) in "WF" else _NARROW
        said = len(comparable(character))
        widths.append((wide, said))
        letters += said
    left, top, right, bottom = turned(line.box, page.quarters)
    unit = (right - left) / max(sum(wide for wide, _ in widths), 1.0)
    seals = [box for box in _seals(page) if box[1] < bottom and box[3] > top]
    if letters != len(comparable(line.text)):  # characters that are one only together
        return [any(box[0] < right and box[2] > left for box in seals)] * len(comparable(line.text))
    under: list[bool] = []
    for wide, said in widths:
        start, end = left - _SLACK * unit, left + (wide + _SLACK) * unit
        under.extend([any(box[0] < end and box[2] > start for box in seals)] * said)
        left += wide * unit
    return under


def may_hide(page: Page, before: Line, after: Line | None) -> bool:
    """Whether a seal lies where a line would go on, or between it and the next one (None: nothing follows on the page)."""
    _, top, right, bottom = turned(before.box, page.quarters)
    below = turned(after.box, page.quarters)[1] if after is not None else 1.0
    if below - bottom < _GAP * (bottom - top):
        below = bottom
    return any(
        (box[1] < bottom and box[3] > top and box[2] > right) or (box[1] < below and box[3] > bottom)
        for box in _seals(page)
    )


def _seals(page: Page) -> list[Box]:
    return [turned(stamp.box, page.quarters) for stamp in page.stamps]
