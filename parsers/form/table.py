"""A table read against a form: each label's answer, wherever this copy has it."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from parsers.facts import Cell, FieldKind, Table
from parsers.form.blank import Blank, Match, Place, Slot
from parsers.form.drawn import with_drawn_ticks
from parsers.form.grid import Grid, nested_tables
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import bare, is_instruction
from parsers.form.lines import labels_in
from parsers.form.options import is_mark

_LABEL_LINES = 3  # that a label may be broken over, where its answer follows in the same cell
_FRAMED = 3  # labels at least that make a table inside a cell the form
_CAPTION = 8  # characters of a caption that somebody added
_COLON = re.compile(r"[:：]")


def table_hits(table: Table, number: int, block: int, blank: Blank) -> Iterator[Hit]:
    """The labels of one table in reading order; `number` counts the document's tables from 1."""
    return _Reader(table, number, block, blank).hits()


class _Reader:
    """One table's walk: cells taken as answers are not looked at again, so that an answer is never a label."""

    def __init__(self, table: Table, number: int, block: int, blank: Blank) -> None:
        self.grid = Grid(table)
        self.number = number
        self.block = block
        self.blank = blank
        self.taken: set[tuple[int, int]] = set()
        self.met: set[str] = set()  # keys since the present copy began

    def hits(self) -> Iterator[Hit]:
        for cell in self.grid.cells:
            if (cell.row, cell.column) in self.taken or not cell.text.strip():
                continue
            if any(self._is_asked(inner) for inner in cell.tables):
                for inner in cell.tables:
                    yield from self._nested(inner)
                continue
            match, rest = self._label(cell)
            if match is None:
                yield from self._inside(cell)
            else:
                yield self._hit(match, cell, self._answer(match.place, cell, rest))

    def _nested(self, table: Table) -> Iterator[Hit]:
        inner = _Reader(table, self.number, self.block, self.blank)
        inner.met = self.met
        yield from inner.hits()

    def _is_asked(self, table: Table) -> bool:
        """Whether a table inside a cell is part of the form: the blank has it so, or the form was put in a frame."""
        said = [cell for each in (table, *nested_tables(table)) for cell in each.cells if self._says_label(cell)]
        if any(match.place.nested for cell in said if (match := self._label(cell)[0]) is not None):
            return True
        return len(said) >= max(_FRAMED, len(self.blank.places) // 2)

    def _hit(self, match: Match, cell: Cell, texts: Sequence[str]) -> Hit:
        if match.place.field.key in self.met and self.blank.opens(match.place):
            self.met.clear()
        self.met.add(match.place.field.key)
        where = f"表{self.number}第{cell.row + 1}行"
        if len(texts) == 1 and _repeats(match.place, texts[0], self.blank):
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
        if whole is not None and not _answers_itself(whole.place, cell.text):
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
        for match, rest in spotted:
            prose = match.place.field.kind is FieldKind.PROSE
            texts = self._answer(match.place, cell, _lines_behind(cell, rest)) if prose else [rest]
            yield self._hit(match, cell, texts)
        group = self.blank.group(cell.text)
        right = next(iter(self.grid.right_of(cell)), None)
        if spotted or group is None or group.field.key in self.met or right is None or self._says_label(right):
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
                if self._is_taken(right) or self._is_caption(right, asked) or (place and self.blank.match(right.text)):
                    break
                in_row.append("\n".join(without_hints(right.paragraphs, self.blank)))
                self._take(right)
            if any(text.strip() for text in in_row):
                texts.append("、".join(text for text in in_row if text.strip()))
        return texts

    def _below(self, place: Place, cell: Cell) -> list[str]:
        """The cell under a label; where the label has a right neighbour, only if the blank has it so."""
        if place.slot is not Slot.UNDER and self.grid.right_of(cell):
            return []
        under = next(self.grid.under(cell), None)
        if under is None or self._is_taken(under) or self._is_caption(under, place):
            return []
        elsewhere = place.slot is not Slot.UNDER and self._says_label(under)
        if elsewhere and not _repeats(place, under.text, self.blank):
            return []
        self._take(under)
        return without_hints(under.paragraphs, self.blank)

    def _is_caption(self, cell: Cell, asked: Place | None = None) -> bool:
        """Whether a cell is a label, or begins with one, and so nobody's answer; one may repeat the label it answers."""
        if asked is not None and self.blank.match(cell.text) is None and _repeats(asked, cell.text, self.blank):
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
        under = next(self.grid.under(label), None)
        if under is not None and not _any_option(cells, place) and (place.slot is Slot.UNDER or not own):
            cells = [c for c in self.grid.row(under.row) if c is under or _any_option([c], place) or _is_marked(c)]
        for cell in cells:
            self._take(cell)
        texts = _with_marks(cells)
        return texts if _any_option(cells, place) else [*own, *texts]

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
                paragraphs.extend(cell.paragraphs)
        return without_hints(paragraphs, self.blank)

    def _is_row_of_its_own(self, number: int) -> bool:
        """One row of a caption and an answer behind the text (备注　另附): more such rows would be the text's table."""
        if len(self.grid.row(number)) != 2 or not 0 < len(bare(self.grid.row(number)[0].text)) <= _CAPTION:
            return False
        following = self.grid.row(number + 1) if number + 1 < self.grid.rows else []
        return len(following) != 2 or self._label(following[0])[0] is not None

    def _ends_area(self, cell: Cell, place: Place) -> bool:
        """A label that opens the next copy, or one that this copy has not had yet; 姓名 in somebody's schedule is none."""
        match, _ = self._label(cell)
        if match is None:  # 主办单位名称：… in one cell
            first = cell.text.strip().split("\n")[0]
            said = labels_in(first, self.blank) if _COLON.search(first) else []
            return bool(said) and said[0][0].sure and self.blank.opens(said[0][0].place)
        if not match.sure:  # 主办单位 for 主办单位名称 opens the next copy only where an answer stands beside it
            return self.blank.opens(match.place) and cell.column == 0 and bool(self.grid.right_of(cell))
        return self.blank.opens(match.place) or match.place.field.key not in {*self.met, place.field.key}

    def _take(self, cell: Cell) -> None:
        self.taken.add((cell.row, cell.column))

    def _is_taken(self, cell: Cell) -> bool:
        return (cell.row, cell.column) in self.taken


def is_caption_line(text: str, blank: Blank) -> bool:
    """Whether a text begins with one of the form's labels and a colon."""
    spotted = blank.finder.spot(text.strip().split("\n")[0])
    return bool(spotted) and spotted[0].start <= 3 and (bool(spotted[0].rest) or len(spotted) > 1)


def _answers_itself(place: Place, text: str) -> bool:
    """`承办单位名称：—`, which is nearly the label and yet holds its answer."""
    head, colon, rest = text.partition("：") if "：" in text else text.partition(":")
    return bool(colon and rest.strip()) and bare(head) == place.label


def _repeats(place: Place, text: str, blank: Blank) -> bool:
    """Whether an answer begins with the label it answers: `E-mail：…` beside or under E-mail."""
    found = labels_in(text.strip().split("\n")[0], blank)
    return bool(found) and found[0][0].place == place and bool(found[0][1])


def _lines_behind(cell: Cell, rest: str) -> list[str]:
    """The rest of the label's line, and the cell's lines after it."""
    lines = cell.text.split("\n")
    at = next((number for number, line in enumerate(lines) if rest and line.strip().endswith(rest)), 0)
    return [rest, *lines[at + 1 :]]


def _any_option(cells: Sequence[Cell], place: Place) -> bool:
    return any(
        bare(choice) in bare_text for cell in cells if (bare_text := bare(cell.text)) for choice in place.choices
    )


def _with_marks(cells: Sequence[Cell]) -> list[str]:
    """The cells' texts, those that hold only a mark joined to the option above them or left of them."""
    texts: dict[tuple[int, int], str] = {}
    for cell in cells:
        above = (cell.row - 1, cell.column)
        left = next(reversed(texts), None)
        owner = above if above in texts else left
        text = "\n".join(with_drawn_ticks(cell.paragraphs, cell.drawings))
        if is_mark(text) and not is_instruction(text) and owner is not None and not is_mark(texts[owner]):
            texts[owner] += text.strip()
        else:
            texts[cell.row, cell.column] = text
    return [text for text in texts.values() if text.strip()]


def _is_marked(cell: Cell) -> bool:
    return is_mark("\n".join(with_drawn_ticks(cell.paragraphs, cell.drawings)))
