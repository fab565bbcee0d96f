"""A table's cells found again on a page, by where its lines stand: what is right of a label, and under its options."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.facts import Box
from parsers.form.labels import compact
from parsers.form.options import are_marks, is_read

_SAME_LINE = 0.6  # of a line's height that another's middle may be off
_NEXT_LINE = 0.6  # of a line's height between two lines of one cell
_ASIDE = 0.01  # of the page's width that a cell's text may begin before its label ends
_LETTER_SPACED = 6  # line heights between the characters of one label: 传　　真


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was read, on its page. `exact`: native text, no recogniser's."""

    page: int
    text: str
    box: Box
    exact: bool

    @property
    def height(self) -> float:
        """As a fraction of the page's."""
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        """Between its top and its bottom."""
        return (self.box[1] + self.box[3]) / 2

    def is_level_with(self, other: "Read") -> bool:
        """Whether both stand at one height of one page."""
        return self.page == other.page and abs(self.middle - other.middle) <= other.height * _SAME_LINE

    def is_over(self, other: "Read") -> bool:
        """Whether some of this line's width is the other's too."""
        return self.box[0] < other.box[2] and other.box[0] < self.box[2]


def with_whole_labels(lines: Sequence[Read], labels: Collection[str]) -> list[Read]:
    """The lines; a label whose two characters were read as two lines (传　真) is one."""
    joined: list[Read] = []
    for line in lines:
        if joined and _is_one_label(joined[-1], line, labels):
            before = joined.pop()
            box = (*before.box[:2], line.box[2], max(line.box[3], before.box[3]))
            joined.append(replace(before, text=before.text + line.text, box=box))
        else:
            joined.append(line)
    return joined


def _is_one_label(before: Read, line: Read, labels: Collection[str]) -> bool:
    near = line.box[0] - before.box[2] < _LETTER_SPACED * line.height
    return near and line.is_level_with(before) and compact(before.text + line.text) in labels


def row_of(lines: Sequence[Read], index: int, labels: Collection[int], *, higher: bool = False) -> list[int]:
    """The lines right of a label, from its own height down to the next label, and up to the one beside it.

    With `higher` from the label above down: a cell's text may begin above its label. Where no label is below, only what
    is level with this one.
    """
    label = lines[index]
    others = [lines[n] for n in labels if lines[n].page == label.page]
    above = [line.box[3] for line in others if line.middle < label.box[1] and line.box[0] < label.box[2]]
    below = [line.box[1] for line in others if line.middle > label.box[3] and line.box[0] < label.box[2]]
    beside = [line.box[0] for line in others if line.is_level_with(label) and line.box[0] >= label.box[2] - _ASIDE]
    top = max(above, default=0.0) if higher else label.middle - _SAME_LINE * label.height
    bottom = min(below, default=label.middle + _SAME_LINE * label.height)
    return [
        n
        for n, line in enumerate(lines)
        if n not in labels
        and line.page == label.page
        and top <= line.middle < bottom
        and label.box[2] - _ASIDE <= line.box[0] < min(beside, default=1.0)
    ]


def cell_in(lines: Sequence[Read], index: int, row: Sequence[int], *, level: bool = True) -> list[int]:
    """The lines of the row's first cell, from the one beside the label down; with `level`, [] where none is level."""
    label = lines[index]
    beside = [n for n in row if lines[n].is_level_with(label)]
    if not beside and level:
        return []
    cell = [min(beside or row, key=lambda n: lines[n].box[0], default=-1)]
    if cell == [-1]:
        return []
    while (under := _next_in_cell(lines, cell, row)) is not None:
        cell.append(under)
    return cell


def _next_in_cell(lines: Sequence[Read], cell: Sequence[int], row: Sequence[int]) -> int | None:
    last = lines[cell[-1]]
    under = [
        n
        for n in row
        if lines[n].middle > last.box[3] - last.height / 4
        and lines[n].box[1] - last.box[3] < _NEXT_LINE * last.height
        and any(lines[n].is_over(lines[one]) for one in cell)
    ]
    return min(under, key=lambda n: lines[n].box[1], default=None)


def option_texts(lines: Sequence[Read], row: Sequence[int], options: Sequence[str]) -> list[str]:
    """The row's options with their marks, one text a line of them; a mark that stands under its option goes to it.

    [] where recognised text doesn't say of every option whether it is ticked.
    """
    names = [compact(option) for option in options]
    cells = {n: lines[n].text for n in row if any(name in compact(lines[n].text) for name in names)}
    marks = [n for n in row if n not in cells and are_marks(lines[n].text)]
    level: list[int] = []
    for n in marks:
        over = [one for one in cells if _is_under(lines[n], lines[one])]
        if len(over) == 1:
            cells[over[0]] += lines[n].text
        else:
            level.append(n)
    texts = [*_rows({n: cells.get(n, lines[n].text) for n in (*cells, *level)}, lines)]
    exact = all(lines[n].exact for n in cells)
    return texts if exact or is_read(texts, options) else []


def _is_under(mark: Read, option: Read) -> bool:
    gap = mark.box[1] - option.box[3]
    return (
        mark.is_over(option)
        and not mark.is_level_with(option)
        and -option.height / 2 < gap < _NEXT_LINE * option.height
    )


def _rows(texts: dict[int, str], lines: Sequence[Read]) -> Iterator[str]:
    """What stands at one height as one text, from left to right."""
    left = sorted(texts, key=lambda n: (lines[n].middle, lines[n].box[0]))
    while left:
        level = [n for n in left if lines[n].is_level_with(lines[left[0]])]
        yield " ".join(texts[n] for n in sorted(level, key=lambda n: lines[n].box[0]))
        left = [n for n in left if n not in level]
