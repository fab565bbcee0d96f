"""Learning a form from its blank docx."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rapidfuzz import fuzz

from parsers.facts import Cell, FieldKind, FieldSpec, FormSpec, Kind, Paragraph, Table, WordDocument
from parsers.form.blank import Blank, Place, Slot
from parsers.form.grid import Grid
from parsers.form.labels import LabelFinder, bare, compact, is_instruction, is_numbered
from parsers.word import read_word
from parsers.word.marks import EMPTY

_INLINE = re.compile(r"([^\s：:；;，。]{2,12})\s*[：:]")
_LABEL_LENGTH = 20
_NEAR = 85  # of 100, rapidfuzz.fuzz.ratio: the call file's label against the blank's
_PLACEHOLDER = re.compile(r"^[年月日/.\-_＿…\s]*$")
_BOXED = re.compile(rf"[{''.join(sorted(EMPTY))}]\s*([^\s（(、，；;]+)")
_BRACKETED = re.compile(r"(?<![^\s（()）、，；;])([^\s（()）、，；;]++)\s*+[（(]\s*+[)）]")


@dataclass(frozen=True, slots=True)
class _Caption:
    """A text of the blank that may be a label; `cell` None for one in a line outside tables or inside a cell's text."""

    name: str
    grid: Grid | None = None
    cell: Cell | None = None
    rest: str = ""  # what is printed behind it on its line
    nested: bool = False
    group: str = ""  # the caption that it stands behind (联系人)


@lru_cache(maxsize=32)
def learn(spec: FormSpec) -> Blank:
    """Learn a form. Raises DocumentTrouble where the template can't be read."""
    document = read_word(spec.template or b"", Kind.DOCX)
    captions = list(_captions(document, spec))
    twins = _twins(captions)
    places = _places(captions, spec)
    options = {bare(option) for place in places for option in place.choices} | {bare(o) for o in spec.options}
    labels = {c.name for c in captions if 0 < len(c.name) <= _LABEL_LENGTH} - options
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    return Blank(
        spec=spec,
        places=tuple(places),
        labels=frozenset(labels),
        groups=_groups(captions, places),
        hints=tuple(compact(text) for text in _texts(document) if is_instruction(text)),
        printed=frozenset(compact(line) for line in lines if line.strip()),
        twins=twins,
        sections=tuple(_sections(lines, places)),
    )


def _captions(document: WordDocument, spec: FormSpec) -> Iterator[_Caption]:
    """All texts that could be labels, in reading order."""
    finder = LabelFinder({bare(label) for field in spec.fields for label in field.labels})
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from _in_line(block.text, finder)
            continue
        yield from _in_table(block, finder, nested=False)


def _in_table(table: Table, finder: LabelFinder, nested: bool) -> Iterator[_Caption]:
    """A table's labels, each table inside it where its cell stands."""
    grid = Grid(table)
    for cell in grid.cells:
        if cell.tables:
            for inner in cell.tables:
                yield from _in_table(inner, finder, nested=True)
            continue
        spotted = [s for s in finder.spot(cell.text) if s.rest or "\n" not in cell.text]
        if len(spotted) > 1 or any(offered(spot.rest) for spot in spotted):
            yield from (_Caption(spot.label, rest=spot.rest, nested=nested) for spot in spotted)
        elif not takes_answers(cell.text) and not offered(cell.text):
            group = group_of(grid, cell) or grid.heading_over(cell, _is_caption)
            yield _Caption(bare(cell.text), grid, cell, nested=nested, group=group)
            if bare(cell.paragraphs[0]) != bare(cell.text):
                yield _Caption(bare(cell.paragraphs[0]), grid, cell, nested=nested, group=group)


def _in_line(text: str, finder: LabelFinder) -> Iterator[_Caption]:
    yield from (_Caption(spot.label, rest=spot.rest) for spot in finder.spot(text))
    yield from (_Caption(name) for found in (*_INLINE.findall(text), text) if (name := bare(found)))


def group_of(grid: Grid, cell: Cell) -> str:
    """The caption of the group that a label of a blank stands in: left of it, with a label, no answer, as its neighbour."""
    return grid.group_beside(cell, _is_caption)


def takes_answers(text: str) -> bool:
    """A cell that is empty, or holds nothing but an instruction or a line to write on."""
    return bool(_PLACEHOLDER.match(text)) or is_instruction(text)


def _sections(lines: Sequence[str], places: Sequence[Place]) -> Iterator[str]:
    labels = {place.label for place in places}
    texts = {place.label for place in places if place.field.kind is FieldKind.PROSE and not place.in_table}
    behind = False
    for line in lines:
        name = bare(line)
        if behind and is_numbered(line) and name not in labels:
            yield compact(line).rstrip(":")
        behind = behind or name in texts


