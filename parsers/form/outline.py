"""What a blank form asks for, found without being told its fields: what a call file is drafted from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from parsers.facts import BlankField, BlankForm, Cell, FieldKind, FormSpec, Kind, Paragraph, Table
from parsers.form.grid import Grid
from parsers.form.labels import bare, compact, is_instruction
from parsers.form.learn import group_of, offered, option_group, takes_answers
from parsers.word import read_word

_INLINE = re.compile(r"([^\s：:；;，。、]{2,16}(?:[（(][^（）()\n]{0,30}[）)])?)[\s\u3000]*[：:]")
_NO_ANSWER = re.compile(r"盖章|公章|签章|签字|签名|印章")  # a place for a seal or a hand, no field
_NOTE = re.compile(r"^(?:注|备注|说明|填表说明|填报说明)$")
_TELLING = frozenset((FieldKind.PHONE, FieldKind.MOBILE, FieldKind.EMAIL))
_LONGEST = 20  # characters of a label
_SAID = re.compile(r"[（(][^（）()]*[）)]")
_LENGTH = re.compile(r"[\d一二三四五六七八九十百千两]{1,6}个?字")
_ROOM = 3  # empty lines that mean: write at length


@dataclass(frozen=True, slots=True)
class _Asked:
    """A label with the text that stands where its answer goes."""

    label: str
    room: str = ""  # as the blank has it: nothing, a hint, a line to write on
    group: str = ""
    choices: tuple[str, ...] = ()
    wide: bool = False  # a whole row to write in
    said: str = ""  # the hint beside the label itself


def outline(spec: FormSpec) -> BlankForm:
    """The title and fields of `spec.template`, a blank docx; `spec.fields` lend known labels their kinds.

    Labels are bare (no numbering, hint or colon); one that stands in two groups has its group's before it. Raises
    DocumentTrouble where the template can't be read.
    """
    document = read_word(spec.template or b"", Kind.DOCX)
    asked: list[_Asked] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            asked += _in_table(Grid(block), block.columns, "", spec)
        else:
            asked += _in_lines(block.text, map(_line, islice(document.blocks, index + 1, None)))
    kinds = {bare(label): field.kind for field in spec.fields for label in field.labels}
    fields = [_field(each, kinds) for each in asked if not _NO_ANSWER.search(each.label)]
    return BlankForm(_title(document.blocks), _told_apart(fields), document.text)


def _title(blocks: Sequence[Paragraph | Table]) -> str:
    """The lines before the first label or table; centred ones where there are any."""
    lines = [each for each in takewhile(_may_be_title, blocks) if isinstance(each, Paragraph) and each.text.strip()]
    chosen = [each for each in lines if each.centred] or lines[:1]
    return "".join(compact(each.text) for each in chosen)


def _may_be_title(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and not _INLINE.search(block.text)


def _line(block: Paragraph | Table) -> str | None:
    return block.text if isinstance(block, Paragraph) else None


def _in_lines(text: str, following: Iterable[str | None]) -> Iterator[_Asked]:
    """Fields of a line outside tables: labels with a colon, or one alone above room to write in."""
    if "：" in text or ":" in text:
        yield from _behind_colons(text)
        return
    room = list(takewhile(lambda line: line is not None and (not line.strip() or is_instruction(line)), following))
    name = bare(text)
    if len(room) >= 2 and 1 < len(name) <= _LONGEST and not is_instruction(text):
        yield _Asked(name, "\n".join(line or "" for line in room), wide=True)


def _behind_colons(text: str) -> Iterator[_Asked]:
    """单位（盖章）：　　日期：　年　月　日: each label with nothing but room or options behind it."""
    found = list(_INLINE.finditer(text))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        rest, name = text[match.end() : end].strip(), bare(match[1])
        if name and not _NOTE.match(name) and not is_instruction(match[1]) and (takes_answers(rest) or offered(rest)):
            yield _Asked(name, rest, choices=tuple(offered(rest)))


def _in_table(grid: Grid, columns: int, group: str, spec: FormSpec) -> Iterator[_Asked]:
    for cell in grid.cells:
        if cell.tables:
            for inner in cell.tables:
                yield from _in_table(Grid(inner), inner.columns, group_of(grid, cell), spec)
        elif not takes_answers(cell.text):
            hint = next((found.strip() for found in _SAID.findall(cell.text) if len(found) > 2), "")
            found = _of_cell(grid, cell, columns, group or group_of(grid, cell), spec)
            yield from (replace(each, said=hint) for each in found)


def _of_cell(grid: Grid, cell: Cell, columns: int, group: str, spec: FormSpec) -> Iterator[_Asked]:
    """The field that a cell is the label of, or the fields that stand in its own text."""
    right = grid.right_of(cell)
    below = list(takewhile(lambda each: takes_answers(each.text), grid.under(cell)))
    name = bare(cell.text) if len(bare(cell.text)) <= _LONGEST else bare(cell.paragraphs[0])
    whole = cell.column_span >= columns
    if offered(cell.paragraphs[0]) and not _INLINE.search(cell.paragraphs[0]):
        return
    if not right and len(cell.paragraphs) > 1 and _opens_room(cell):
        yield _Asked(name, "\n".join(cell.paragraphs[1:]), group, wide=True)
    elif _INLINE.search(cell.text) and not (right and takes_answers(right[0].text)):
        yield from (replace(each, group=group) for line in cell.paragraphs for each in _behind_colons(line))
    elif len(name) < 2 or len(name) > _LONGEST:
        return
    elif right and takes_answers(right[0].text):
        yield _Asked(name, right[0].text, group, wide=right[0].row_span >= _ROOM)
    elif choices := option_group(grid, cell, spec)[1]:
        yield _Asked(name, "", group, choices)
    elif below and (whole or not _is_list(grid, below)):
        yield _Asked(name, below[0].text, group if not whole else "", wide=whole)


def _is_list(grid: Grid, below: Sequence[Cell]) -> bool:
    """Empty rows under a column's head: a list to fill in, no field. The second may be another label's, on its left."""
    if len({(cell.column, cell.column_span) for cell in below[:2]}) != 1 or len(below) < 2:
        return False
    left = grid.at(below[1].row, below[1].column - 1)
    return left is None or takes_answers(left.text) or bare(left.text).isdigit()


def _opens_room(cell: Cell) -> bool:
    """推荐意见： and empty lines under it, in one cell."""
    label, *room = cell.paragraphs
    return len(bare(label)) <= _LONGEST and takes_answers("".join(room)) and len(room) >= 2


def _field(asked: _Asked, kinds: dict[str, FieldKind]) -> BlankField:
    hint = next((line.strip() for line in asked.room.split("\n") if is_instruction(line)), asked.said)
    return BlankField(asked.label, asked.group, _kind(asked, kinds), asked.choices, hint)


def _kind(asked: _Asked, kinds: dict[str, FieldKind]) -> FieldKind:
    if asked.choices:
        return FieldKind.OPTIONS
    if asked.wide or asked.room.count("\n") >= _ROOM - 1 or _LENGTH.search(asked.said):
        return FieldKind.PROSE
    if "年" in asked.room and "月" in asked.room and not is_instruction(asked.room):
        return FieldKind.DATE
    known = [name for name, kind in kinds.items() if kind in _TELLING and name in asked.label]
    if known:
        return kinds[max(known, key=lambda name: (kinds[name] is not FieldKind.PHONE, len(name)))]
    return FieldKind.DATE if asked.label.endswith("日期") else kinds.get(asked.label, FieldKind.TEXT)


def _told_apart(fields: Sequence[BlankField]) -> tuple[BlankField, ...]:
    """A label that stands twice is called by its group, too; what is still the same is asked for once."""
    often = Counter(each.label for each in fields)
    grouped = [replace(each, group="" if each.group in often else each.group) for each in fields]
    named = [replace(e, label=e.group + e.label) if often[e.label] > 1 and e.group else e for e in grouped]
    return tuple({each.label: each for each in reversed(named)}.values())[::-1]
