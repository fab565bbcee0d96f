"""Activities beside each other: one column of labels, and each further column answers them anew."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsers.facts import Cell, FieldKind, Table
from parsers.form.answers import is_caption_line, with_marks
from parsers.form.blank import Blank, Place
from parsers.form.grid import Grid
from parsers.form.normalise import normalise
from parsers.form.options import ticked

_ROWS = 3  # labels at least with answers beside each other, or it is one answer in two cells
_TYPED = frozenset((FieldKind.MOBILE, FieldKind.PHONE, FieldKind.EMAIL, FieldKind.DATE, FieldKind.OPTIONS))


def each_beside(table: Table, blank: Blank) -> Iterator[Table]:
    """The table as often as activities stand in it beside each other, each time with one of them; else as it is.

    A column of remarks is no activity: a number, a date or ticks must be answered in every column, and rightly. What
    spans the columns is every activity's.
    """
    rows = _labelled(Grid(table), blank)
    columns = _columns([cells for _, cells in rows])
    if len(columns) < 2 or not any(_answered(place, cells, columns, blank) for place, cells in rows):
        yield table
        return
    for own in columns:
        yield replace(table, cells=tuple(cell for cell in table.cells if _is_of(own, cell, columns)))


def _is_of(own: int, cell: Cell, columns: Sequence[int]) -> bool:
    return cell.column not in columns or cell.column <= own < cell.column + cell.column_span


def _labelled(grid: Grid, blank: Blank) -> list[tuple[Place, list[Cell]]]:
    """The rows that have one label, and the cells right of it; [] where labels stand in several columns."""
    rows: list[tuple[int, Place, list[Cell]]] = []
    for number in range(grid.rows):
        said = [(cell, match) for cell in grid.row(number) if (match := blank.match(cell.text)) and match.sure]
        if len(said) > 1:
            return []
        for cell, match in said:
            answers = grid.right_of(cell)
            if any(blank.is_label(each.text) or is_caption_line(each.text, blank) for each in answers):
                return []
            rows.append((cell.column + cell.column_span, match.place, answers))
    edges = Counter(edge for edge, _, answers in rows if answers)
    usual = edges.most_common(1)[0][0] if edges else 0
    return [(place, answers) for edge, place, answers in rows if edge == usual]


def _columns(rows: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    """Where the answers of rows that are split alike begin."""
    split = [cells for cells in rows if len(cells) > 1 and all(cell.text.strip() for cell in cells)]
    kinds: Mapping[tuple[int, ...], int] = Counter(tuple(cell.column for cell in cells) for cells in split)
    alike = max(kinds, key=lambda kind: kinds[kind], default=())
    return alike if kinds.get(alike, 0) >= _ROWS else ()


def _answered(place: Place, cells: Sequence[Cell], columns: Sequence[int], blank: Blank) -> bool:
    if place.field.kind not in _TYPED or tuple(cell.column for cell in cells) != tuple(columns):
        return False
    return all(_is_answer(place, cell, blank) for cell in cells)


def _is_answer(place: Place, cell: Cell, blank: Blank) -> bool:
    if place.field.kind is FieldKind.OPTIONS:
        chosen = ticked(with_marks([cell]), place.choices or blank.spec.options)
        return bool(chosen.options) and not chosen.problem
    normal = normalise(place.field.kind, cell.text, blank.spec.year)
    return bool(normal.value) and not normal.problem
