"""Forms and prose read from a page's lines, best effort: to tell whose document it is, never to blame a field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from parsers.facts import Box, FieldKind, FormSpec, PagedDocument
from parsers.form.assemble import assemble, unfilled
from parsers.form.blank import Blank, Match, Place
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import bare, compact
from parsers.form.learn import learn
from parsers.form.lines import labels_in
from parsers.form.prose import prose_of_pages

_SAME_LINE = 0.6  # of a line's height that another's middle may be off
_MISREAD = 75  # of 100: a line's beginning against a label of four characters and more, as a recogniser reads it
_NO_WORD = re.compile(r"\W")
_PRINTED = 0.85  # of the characters on the pages: with so many of the blank's own, nobody has filled it in
_HINT = 80  # of 100: a line against the part of an instruction that it is


@dataclass(frozen=True, slots=True)
class _Read:
    """A line as the recogniser gave it, on its page."""

    page: int
    text: str
    box: Box


def read_paged(document: PagedDocument, forms: Sequence[FormSpec]) -> PagedDocument:
    """The document with `forms`, or else `prose`, filled in from its lines."""
    lines = [_Read(page.number, line.text, line.box) for page in document.pages for line in page.lines]
    lines = [line for line in lines if line.text.strip()]
    blanks = [learn(spec) for spec in forms if spec.template is not None]
    empty = next((blank for blank in blanks if _is_unfilled(lines, blank)), None)
    if empty is not None:
        return replace(document, forms=(unfilled(empty),))
    found = tuple(form for blank in blanks for form in assemble(_hits(lines, blank), blank))
    if found:
        return replace(document, forms=found)
    return replace(document, prose=prose_of_pages(document))


def _is_unfilled(lines: Sequence[_Read], blank: Blank) -> bool:
    """Whether nearly all that is on the pages is printed in the blank, and most of the blank is there."""
    printed = "\n".join(map(_words, [*blank.printed, *blank.labels, *blank.hints, *blank.spec.options]))
    texts = [_words(line.text) for line in lines]
    known = sum(len(text) for text in texts if text in printed)
    return known >= _PRINTED * max(1, sum(map(len, texts))) and known >= len(printed) / 2


def _words(text: str) -> str:
    return _NO_WORD.sub("", compact(text))


def _hits(lines: Sequence[_Read], blank: Blank) -> Iterator[Hit]:
    taken: set[int] = set()
    met: set[str] = set()
    for index, line in enumerate(lines):
        if index in taken:
            continue
        for match, rest in _labels(line.text, blank):
            place = match.place
            if place.field.key in met and blank.opens(place):
                met.clear()
            met.add(place.field.key)
            if place.field.kind is FieldKind.PROSE:
                texts = _text(lines, index, blank, met, taken)
            elif place.field.kind is FieldKind.OPTIONS:
                texts = [rest, *_option_lines(lines, index, place)]
            else:
                texts = [rest] if rest else _beside(lines, index, blank, taken)
            yield Hit(place, tuple(texts), f"第{line.page}页", index, False, match.sure)


def _labels(text: str, blank: Blank) -> list[tuple[Match, str]]:
    """The labels in a line; recognised text has lost its blanks and perhaps a character of a long label."""
    found = labels_in(text, blank)
    plain = compact(text)
    run_together = _run_together(plain, blank)
    if len(run_together) > len(found):
        return run_together
    return found or _misread(plain, blank)


def _run_together(plain: str, blank: Blank) -> list[tuple[Match, str]]:
    """All labels of a line that begins with one, whatever stands between them."""
    places = [(at, place) for place in blank.places if (at := plain.find(place.label)) >= 0]
    places = [(at, p) for at, p in places if not any(o.label != p.label and p.label in o.label for _, o in places)]
    places.sort(key=lambda pair: pair[0])
    if not places or bare(plain[: places[0][0]]) not in {"", *blank.labels}:
        return []
    stops = [at for at, _ in places[1:]] + [len(plain)]
    return [
        (Match(place), plain[at + len(place.label) : stop].lstrip(":："))
        for (at, place), stop in zip(places, stops, strict=True)
    ]


def _misread(plain: str, blank: Blank) -> list[tuple[Match, str]]:
    near = [
        (fuzz.ratio(plain[: len(place.label)], place.label), -place.order)
        for place in blank.places
        if len(place.label) > 3
    ]
    score, order = max(near, default=(0.0, 0))
    if score < _MISREAD:
        return []
    place = next(place for place in blank.places if place.order == -order)
    return [(Match(place), plain[len(place.label) :].lstrip(":："))]


def _beside(lines: Sequence[_Read], index: int, blank: Blank, taken: set[int]) -> list[str]:
    """The nearest line right of this one at the same height, if it is no label."""
    label = lines[index]
    height = label.box[3] - label.box[1]
    middle = (label.box[1] + label.box[3]) / 2
    right = [
        number
        for number, line in enumerate(lines)
        if line.page == label.page
        and line.box[0] >= label.box[2] - 0.01
        and abs((line.box[1] + line.box[3]) / 2 - middle) <= height * _SAME_LINE
    ]
    nearest = min(right, key=lambda number: lines[number].box[0], default=None)
    if nearest is None or blank.is_label(lines[nearest].text) or _labels(lines[nearest].text, blank):
        return []
    taken.add(nearest)
    return [lines[nearest].text]


def _option_lines(lines: Sequence[_Read], index: int, place: Place) -> list[str]:
    """Lines near the label's that hold one of its options: a cell's text may stand a little above its label."""
    near = range(max(0, index - 2 * len(place.choices)), min(len(lines), index + 3 * len(place.choices) + 1))
    options = [compact(choice) for choice in place.choices]
    return [
        lines[n].text
        for n in near
        if n != index and lines[n].page == lines[index].page and _holds(lines[n].text, options)
    ]


def _holds(text: str, options: Sequence[str]) -> bool:
    plain = compact(text)
    return any(option in plain for option in options) and len(plain) < sum(map(len, options)) + 8 * len(options)


def _text(lines: Sequence[_Read], index: int, blank: Blank, met: set[str], taken: set[int]) -> list[str]:
    """The lines behind a section's heading, to the next copy's first label or one not met yet."""
    texts: list[str] = []
    for number in range(index + 1, len(lines)):
        text = lines[number].text
        ends = [match for match, _ in labels_in(text, blank) if match.sure]
        if any(blank.opens(match.place) or match.place.field.key not in met for match in ends):
            break
        taken.add(number)
        if not texts and _is_hint(text, blank):  # it stands at the head; further down its words are the sender's
            continue
        if compact(text) not in blank.printed and bare(text) not in blank.labels:
            texts.append(text)
    return without_hints(texts, blank)


def _is_hint(text: str, blank: Blank) -> bool:
    plain = compact(text)
    return len(plain) > 5 and any(
        fuzz.partial_ratio(plain, hint) >= _HINT for hint in blank.hints if len(hint) >= len(plain)
    )
