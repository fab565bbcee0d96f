"""Where on the page a unit belongs that the recogniser didn't find: by its neighbours in the Word version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.comparable import comparable
from parsers.facts import Box, Line
from parsers.sameness.texts import PagedText, Place

_MOST_UNDER_A_SEAL = 24  # characters of a line that a seal may make unreadable
_LONGEST_SIGNED = 18  # characters of an organisation's name or a date
_BLURRED = 0.8  # confidence of a recognised line that may say something else
_LEAST = 2  # characters of a line that stands in for another
_FOOT, _EDGE = 0.93, 0.04  # of the page: what lies beyond is its number, or a scanner's shadow

Span = tuple[int, int]


@dataclass(frozen=True)
class Places:
    """A PDF's text, which stretch of it each unit covers (None: not found), and the units in the Word version's order."""

    paged: PagedText
    spans: Mapping[str, Span | None]
    units: Sequence[str]

    def is_exact(self, unit: str) -> bool:
        """Whether the pages around a unit's place were written, not recognised."""
        if self.paged.exact:
            return True
        around = [place for place in self._neighbours(unit) if place is not None]
        return bool(around) and all(place.exact for place in around)

    def under_a_seal(self, unit: str) -> bool:
        """Whether a unit that wasn't found stands where a seal lies: between its neighbours."""
        before, after = self._neighbours(unit)
        if (before is None and after is None) or len(comparable(unit)) > _MOST_UNDER_A_SEAL:
            return False
        number = after.page if after is not None else before.page if before is not None else 1
        top = before.line.box[1] if before is not None and before.page == number else 0.0
        bottom = after.line.box[3] if after is not None else 1.0
        return any(stamp.page == number and stamp.box[1] < bottom and stamp.box[3] > top for stamp in self.paged.stamps)

    def is_blurred(self, unit: str) -> bool:
        """Whether a unit that wasn't found may be a line near its place that nobody could read surely.

        What stands last is signed and sealed, and may be unreadable without anybody's seeing a seal in it.
        """
        room = self.room(unit)
        if room is None or len(comparable(unit)) > _MOST_UNDER_A_SEAL:
            return False
        if self._neighbours(unit)[1] is None and len(comparable(unit)) <= _LONGEST_SIGNED:
            return True
        number, (_, top, _, bottom) = room
        lines = {place.line for place in self.paged.places if place.page == number}
        return any(line.confidence < _BLURRED and line.box[3] > top and line.box[1] < bottom for line in lines)

    def room(self, unit: str) -> tuple[int, Box] | None:
        """The page and the box between the unit's neighbours, where it should stand; None where none is known."""
        before, after = self._neighbours(unit)
        if before is not None and after is not None and before.page == after.page:
            top, bottom = sorted((before.line.box[1], after.line.box[3]))
            return before.page, (0.0, top, 1.0, bottom)
        if before is not None:
            return before.page, (0.0, before.line.box[1], 1.0, 1.0)
        return (after.page, (0.0, 0.0, 1.0, after.line.box[3])) if after is not None else None

    def below(self, unit: str) -> tuple[int, Box] | None:
        """Where a unit should stand that nothing found comes after: below all of the last page's text.

        None where the page is turned, or a seal or a line that nobody wrote in the Word version is there.
        """
        before, after = self._neighbours(unit)
        last = self.paged.pages[-1] if self.paged.pages else None
        if after is not None or before is None or last is None or before.page != last.number or last.quarters:
            return None
        top = max(
            line.box[3] for line in (before.line, *(each for each in last.lines if _on_one_height(each, before.line)))
        )
        others = any(top < line.box[3] <= _FOOT for line in last.lines if not _on_one_height(line, before.line))
        sealed = any(stamp.page == last.number and stamp.box[3] > top for stamp in self.paged.stamps)
        return None if others or sealed or top >= _FOOT else (last.number, (_EDGE, top, 1 - _EDGE, _FOOT))

    def beside(self, unit: str) -> Place | None:
        """What stands in the unit's place instead: a line that no unit covers, on one height with the unit before it."""
        before, _ = self._neighbours(unit)
        if before is None:
            return None
        _, top, right, bottom = before.line.box
        for start, place in enumerate(self.paged.places):
            if start and self.paged.places[start - 1].line is place.line:
                continue
            left, upper, _, lower = place.line.box
            level = top - (bottom - top) / 2 < (upper + lower) / 2 < bottom + (bottom - top)
            if place.page == before.page and level and left >= right - 0.01 and self._is_another(start):
                return place
        return None

    def _is_another(self, start: int) -> bool:
        """A line of some length that begins there, none of it covered by any unit, and no seal over it."""
        _, end = self.paged.whole_lines(start, start + 1)
        free = all(span is None or span[1] <= start or span[0] >= end for span in self.spans.values())
        return free and end - start >= _LEAST and not any(place.under_seal for place in self.paged.places[start:end])

    def _neighbours(self, unit: str) -> tuple[Place | None, Place | None]:
        """The places of the last character before and the first one after."""
        if unit not in self.units:
            return None, None
        at = self.units.index(unit)
        before = next((span for each in reversed(self.units[:at]) if (span := self.spans[each])), None)
        after = next((span for each in self.units[at + 1 :] if (span := self.spans[each])), None)
        return (
            None if before is None else self.paged.places[max(0, before[1] - 1)],
            None if after is None else self.paged.places[min(after[0], len(self.paged.places) - 1)],
        )


def _on_one_height(one: Line, other: Line) -> bool:
    middle = (one.box[1] + one.box[3]) / 2
    return other.box[1] <= middle <= other.box[3]
