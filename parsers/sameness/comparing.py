"""Compares a Word version with a PDF.

each Word paragraph or cell is looked for in the whole PDF text: as it is, else by its best alignment
its edits, those closer than two characters joined, are hunks; which hunks count depends on how the PDF was read
what no paragraph covers is text that only the PDF has
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from parsers.facts import Comparison, Difference, Pair
from parsers.sameness.placing import Places
from parsers.sameness.texts import PagedText, comparable, paged_text, word_units

_SEEN_HUNK = 4  # characters: a recogniser's own errors are shorter
_SAME_ENOUGH = 65  # of 100: below, a unit isn't there at all
_SHORT = 8  # characters: such a cell may be lost by the recogniser
_ONLY_PDF = 12  # characters of a recognised text that nothing covers; native text: _ONLY_PDF_NATIVE
_ONLY_PDF_NATIVE = 6
_LEAST_AGAIN = 4  # characters of a unit that covers each place where it stands
_SURE = 0.9  # confidence of a recognised line whose digits are believed
_MOST_UNITS = 600
_LOOK_ALIKE = {
    frozenset(pair)
    for pair in (
        "千干",
        "曰日",
        "己已",
        "未末",
        "士土",
        "0o",
        "1l",
        "1i",
        "人入",
        "贝见",
        "申甲",
        "大太",
        "间问",
        "i1",
        "5s",
    )
}


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Neighbouring edits: unit[a:b] became text[c:d]."""

    a: int
    b: int
    c: int
    d: int

    @property
    def size(self) -> int:
        return max(self.b - self.a, self.d - self.c)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a unit stands in the PDF's text, and how it differs there; None for `start` where it isn't there."""

    unit: str
    start: int | None
    end: int
    hunks: tuple[_Hunk, ...]
    edits: int

    @property
    def span(self) -> tuple[int, int] | None:
        return None if self.start is None else (self.start, self.end)


def compare(pair: Pair) -> Comparison:
    """How far the PDF says what the Word version (or one form in it) says, and where it doesn't."""
    paged = paged_text(pair.pdf)
    everything = word_units(pair.word)[:_MOST_UNITS]
    wanted = _form_units(pair) if pair.form is not None else everything
    if not paged.text or not wanted:
        return Comparison(0.0)
    found = {unit: _find(comparable(unit), paged.text) for unit in dict.fromkeys([*everything, *wanted])}
    places = Places(paged, {unit: each.span for unit, each in found.items()}, everything)
    differences = [
        difference for unit in dict.fromkeys(wanted) for difference in _differences(unit, found[unit], paged, places)
    ]
    if _ratio(wanted, found) >= 0.5:
        differences.extend(_only_in_pdf(found.values(), paged))
    return Comparison(round(_ratio(wanted, found), 4), tuple(differences[:50]))


def _form_units(pair: Pair) -> list[str]:
    form = pair.word.forms[pair.form or 0]
    return [line for reading in form.fields for line in reading.written.split("\n") if comparable(line)]


def _find(unit: str, text: str) -> _Found:
    at = text.find(unit)
    if at >= 0:
        return _Found(unit, at, at + len(unit), (), 0)
    aligned = fuzz.partial_ratio_alignment(unit, text) if len(unit) <= len(text) else None
    start, end = (aligned.dest_start, aligned.dest_end) if aligned else (0, len(text))
    start, end = max(0, start - 3), min(len(text), end + 3)
    operations = Levenshtein.opcodes(unit, text[start:end])
    hunks, edits = _hunks([op for op in operations if op.tag != "equal"], len(unit), end - start)
    similar = 100 * (1 - edits / max(len(unit), 1))
    if similar < _SAME_ENOUGH:
        return _Found(unit, None, 0, (), len(unit))
    moved = tuple(_Hunk(h.a, h.b, h.c + start, h.d + start) for h in hunks)
    return _Found(unit, start, end, moved, edits)


