"""Is it really different, or did the recogniser err? Doubtful places are read again, and the readings weighed."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from parsers.comparable import comparable
from parsers.facts import Box, Line
from parsers.paged.again import Again
from parsers.paged.recogniser import Reading
from parsers.sameness.aligning import Hunk
from parsers.sameness.covering import may_hide
from parsers.sameness.texts import PagedText, Place

_SEEN_HUNK = 4  # characters: a recogniser's own errors are shorter
_SURE = 0.9  # confidence of a recognised line whose digits are believed
_READABLE = 0.6  # confidence from which a second reading counts
_SURE_UNDER_SEAL = 0.85
_UNDER_SEAL = 16  # characters that a seal neither hides nor adds
_HIDDEN, _MOST_HIDDEN = 3, 24  # characters that a seal may hide of a line and leave nothing to be read
_CERTAIN = 0.97  # confidence of a second reading that counts against both
_BESIDE = 4  # characters on either side by which it is told that two readings agree on one
_SENTENCE = 12  # characters
_ALIKE = 60  # of 100: below, a text isn't in another
_MOST_LINES = 24  # of one comparison that are read again
_MOST_REGIONS = 4
_SECOND_LEVEL = 0xD8  # lead byte of its first row
_SAME = 80  # of 100
_LOOK_ALIKE = {
    frozenset(pair)
    for pair in "千干 曰日 己已 未末 士土 0o 1l 1i li 人入 贝见 申甲 大太 间问 5s 卜下 戊戌 2z 9g 6b".split()
    if len(pair) == 2
}


@dataclass
class Doubts:
    """What was read again of one PDF; `again` None where its bytes aren't at hand."""

    paged: PagedText
    again: Again | None
    lines_left: int = _MOST_LINES
    regions_left: int = _MOST_REGIONS
    readings: dict[tuple[int, Box], Reading] = field(default_factory=dict)

    def stands(self, unit: str, hunk: Hunk) -> bool:
        """Whether a recognised difference holds when its lines are read again."""
        before, after = unit[hunk.a : hunk.b], self.paged.text[hunk.c : hunk.d]
        if frozenset((before, after)) in _LOOK_ALIKE or is_rare(before, after):
            return False
        if self._is_lost_at_an_edge(unit, hunk):
            return False
        start, end = self.paged.whole_lines(hunk.c, hunk.d)
        places = self.paged.places[start:end]
        covered = self._is_covered(hunk, len(before))
        again = self._read(places)
        if again is None:
            return not covered and self._likely(unit, hunk)
        text = comparable(again.text)
        if (
            len(before) >= _SENTENCE
            and fuzz.partial_ratio(before, text) < _ALIKE
            and (not covered or len(before) - len(after) > _MOST_HIDDEN)
        ):
            return True  # however badly it reads, that sentence isn't there
        as_read, as_word = self._both(before, hunk, start, end)
        near, far = Levenshtein.distance(text, as_read), Levenshtein.distance(text, as_word)
        if covered:  # strokes of the seal are easily text: only two readings that agree
            if not before or len(after) < _HIDDEN <= hunk.size or not after:  # a piece of its ring, or a word hidden
                return hunk.size >= _UNDER_SEAL and near < far
            here, there = self._both(before, hunk, max(start, hunk.c - _BESIDE), min(end, hunk.d + _BESIDE))
            return again.confidence >= _SURE_UNDER_SEAL and here in text and there not in text
        digits = near == far > 0 and again.confidence >= _CERTAIN and any(each.isdigit() for each in before)
        return digits or (again.confidence >= _READABLE and near < far)

    def _both(self, before: str, hunk: Hunk, start: int, end: int) -> tuple[str, str]:
        """A stretch as it was read, and as the Word version has it."""
        text = self.paged.text
        return text[start:end], text[start : hunk.c] + before + text[hunk.d : end]

    def _is_covered(self, hunk: Hunk, wanted: int) -> bool:
        """Whether a seal lies over what was read, near it where some is lacking, or where the lacking would stand."""
        places, slack = self.paged.places, 1 + max(0, wanted - (hunk.d - hunk.c))
        if any(place.under_seal for place in places[max(0, hunk.c - slack) : hunk.d + slack]):
            return True
        if slack <= _HIDDEN or hunk.c <= 0:
            return False
        before, after = places[hunk.c - 1], places[hunk.c] if hunk.c < len(places) else None
        if after is not None and after.line is before.line:
            return False
        follows = after.line if after is not None and after.page == before.page else None
        return slack <= _MOST_HIDDEN and may_hide(self.paged.page(before.page), before.line, follows)

    def _is_lost_at_an_edge(self, unit: str, hunk: Hunk) -> bool:
        """Whether a unit's first or last one or two characters aren't on the line of the rest of it.

        What stands alone on its line the recogniser may lose, and a heading's 一 is a stroke at the margin.
        """
        if hunk.b - hunk.a not in (1, 2) or hunk.d - hunk.c > 2:
            return False
        places, last = self.paged.places, len(self.paged.places) - 1
        if hunk.a == 0:
            return hunk.d <= last and (hunk.c == 0 or places[hunk.d].line is not places[hunk.d - 1].line)
        return hunk.b == len(unit) and (hunk.c > last or places[hunk.c].line is not places[hunk.c - 1].line)

    def _likely(self, unit: str, hunk: Hunk) -> bool:
        """What can be said without a second reading: long differences, and other digits read surely."""
        if hunk.size >= _SEEN_HUNK:
            return hunk.d > hunk.c or len(unit) > 2 * _SEEN_HUNK
        places = self.paged.places[max(0, hunk.c - 1) : hunk.d + 1]
        before, after = unit[hunk.a : hunk.b], self.paged.text[hunk.c : hunk.d]
        return _digits_changed(before, after) and all(place.line.confidence >= _SURE for place in places)

    def repeats(self, start: int, end: int, unread: bool = True) -> bool:
        """Whether a stretch of the PDF reads the same again, so that it is text and no shadow; `unread` where enough was read."""
        first, last = self.paged.whole_lines(start, end)
        again = self._read(self.paged.places[first:last])
        if again is None:
            return unread or self.again is None
        sought, text = self.paged.text[start:end], comparable(again.text)
        return len(text) >= len(sought) and fuzz.partial_ratio(sought, text) >= _SAME

    def is_there(self, unit: str, page: int, box: Box) -> bool | None:
        """Whether a unit that wasn't recognised can be read in a part of a page; None where nothing can be read."""
        if self.again is None or self.regions_left <= 0 or box[2] - box[0] < 0.01 or box[3] - box[1] < 0.004:
            return None
        self.regions_left -= 1
        text = comparable(self.again.region(self.paged.page(page), box))
        if not text:
            return None
        return unit in text or (len(unit) <= len(text) and fuzz.partial_ratio(unit, text) >= _SAME)

    def is_bare(self, page: int, box: Box) -> bool:
        """Whether a part of a page shows no ink but red; False where its picture isn't at hand."""
        return self.again is not None and self.again.is_bare(self.paged.page(page), box)

    def line(self, place: Place) -> Reading | None:
        """One line read again; None where that isn't possible or enough was read."""
        return self._read((place,))

    def _read(self, places: "tuple[Place, ...]") -> Reading | None:
        lines = list(dict.fromkeys((place.page, place.line) for place in places))
        if self.again is None or not lines:
            return None
        readings = []
        for page, line in lines:
            reading = self._line(page, line)
            if reading is None:
                return None
            readings.append(reading)
        return Reading("".join(each.text for each in readings), min(each.confidence for each in readings))

    def _line(self, page: int, line: Line) -> Reading | None:
        if (page, line.box) not in self.readings:
            if self.again is None or self.lines_left <= 0:
                return None
            self.lines_left -= 1
            self.readings[page, line.box] = self.again.line(self.paged.page(page), line.box)
        return self.readings[page, line.box]


def is_rare(before: str, after: str) -> bool:
    """Whether what differs are characters so rare that recognisers leave them out or read commoner ones of their shape
    (仉 as 仇).
    """
    if not after:
        return bool(before) and all(_level(each) > 1 for each in before)
    if len(before) != len(after):
        return False
    return all(one == other or _level(one) > 1 for one, other in zip(before, after, strict=True))


def _level(character: str) -> int:
    """Of GB 2312's two levels the one that a character stands in, the first being the common ones; 3 where in neither."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 3
    return 2 if lead >= _SECOND_LEVEL else 1


def _digits_changed(before: str, after: str) -> bool:
    """A number for another one; a digit more or less may be the recogniser's doing."""
    if not (before.isdigit() and after.isdigit()):
        return False
    shorter, longer = sorted((before, after), key=len)
    return len(shorter) == len(longer) or Levenshtein.distance(shorter, longer) > len(longer) - len(shorter)
