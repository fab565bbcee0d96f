"""Compares a Word version with a PDF.

each Word paragraph or cell is looked for in the whole PDF text: as it is, else by its best alignment, else by sentences
its edits, those closer than two characters joined, are hunks; a recognised one counts where a second reading bears it out
a unit that isn't there is looked for once more where its neighbours say it should stand
what no paragraph covers is text that only the PDF has
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz

from parsers.comparable import comparable
from parsers.facts import Comparison, Difference, PagedDocument, Pair, TextSource
from parsers.paged.again import Again
from parsers.paged.recogniser import Reading
from parsers.sameness.aligning import Found, find
from parsers.sameness.doubts import Doubts, is_rare
from parsers.sameness.leftover import only_in_pdf
from parsers.sameness.over_pages import goes_on
from parsers.sameness.page_order import in_rows, reordered
from parsers.sameness.placing import Places
from parsers.sameness.texts import PagedText, hints_of, paged_text, paragraphs_of, word_units
from parsers.sameness.under_indent import Span, ends_read_elsewhere

_ANOTHER = 0.5  # of the characters found: below, it is another document
_SHORT = 8  # characters: such a cell may be lost by the recogniser
_NAME = 4  # characters of the shortest name that a paper is signed with
_MOST_UNITS = 600
_MOST_PAGES = 2  # that are read anew
_MOST = 50  # differences that are named
_STRETCH = 60  # characters of neighbouring units, from which their lack is one: a page that is missing
_STRETCH_AT_THE_END = 15  # the same of the last ones: a name and a date on a page of their own
_NEAR = 40  # characters between sentences that still follow each other
_NUMBER = re.compile(r"\d{6,}")  # one that a cell may part from its area code
_SENTENCE = re.compile(r"(?<=[。；;！!？?])")
_READABLE = 0.6  # confidence of a recognised line that is believed to stand in another's place
_ALIKE = 60  # of 100: as near as this a reading may be the unit, misread
_LONG = 24  # characters of a unit that is looked for by sentences


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the PDF is compared with, however it is read: the Word version's units, and all of them, comparable, in a row.
    `again`: the PDF's pages to be read again, None where its bytes aren't at hand.
    """

    pair: Pair
    everything: list[str]
    whole: str
    again: Again | None


def compare(pair: Pair) -> Comparison:
    """How far the PDF says what the Word version (or one form in it) says, and where it doesn't.

    Pages out of order are no difference, nor are lines in pieces: where there is some, pages are compared in the Word
    version's order, and pieces put together.
    """
    everything = word_units(pair.word)[:_MOST_UNITS]
    whole = "".join(map(comparable, everything))
    asked = _Asked(pair, everything, whole, Again(pair.data) if pair.data else None)
    as_bound = _compared(asked, pair.pdf)
    if as_bound.similarity >= _ANOTHER and not as_bound.differences:
        return as_bound
    orders = (reordered(pair.pdf, whole), in_rows(pair.pdf))
    best = _best(asked, as_bound, orders)
    if best.similarity < _ANOTHER or not best.differences:
        return best
    finer = _finer(asked, best.differences)
    return best if finer is None else _best(asked, best, (finer, in_rows(finer)))


def _best(asked: _Asked, first: Comparison, otherwise: Iterable[PagedDocument | None]) -> Comparison:
    """The comparison with fewest differences, of those by which no less of the Word version is found than by the first."""
    others = [_compared(asked, each) for each in otherwise if each is not None]
    no_worse = [each for each in others if each.similarity >= first.similarity]
    return min((first, *no_worse), key=lambda each: (each.similarity < _ANOTHER, len(each.differences)))


def _finer(asked: _Asked, differences: Sequence[Difference]) -> PagedDocument | None:
    """The document with the recognised pages that differ read anew, finer; None where there are none of them."""
    document, again = asked.pair.pdf, asked.again
    differing = {each.page for each in differences}
    pages = [
        page
        for page in document.pages
        if page.source is TextSource.OCR and (page.number in differing or None in differing)
    ]
    if again is None or not pages:
        return None
    read = {page.number: again.page(page) for page in pages[:_MOST_PAGES]}
    return replace(document, pages=tuple(read.get(page.number, page) for page in document.pages))