def _hunks(operations: Sequence[Opcode], unit_length: int, window: int) -> tuple[list[_Hunk], int]:
    """Edits joined where fewer than two characters lie between; what the window has before and after is no edit."""
    hunks: list[_Hunk] = []
    for op in operations:
        at_start = op.src_start == op.src_end == 0
        at_end = op.src_start == op.src_end == unit_length
        if (at_start and op.dest_start == 0) or (at_end and op.dest_end == window):
            continue
        if hunks and op.src_start - hunks[-1].b < 2 and op.dest_start - hunks[-1].d < 2:
            hunks[-1] = _Hunk(hunks[-1].a, op.src_end, hunks[-1].c, op.dest_end)
        else:
            hunks.append(_Hunk(op.src_start, op.src_end, op.dest_start, op.dest_end))
    return hunks, sum(hunk.size for hunk in hunks)


def _differences(written: str, found: _Found, paged: PagedText, places: Places) -> Iterator[Difference]:
    if found.start is None:
        other = None if paged.native else places.beside(written)
        if other is not None and other.line.confidence >= _SURE:
            yield Difference(written, other.line.text, other.page, other.line.box)
        elif paged.native or (len(found.unit) > _SHORT and not places.under_a_seal(written)):
            yield Difference(written, "")
        return
    for hunk in found.hunks:
        if _counts(hunk, found, paged):
            place = paged.places[min(hunk.c, len(paged.places) - 1)]
            yield Difference(found.unit[hunk.a : hunk.b], paged.written(hunk.c, hunk.d), place.page, place.line.box)


def _counts(hunk: _Hunk, found: _Found, paged: PagedText) -> bool:
    if paged.native:
        return True
    places = paged.places[max(0, hunk.c - 1) : hunk.d + 1]
    if any(place.under_seal for place in places):
        return hunk.size > 2 * _SEEN_HUNK and hunk.d > hunk.c
    if hunk.size >= _SEEN_HUNK:
        return hunk.d > hunk.c or len(found.unit) > _SHORT
    return _digits_changed(found.unit[hunk.a : hunk.b], paged.text[hunk.c : hunk.d]) and all(
        place.line.confidence >= _SURE for place in places
    )


def _digits_changed(before: str, after: str) -> bool:
    """A number for another one; a digit more or less may be the recogniser's doing."""
    if not (before.isdigit() and after.isdigit()) or frozenset((before, after)) in _LOOK_ALIKE:
        return False
    shorter, longer = sorted((before, after), key=len)
    return len(shorter) == len(longer) or Levenshtein.distance(shorter, longer) > len(longer) - len(shorter)


def _only_in_pdf(found: Iterable[_Found], paged: PagedText) -> Iterator[Difference]:
    """Stretches of the PDF that no Word paragraph covers, each within one line."""
    covered = bytearray(len(paged.text))
    for each in found:
        if each.start is not None:
            covered[each.start : each.end] = b"\x01" * (each.end - each.start)
        if each.start is not None and not each.edits and len(each.unit) >= _LEAST_AGAIN:
            for again in re.finditer(re.escape(each.unit), paged.text):
                covered[again.start() : again.end()] = b"\x01" * len(each.unit)
    least = _ONLY_PDF_NATIVE if paged.native else _ONLY_PDF
    start = 0
    while (start := covered.find(0, start)) >= 0:
        end = covered.find(1, start)
        end = end if end >= 0 else len(covered)
        if end - start >= least and not any(place.under_seal for place in paged.places[start:end]):
            place = paged.places[start]
            yield Difference("", paged.written(start, end), place.page, place.line.box)
        start = end


def _ratio(units: Sequence[str], found: dict[str, _Found]) -> float:
    """Characters of these units that the PDF has."""
    each = [found[unit] for unit in units]
    total = sum(len(one.unit) for one in each)
    return sum(max(0, len(one.unit) - one.edits) for one in each) / total if total else 0.0