def _is_caption(text: str) -> bool:
    return not takes_answers(text) and not offered(text) and len(bare(text)) <= _LABEL_LENGTH


def _twins(captions: list[_Caption]) -> dict[str, tuple[str, ...]]:
    """Labels that stand in several groups, each once in each."""
    groups: dict[str, list[str]] = {}
    for caption in captions:
        if caption.cell is not None and caption.name:
            groups.setdefault(caption.name, []).append(caption.group)
    return {name: tuple(found) for name, found in groups.items() if 1 < len(found) == len({*found} - {""})}


def _places(captions: list[_Caption], spec: FormSpec) -> list[Place]:
    found = [(at, field) for field in spec.fields if (at := _find(captions, field)) is not None]
    found.sort(key=lambda pair: pair[0])
    return [_place(captions[at], field, order, spec) for order, (at, field) in enumerate(found)]


def _find(captions: list[_Caption], field: FieldSpec) -> int | None:
    """Where the field's label stands: the call's labels in the order of its preference, as written, then nearly so."""
    wanted = [bare(label) for label in field.labels]
    for label in wanted:
        for index, caption in enumerate(captions):
            if caption.name == label or _is_grouped(caption, label):
                return index
    near = [
        (fuzz.ratio(caption.name, label), -index)
        for label in wanted
        for index, caption in enumerate(captions)
        if min(len(label), len(caption.name)) > 3
    ]
    score, index = max(near, default=(0.0, 0))
    return -index if score >= _NEAR else None


def _is_grouped(caption: _Caption, label: str) -> bool:
    """联系人姓名 is the 姓名 that stands under 联系人, 项目联系人 or 联系人信息."""
    before = label.removesuffix(caption.name)
    return bool(caption.name and caption.group and before) and before != label and before in caption.group


def _place(caption: _Caption, field: FieldSpec, order: int, spec: FormSpec) -> Place:
    if caption.grid is None or caption.cell is None:
        slot = Slot.UNDER if field.kind is FieldKind.PROSE else Slot.BEHIND
        choices = _choices([caption.rest], spec) if field.kind is FieldKind.OPTIONS else ()
        return Place(field, caption.name, slot, order, False, choices, caption.nested)
    right = caption.grid.right_of(caption.cell)
    under = next(caption.grid.under(caption.cell), None)
    choices = ()
    if field.kind is FieldKind.OPTIONS:
        slot, choices = option_group(caption.grid, caption.cell, spec)
    elif right and takes_answers(right[0].text):
        slot = Slot.RIGHT
    elif under is not None and takes_answers(under.text):
        slot = Slot.UNDER
    else:
        slot = Slot.BEHIND
    return Place(field, caption.name, slot, order, True, choices, caption.nested, caption.group)


def option_group(grid: Grid, label: Cell, spec: FormSpec) -> tuple[Slot, tuple[str, ...]]:
    """Where an option group stands, and its options: right of the label, under it, or in its own cell."""
    rows = range(label.row, label.row + label.row_span)
    right = [c.text for row in rows for c in takewhile(lambda c: _choices([c.text], spec), grid.right_of(label, row))]
    if choices := _choices(right, spec):
        return Slot.RIGHT, choices
    under = next(grid.under(label), None)
    if under is not None and (choices := _choices([under.text], spec)):
        beside = [c.text for c in takewhile(lambda c: _choices([c.text], spec), grid.right_of(under))]
        return Slot.UNDER, _choices([under.text, *beside], spec)
    return Slot.BEHIND, _choices(label.paragraphs[1:], spec)


def _choices(texts: Sequence[str], spec: FormSpec) -> tuple[str, ...]:
    """The call's options that stand in these texts; where it names none of them, what is boxed or bracketed."""
    plain = compact("\n".join(texts))
    named = tuple(option for option in spec.options if compact(option) in plain)
    return named or tuple(dict.fromkeys(option for text in texts for option in offered(text)))


def offered(text: str) -> list[str]:
    """What a text puts behind a box or before empty brackets."""
    return [*_BOXED.findall(text), *_BRACKETED.findall(text)]


def _groups(captions: list[_Caption], places: list[Place]) -> dict[str, Place]:
    """Captions whose right neighbour is itself a label."""
    by_label = {place.label: place for place in reversed(places)}
    in_group = {(place.group, place.label): place for place in reversed(places)}
    groups: dict[str, Place] = {}
    for caption in captions:
        if caption.grid is None or caption.cell is None or caption.name in by_label:
            continue
        right = caption.grid.right_of(caption.cell)
        label = bare(right[0].text) if right else ""
        first = in_group.get((caption.name, label)) or by_label.get(label)
        if first is not None:
            groups.setdefault(caption.name, first)
    return groups


def _texts(document: WordDocument) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for cell in block.cells:
                yield cell.text
                yield from (line for paragraph in cell.paragraphs for line in paragraph.split("\n"))