def _compared(asked: _Asked, document: PagedDocument) -> Comparison:
    """The comparison by one way in which the PDF may be read."""
    pair, everything = asked.pair, asked.everything
    paged = paged_text(document, asked.whole)
    wanted = _form_units(pair) if pair.form is not None else everything
    if not paged.text or not wanted:
        return Comparison(0.0)
    found = {unit: find(comparable(unit), paged.text) for unit in dict.fromkeys([*everything, *wanted])}
    split = list(dict.fromkeys(unit for unit in wanted if _sentences(unit, found)))
    everything, wanted = (_by_sentences(units, found, paged.text) for units in (everything, wanted))
    places = Places(paged, {unit: each.span for unit, each in found.items()}, everything)
    doubts = Doubts(paged, None if paged.exact else asked.again)
    ratio = _ratio(wanted, found)
    differences = list(_of_units(list(dict.fromkeys(wanted)), found, places, doubts))
    if ratio >= _ANOTHER:
        differences.extend(_moved(split, found, paged))
        covering = [*found.values(), *_of_others(pair, paged.text)]
        differences.extend(only_in_pdf(covering, _said(pair), paged, doubts))
    return Comparison(round(ratio, 4), tuple(differences[:_MOST]))


def _of_others(pair: Pair, text: str) -> Iterator[Found]:
    """Where the PDF has the forms' instructions, and what the Word versions beside this one say."""
    for hint in dict.fromkeys(hint for word in (pair.word, *pair.beside) for hint in hints_of(word)):
        yield find(hint, text)
    for word in pair.beside:
        units = list(dict.fromkeys(word_units(word)[:_MOST_UNITS]))
        found = {unit: find(comparable(unit), text) for unit in units}
        _by_sentences(units, found, text)
        yield from found.values()


def _said(pair: Pair) -> list[str]:
    """All that the PDF may rightly have, comparable: the Word versions' texts and their forms' instructions."""
    texts: list[str] = []
    for word in (pair.word, *pair.beside):
        units = [*paragraphs_of(word)[:_MOST_UNITS], *word_units(word)[:_MOST_UNITS]]
        texts.extend([*map(comparable, units), *hints_of(word)])
        texts.extend(number for unit in units for number in _NUMBER.findall(unit))
    return [text for text in dict.fromkeys(texts) if text]


def _form_units(pair: Pair) -> list[str]:
    form = pair.word.forms[pair.form or 0]
    return [line for reading in form.fields for line in reading.written.split("\n") if comparable(line)]


def _by_sentences(units: Sequence[str], found: dict[str, Found], text: str) -> list[str]:
    """The units, long ones that aren't there in one piece by sentence; `found` learns of those."""
    pieces: list[str] = []
    for unit in units:
        sentences = _sentences(unit, found)
        if not sentences:
            pieces.append(unit)
        for sentence in sentences:
            found.setdefault(sentence, find(comparable(sentence), text))
        pieces.extend(sentences)
    return pieces


def _sentences(unit: str, found: dict[str, Found]) -> list[str]:
    """The sentences of a long unit that isn't there in one piece, [] of any other."""
    if found[unit].start is not None or len(found[unit].unit) < _LONG:
        return []
    sentences = [each for each in _SENTENCE.split(unit) if comparable(each)]
    return sentences if len(sentences) > 1 else []


