"""Forms and prose read from a page's lines, best effort: to tell whose document it is, never to blame a field."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from parsers.facts import FieldKind, FormSpec, PagedDocument, TextSource
from parsers.form.assemble import assemble, unfilled
from parsers.form.blank import Blank, Match, Place
from parsers.form.cells import Read, cell_in, option_texts, row_of, with_whole_labels
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import bare, compact
from parsers.form.learn import learn
from parsers.form.lines import labels_in
from parsers.form.normalise import normalise
from parsers.form.prose import prose_of_pages
from parsers.form.turns import Turns

_MISREAD = 75  # of 100: a line's beginning against a label of four characters and more, as a recogniser reads it
_PROVABLE = frozenset((FieldKind.PHONE, FieldKind.MOBILE, FieldKind.EMAIL, FieldKind.DATE))
_NO_WORD = re.compile(r"\W")
_PRINTED = 0.85  # of the characters on the pages: with so many of the blank's own, nobody has filled it in
_HINT = 80  # of 100: a line against the part of an instruction that it is


def read_paged(document: PagedDocument, forms: Sequence[FormSpec]) -> PagedDocument:
    """The document with `forms`, or else `prose`, filled in from its lines."""
    lines = [
        Read(page.number, line.text, line.box, page.source is TextSource.NATIVE)
        for page in document.pages
        for line in page.lines
    ]
    lines = [line for line in lines if line.text.strip()]
    blanks = [learn(spec) for spec in forms if spec.template is not None]
    empty = next((blank for blank in blanks if _is_unfilled(lines, blank)), None)
    if empty is not None:
        return replace(document, forms=(unfilled(empty),))
    found = tuple(form for blank in blanks for form in assemble(_hits(lines, blank), blank))
    if found:
        return replace(document, forms=found)
    return replace(document, prose=prose_of_pages(document))


def _is_unfilled(lines: Sequence[Read], blank: Blank) -> bool:
    """Whether nearly all that is on the pages is printed in the blank, and most of the blank is there."""
    printed = "\n".join(map(_words, [*blank.printed, *blank.labels, *blank.hints, *blank.spec.options]))
    texts = [_words(line.text) for line in lines]
    known = sum(len(text) for text in texts if text in printed)
    return known >= _PRINTED * max(1, sum(map(len, texts))) and known >= len(printed) / 2


def _words(text: str) -> str:
    return _NO_WORD.sub("", compact(text))


def _hits(read: Sequence[Read], blank: Blank) -> Iterator[Hit]:
    taken: set[int] = set()
    turns = Turns(blank)
    lines = with_whole_labels(read, blank.labels)
    labels = {n: _labels(line.text, blank) for n, line in enumerate(lines)}
    captions = {n for n, line in enumerate(lines) if labels[n] or blank.is_label(line.text)}
    for index, line in enumerate(lines):
        if index in taken:
            continue
        for each, rest in labels[index]:
            match = turns.own(each, line.text)
            if match is None:
                continue
            place = match.place
            turns.meet(place)
            if place.field.kind is FieldKind.PROSE:
                texts = _text(lines, index, blank, turns.met, taken)
            elif place.field.kind is FieldKind.OPTIONS:
                texts = _options(lines, index, rest, place, captions)
            else:
                texts = (
                    _sure([line], [rest], blank, place) if rest else _cell(lines, index, blank, place, captions, taken)
                )
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
    named = {place.label: place for place in blank.places}  # of several groups' 姓名 one: whose it is, turns tell
    places = [(at, place) for label, place in named.items() if (at := plain.find(label)) >= 0]
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


def _options(lines: Sequence[Read], index: int, rest: str, place: Place, captions: Collection[int]) -> list[str]:
    """The options with their marks: behind their label, or in the cells of its row."""
    own = replace(lines[index], text=rest)
    row = row_of(lines, index, captions, higher=True)
    return option_texts([*lines, own], [*([len(lines)] if rest else []), *row], place.choices)


def _cell(
    lines: Sequence[Read], index: int, blank: Blank, place: Place, captions: Collection[int], taken: set[int]
) -> list[str]:
    """What stands in the cell right of a label, if that can be told."""
    row = row_of(lines, index, captions)
    cell = cell_in(lines, index, row, level=place.field.kind not in _PROVABLE)
    if not place.in_table:
        cell = cell[:1]
    texts = _sure([lines[n] for n in cell], [lines[n].text for n in cell], blank, place)
    taken.update(cell if texts else cell[:1])
    return texts


def _sure(lines: Sequence[Read], texts: list[str], blank: Blank, place: Place) -> list[str]:
    """The texts of an answer; its lines joined where it can only be so; [] where recognised ones can't be the answer."""
    kind = place.field.kind
    if kind not in _PROVABLE:
        return texts
    for written in ("\n".join(texts), "".join(texts)):
        if not normalise(kind, written, blank.spec.year).problem:
            return [written]
    return texts if len(lines) == 1 and lines[0].exact else []


def _text(lines: Sequence[Read], index: int, blank: Blank, met: set[str], taken: set[int]) -> list[str]:
    """The lines behind a section's heading, to the next copy's first label or one not met yet."""
    texts: list[str] = []
    for number in range(index + 1, len(lines)):
        text = lines[number].text
        ends = [match for match, _ in labels_in(text, blank) if match.sure]
        if any(blank.opens(match.place) or match.place.field.key not in met for match in ends):
            break
        taken.add(number)
        # it stands at the head, perhaps with a sign that was read apart; further down its words are the sender's
        if not texts and (not _words(text) or _is_hint(text, blank)):
            continue
        if compact(text) not in blank.printed and bare(text) not in blank.labels:
            texts.append(text)
    return without_hints(texts, blank)


def _is_hint(text: str, blank: Blank) -> bool:
    plain = compact(text)
    return len(plain) > 5 and any(
        fuzz.partial_ratio(plain, hint) >= _HINT for hint in blank.hints if len(hint) >= len(plain)
    )
