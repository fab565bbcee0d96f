"""Forms and prose read from a page's lines, best effort: to tell whose document it is, never to blame a field."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from parsers.facts import FieldKind, FieldSpec, FormSpec, Line, PagedDocument
from parsers.form.assemble import Hit, assemble
from parsers.form.blank import Blank, learn, without_hints
from parsers.form.labels import bare, compact
from parsers.form.prose import prose_of_pages

_SAME_LINE = 0.5  # of a line's height that another's middle may be off
_LOOKS_LIKE = 75  # of 100: an OCR line's beginning against a long label


def read_paged(document: PagedDocument, forms: Sequence[FormSpec]) -> PagedDocument:
    """The document with `forms`, or else `prose`, filled in from its lines."""
    lines = [(page.number, line) for page in document.pages for line in page.lines if line.text.strip()]
    found = tuple(
        form for spec in forms if spec.template is not None for form in assemble(_hits(lines, learn(spec)), learn(spec))
    )
    if found:
        return replace(document, forms=found)
    return replace(document, prose=prose_of_pages(document))


def _hits(lines: Sequence[tuple[int, Line]], blank: Blank) -> Iterator[Hit]:
    for index, (page, line) in enumerate(lines):
        for field, rest in _labels_in(line.text, blank):
            place = f"第{page}页"
            if field.kind in (FieldKind.PROSE, FieldKind.OPTIONS):
                yield Hit(field, "\n".join([rest, *_until_label(lines[index + 1 :], blank, field)]).strip(), place)
            else:
                yield Hit(field, rest or _beside(lines, index, blank), place)


def _labels_in(text: str, blank: Blank) -> Iterator[tuple[FieldSpec, str]]:
    """The labels in a line, each with what stands between it and the next."""
    plain = compact(text)
    marks: list[tuple[int, int, FieldSpec]] = []
    for label, field in blank.fields:
        place = plain.find(label)
        if place >= 0 and (place <= 6 or len(label) < 5):
            marks.append((place, place + len(label), field))
        elif len(label) >= 5 and fuzz.ratio(plain[: len(label)], label) >= _LOOKS_LIKE:
            marks.append((0, len(label), field))
    marks.sort(key=lambda mark: mark[0])
    for number, (_, end, field) in enumerate(marks):
        stop = marks[number + 1][0] if number + 1 < len(marks) else len(plain)
        yield field, plain[end:stop].lstrip(":：")


def _beside(lines: Sequence[tuple[int, Line]], index: int, blank: Blank) -> str:
    """The nearest line right of this one at the same height that is no label."""
    page, label = lines[index]
    height = label.box[3] - label.box[1]
    middle = (label.box[1] + label.box[3]) / 2
    right = [
        line
        for number, line in lines
        if number == page
        and line.box[0] >= label.box[2] - 0.01
        and abs((line.box[1] + line.box[3]) / 2 - middle) <= height * _SAME_LINE
    ]
    nearest = min(right, key=lambda line: line.box[0], default=None)
    return nearest.text if nearest and not blank.is_label(nearest.text) else ""


def _until_label(lines: Sequence[tuple[int, Line]], blank: Blank, field: FieldSpec) -> Iterator[str]:
    """Lines up to the next label; an option's own lines are no labels here."""
    options = {bare(option) for option in blank.spec.options}
    for _, line in lines:
        others = [found for found, _ in _labels_in(line.text, blank) if found != field]
        if others:
            return
        if field.kind is FieldKind.PROSE or bare(line.text) in options or any(o in compact(line.text) for o in options):
            kept = without_hints(line.text, blank.hints)
            if kept.strip() and not any(compact(line.text) in hint for hint in blank.hints):
                yield kept