def _moved(split: Sequence[str], found: dict[str, Found], paged: PagedText) -> Iterator[Difference]:
    """Sentences that don't follow each other in the PDF as they do in the Word version, on one page or written there."""
    for unit in split:
        placed = [
            (text, each) for text in _SENTENCE.split(unit) if (each := found.get(text)) and each.start is not None
        ]
        for (_, one), (text, other) in pairwise(placed):
            assert one.start is not None and other.start is not None  # noqa: S101, PT018  chosen so
            far = not one.start <= other.start <= one.end + _NEAR
            here, there = paged.places[one.start], paged.places[other.start]
            if far and min(len(one.unit), len(other.unit)) >= _SHORT and (paged.exact or here.page == there.page):
                yield Difference(text, paged.written(one.end, one.end + len(other.unit)), there.page, there.line.box)


def _of_units(units: Sequence[str], found: dict[str, Found], places: Places, doubts: Doubts) -> Iterator[Difference]:
    """The units' differences; neighbours that are lacking altogether make one."""
    elsewhere = ends_read_elsewhere(found.values(), places.paged)
    lacking: list[str] = []
    for unit in units:
        each = found[unit]
        if each.start is None and (missing := _missing(unit, each, places, doubts)) is not None:
            if missing.pdf:
                yield missing
            else:
                lacking.append(unit)
            continue
        if each.start is not None:
            yield from _joined(lacking)
            lacking = []
            yield from _of_hunks(each, found, places.paged, doubts, elsewhere)
    yield from _joined(lacking, _STRETCH_AT_THE_END)


def _joined(lacking: Sequence[str], stretch: int = _STRETCH) -> Iterator[Difference]:
    size = sum(len(comparable(unit)) for unit in lacking)
    if len(lacking) > 1 and size >= stretch:
        yield Difference(lacking[0], "", lacking=size)
    else:
        yield from (Difference(unit, "") for unit in lacking)


def _of_hunks(
    each: Found, found: dict[str, Found], paged: PagedText, doubts: Doubts, elsewhere: frozenset[Span]
) -> Iterator[Difference]:
    for hunk in each.hunks:
        if (hunk.a == hunk.b and (hunk.c, hunk.d) in elsewhere) or goes_on(each, hunk, paged, found):
            continue
        around = paged.places[max(0, hunk.c - 1) : hunk.d + 1]
        if all(place.exact for place in around) or doubts.stands(each.unit, hunk):
            place = paged.places[min(hunk.c, len(paged.places) - 1)]
            yield Difference(each.unit[hunk.a : hunk.b], paged.written(hunk.c, hunk.d), place.page, place.line.box)


def _missing(unit: str, found: Found, places: Places, doubts: Doubts) -> Difference | None:
    """What stands instead of a unit that wasn't found, or that nothing does; None where the recogniser lost it."""
    if places.is_exact(unit):
        return Difference(unit, "")
    if len(found.unit) >= _NAME and (below := places.below(unit)) is not None and doubts.is_bare(*below):
        return Difference(unit, "")
    short = len(found.unit) <= _SHORT
    other = places.beside(unit)
    if other is not None:
        readings = [each for each in (Reading(other.line.text, other.line.confidence), doubts.line(other)) if each]
        if all(each.confidence >= _READABLE and _is_another(each.text, found.unit) for each in readings):
            return Difference(unit, other.line.text, other.page, other.line.box)
        if len(found.unit) <= _LONG:
            return None  # it may be that line
    if places.under_a_seal(unit) or places.is_blurred(unit):
        return None
    room = places.room(unit)
    there = doubts.is_there(found.unit, *room) if room is not None and not short else None
    return None if there or short else Difference(unit, "")


def _is_another(text: str, unit: str) -> bool:
    """Whether a text isn't a unit misread."""
    said = comparable(text)
    if len(said) == 1:
        return said not in unit
    return bool(said) and fuzz.ratio(said, unit) < _ALIKE and not is_rare(unit, said)


def _ratio(units: Sequence[str], found: dict[str, Found]) -> float:
    """Characters of these units that the PDF has."""
    each = [found[unit] for unit in units]
    total = sum(len(one.unit) for one in each)
    return sum(max(0, len(one.unit) - one.edits) for one in each) / total if total else 0.0
