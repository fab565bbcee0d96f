"""A table read against a form: each label's answer, wherever this copy has it."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from parsers.facts import Cell, FieldKind, Table
from parsers.form.answers import (
    answers_itself,
    any_option,
    is_caption_line,
    is_marked,
    lines_behind,
    repeats,
    together,
    with_marks,
)
from parsers.form.blank import Match, Place, Slot
from parsers.form.grid import Grid, nested_tables
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import bare, is_instruction
from parsers.form.lines import labels_in
from parsers.form.turns import Turns

_LABEL_LINES = 3  # that a label may be broken over, where its answer follows in the same cell
_FRAMED = 3  # labels at least that make a table inside a cell the form
_CAPTION = 8  # characters of a caption that somebody added
_MOST = 0.6  # of a form's labels
_COLUMN = 3  # cells under a heading at least that make a column of them
_COLON = re.compile(r"[:：]")


def table_hits(table: Table, number: int, block: int, turns: Turns) -> Iterator[Hit]:
    """The labels of one table in reading order; `number` counts the document's tables from 1."""
    return _Reader(table, number, block, turns).hits()


class _Reader:
    """One table's walk: cells taken as answers are not looked at again, so that an answer is never a label."""

    def __init__(self, table: Table, number: int, block: int, turns: Turns) -> None:
        self.grid = Grid(table)
        self.number = number
        self.block = block
        self.blank = turns.blank
        self.taken: set[tuple[int, int]] = set()
        self.turns = turns

    def hits(self) -> Iterator[Hit]:
        if (head := self._head()) is not None:
            yield from self._columns(head)
        for cell in self.grid.cells:
            if (cell.row, cell.column) in self.taken or not cell.text.strip():
                continue
            if any(self._is_asked(inner) for inner in cell.tables):
                yield from self._above_nested(cell)
                for inner in cell.tables:
                    yield from self._nested(inner)
                continue
            match, rest = self._label(cell)
            if match is None:
                yield from self._inside(cell)
            elif (own := self.turns.own(match, cell.text, self._group(match, cell))) is not None:
                yield self._hit(own, cell, self._answer(own.place, cell, rest))

    def _group(self, match: Match, cell: Cell) -> str:
        """The caption that a label stands under, where other groups have one of the same name."""
        if match.place.label not in self.blank.twins:
            return ""
        is_label = self.blank.is_label
        return self.grid.group_beside(cell, is_label) or self.grid.heading_over(cell, is_label)

    def _head(self) -> list[tuple[Match, Cell]] | None:
        """The row that holds most of the form's labels and nothing else: the form was turned on its side."""
        for number in range(self.grid.rows - 1):
            cells = [cell for cell in self.grid.row(number) if cell.text.strip()]
            said = [(match, cell) for cell in cells if (match := self.blank.match(cell.text)) is not None]
            turns = Turns(self.blank)
            labels = [(own, cell) for match, cell in said if (own := turns.own(match, cell.text)) is not None]
            if len(labels) >= max(_FRAMED, len(self.blank.places) * _MOST) and all(
                self._label(cell)[0] or len(bare(cell.text)) <= _CAPTION for cell in cells
            ):
                return labels
        return None

    def _columns(self, head: Sequence[tuple[Match, Cell]]) -> Iterator[Hit]:
        """Each row under the labels is a copy, up to one that holds a label or, behind the first, nothing."""
        first = head[0][1].row + head[0][1].row_span
        for cell in self.grid.row(head[0][1].row):
            self._take(cell)
        for number in range(first, self.grid.rows):
            under = [(match, self.grid.at(number, cell.column)) for match, cell in head]
            cells = [cell for _, cell in under if cell is not None]
            if any(self._label(cell)[0] for cell in cells) or not (
                number == first or any(c.text.strip() for c in cells)
            ):
                return
            for match, answer in under:
                options = match.place.field.kind is FieldKind.OPTIONS
                texts = (
                    []
                    if answer is None
                    else with_marks([answer])
                    if options
                    else without_hints(answer.paragraphs, self.blank)
                )
                yield self._hit(match, answer or head[0][1], texts)
            for cell in self.grid.row(number):
                self._take(cell)

    def _above_nested(self, cell: Cell) -> Iterator[Hit]:
        """The lines that the blank has outside its table, in the frame that the form was put into."""
        for match, rest in (found for line in cell.paragraphs for found in labels_in(line, self.blank)):
            if not match.place.in_table and match.place.field.kind is not FieldKind.PROSE:
                yield self._hit(match, cell, [rest])

    def _nested(self, table: Table) -> Iterator[Hit]:
        yield from _Reader(table, self.number, self.block, self.turns).hits()

    def _is_asked(self, table: Table) -> bool:
        """Whether a table inside a cell is part of the form: the blank has it so, or the form was put in a frame."""
        said = [cell for each in (table, *nested_tables(table)) for cell in each.cells if self._says_label(cell)]
        if any(match.place.nested for cell in said if (match := self._label(cell)[0]) is not None):
            return True
        return len(said) >= max(_FRAMED, len(self.blank.places) // 2)

    def _hit(self, match: Match, cell: Cell, texts: Sequence[str]) -> Hit:
        self.turns.meet(match.place, self.number)
        where = f"表{self.number}第{cell.row + 1}行"
        if len(texts) == 1 and repeats(match.place, texts[0], self.blank):
            texts = [labels_in(texts[0], self.blank)[0][1]]
        return Hit(match.place, tuple(texts), where, self.block, True, match.sure, match.mistyped)

    def _label(self, cell: Cell) -> tuple[Match | None, list[str]]:
        """The label that a cell is or begins with, and the lines behind it in the same cell."""
        lines = [line for line in cell.text.split("\n") if line.strip()]
        heads = ["".join(lines[:count]) for count in range(1, min(_LABEL_LINES, len(lines) - 1) + 1)]
        for count, head in enumerate(heads, 1):
            if (exact := self.blank.match(head)) is not None and bare(head) == exact.place.label:
                return exact, lines[count:]
        whole = self.blank.match(cell.text)
        if whole is not None and not answers_itself(whole.place, cell.text):
            return whole, []
        for count in range(len(heads), 0, -1):
            if (near := self.blank.match(heads[count - 1])) is not None:
                return near, lines[count:]
        return None, []

    def _inside(self, cell: Cell) -> Iterator[Hit]:
        """Labels and answers in one cell: `手机：139…`, or a group's caption with a colon."""
        spotted = [
            found for line in cell.text.split("\n") if _COLON.search(line) for found in labels_in(line, self.blank)
        ]
        owned = [(own, rest) for match, rest in spotted if (own := self.turns.own(match, cell.text)) is not None]
        for match, rest in owned:
            prose = match.place.field.kind is FieldKind.PROSE
            texts = self._answer(match.place, cell, lines_behind(cell, rest)) if prose else [rest]
            yield self._hit(match, cell, texts)
        group = self.blank.group(cell.text)
        right = next(iter(self.grid.right_of(cell)), None)
        if spotted or group is None or group.field.key in self.turns.met or right is None or self._says_label(right):
            return
        if texts := self._beside(cell):
            yield Hit(group, tuple(texts), f"表{self.number}第{cell.row + 1}行", self.block, True, sure=False)

    def _answer(self, place: Place, cell: Cell, own: Sequence[str]) -> list[str]:
        match place.field.kind:
            case FieldKind.PROSE:
                return self._prose(place, cell, own)
            case FieldKind.OPTIONS:
                return self._options(place, cell, own)
            case _:
                return self._line(place, cell, own)

    def _line(self, place: Place, cell: Cell, own: Sequence[str]) -> list[str]:
        """Where the blank has it, else right of the label, in its own cell, under it."""
        if place.slot is Slot.UNDER:
            return without_hints(own, self.blank) or self._below(place, cell) or self._beside(cell, place)
        return self._beside(cell, place) or without_hints(own, self.blank) or self._below(place, cell)

    def _beside(self, cell: Cell, asked: Place | None = None) -> list[str]:
        """What stands right of a label up to the next, in each of its rows."""
        texts: list[str] = []
        for row in range(cell.row, cell.row + cell.row_span):
            in_row: list[str] = []
            for place, right in enumerate(self.grid.right_of(cell, row)):
                if self._is_taken(right) or self._is_caption(right, asked) or (place and self._is_beyond(right)):
                    break
                in_row.append("\n".join(without_hints(right.paragraphs, self.blank)))
                self._take(right)
            if any(text.strip() for text in in_row):
                texts.append(together([text for text in in_row if text.strip()], asked))
        return texts

    def _is_beyond(self, cell: Cell) -> bool:
        """A label by another name, or the heading of a column that somebody added and left empty (备注)."""
        under = list(self.grid.under(cell))
        heads = cell.row == 0 and len(under) >= _COLUMN and not any(each.text.strip() for each in under)
        return heads or self.blank.match(cell.text) is not None

    def _below(self, place: Place, cell: Cell) -> list[str]:
        """The cell under a label; where the label has a right neighbour, only if the blank has it so."""
        if place.slot is not Slot.UNDER and self.grid.right_of(cell):
            return []
        under = next(self.grid.under(cell), None)
        if under is None or self._is_taken(under) or self._is_caption(under, place):
            return []
        elsewhere = place.slot is not Slot.UNDER and self._says_label(under)
        if elsewhere and not repeats(place, under.text, self.blank):
            return []
        self._take(under)
        return without_hints(under.paragraphs, self.blank)

    def _is_caption(self, cell: Cell, asked: Place | None = None) -> bool:
        """Whether a cell is a label, or begins with one, and so nobody's answer; one may repeat the label it answers."""
        if asked is not None and self.blank.match(cell.text) is None and repeats(asked, cell.text, self.blank):
            return False
        if self.blank.is_label(cell.text) or is_caption_line(cell.text, self.blank):
            return True
        match, _ = self._label(cell)
        return match is not None and match.sure

    def _says_label(self, cell: Cell) -> bool:
        """Whether a cell is or holds any label, also one that is only a name its field goes by."""
        return self._label(cell)[0] is not None or any(
            _COLON.search(line) and labels_in(line, self.blank) for line in cell.text.split("\n")
        )

    def _options(self, place: Place, label: Cell, own: Sequence[str]) -> list[str]:
        """All cells right of the label on its rows, else under it; a cell that holds only a mark goes to its option."""
        rows = range(label.row, label.row + label.row_span)
        cells = [
            cell
            for row in rows
            for cell in takewhile(lambda right: not self.blank.is_label(right.text), self.grid.right_of(label, row))
        ]
        cells += self._marks_below(label, cells)
        under = next(self.grid.under(label), None)
        if under is not None and not any_option(cells, place) and self._may_hold_options(under, place, own):
            cells = [c for c in self.grid.row(under.row) if c is under or any_option([c], place) or is_marked(c)]
        for cell in cells:
            self._take(cell)
        texts = with_marks(cells)
        return texts if any_option(cells, place) else [*own, *texts]

    def _may_hold_options(self, under: Cell, place: Place, own: Sequence[str]) -> bool:
        return place.slot is Slot.UNDER or not (own or self._says_label(under))

    def _marks_below(self, label: Cell, options: Sequence[Cell]) -> list[Cell]:
        """The next row's cells under these options, where they hold nothing but marks and the row has no label."""
        head = next(self.grid.under(label), None)
        if head is not None and head.text.strip() and not is_instruction(head.text):
            return []
        columns = {option.column for option in options}
        below = [cell for cell in self.grid.row(label.row + label.row_span) if cell.column in columns]
        marks = [cell for cell in below if is_marked(cell)]
        return marks if all(cell in marks or not cell.text.strip() for cell in below) else []

    def _prose(self, place: Place, label: Cell, own: Sequence[str]) -> list[str]:
        """The text behind a section's heading: in its cell, right of it, and in the rows under it."""
        texts = list(without_hints(own, self.blank))
        right = [cell for cell in self.grid.right_of(label) if not self._is_caption(cell)]
        for cell in right:
            self._take(cell)
            texts.extend(without_hints(cell.paragraphs, self.blank))
        if place.slot is Slot.UNDER or not (right or texts):
            texts.extend(self._area(place, label))
        return texts

    def _area(self, place: Place, label: Cell) -> list[str]:
        paragraphs: list[str] = []
        for number in range(label.row + label.row_span, self.grid.rows):
            cells = self.grid.row(number)
            if any(self._ends_area(cell, place) for cell in cells) or (paragraphs and self._is_row_of_its_own(number)):
                break
            for cell in cells:
                self._take(cell)
                if cell.column + cell.column_span > label.column:  # not in a column of numbers before the labels
                    paragraphs.extend(cell.paragraphs)
        return without_hints(paragraphs, self.blank)

    def _is_row_of_its_own(self, number: int) -> bool:
        """One row of a caption and an answer behind the text (备注　另附): more such rows would be the text's table."""
        return (
            self._is_captioned(number)
            and not self._is_captioned(number - 1)
            and (len(self.grid.row(number + 1)) != 2 or self._label(self.grid.row(number + 1)[0])[0] is not None)
        )

    def _is_captioned(self, number: int) -> bool:
        row = self.grid.row(number)
        return len(row) == 2 and 0 < len(bare(row[0].text)) <= _CAPTION

    def _ends_area(self, cell: Cell, place: Place) -> bool:
        """A label that opens the next copy, or one that this copy has not had yet; 姓名 in somebody's schedule is none."""
        if place.slot is Slot.BEHIND and bare(cell.text) in self.blank.labels:
            return True
        match, _ = self._label(cell)
        if match is None:  # 主办单位名称：… in one cell
            first = cell.text.strip().split("\n")[0]
            said = labels_in(first, self.blank) if _COLON.search(first) else []
            return bool(said) and said[0][0].sure and self.blank.opens(said[0][0].place)
        if not match.sure:  # 主办单位 for 主办单位名称 opens the next copy only where an answer stands beside it
            return self.blank.opens(match.place) and cell.column == 0 and bool(self.grid.right_of(cell))
        return self.blank.opens(match.place) or match.place.field.key not in {*self.turns.met, place.field.key}

    def _take(self, cell: Cell) -> None:
        self.taken.add((cell.row, cell.column))

    def _is_taken(self, cell: Cell) -> bool:
        return (cell.row, cell.column) in self.taken
