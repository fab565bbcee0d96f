"""Finding one's way in a table: what stands right of a cell, under it, in its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from parsers.facts import Cell, Table
from parsers.form.labels import bare


class Grid:
    """A table's cells by place."""

    def __init__(self, table: Table) -> None:
        self.cells = table.cells
        self.rows = table.rows
        self._in_row: dict[int, list[Cell]] = defaultdict(list)
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                self._in_row[row].append(cell)
        for cells in self._in_row.values():
            cells.sort(key=lambda cell: cell.column)

    def row(self, number: int) -> list[Cell]:
        """The cells that begin in this row, from the left."""
        return [cell for cell in self._in_row[number] if cell.row == number]

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this place."""
        covering = (c for c in self._in_row[row] if c.column <= column < c.column + c.column_span)
        return next(covering, None)

    def right_of(self, cell: Cell, row: int | None = None) -> list[Cell]:
        """All cells right of this one in one of its rows (by default its first), the nearest first."""
        edge = cell.column + cell.column_span
        return [c for c in self._in_row[cell.row if row is None else row] if c.column >= edge]

    def group_beside(self, cell: Cell, is_caption: Callable[[str], bool]) -> str:
        """The caption before a row's labels, as a bare label: the nearest left of this one with a label, no answer, as
        its neighbour; "" for none.
        """
        right = cell
        for left in reversed([c for c in self._in_row[cell.row] if c.column < cell.column]):
            if is_caption(left.text) and is_caption(right.text):
                return bare(left.text)
            right = left
        return ""

    def heading_over(self, cell: Cell, is_caption: Callable[[str], bool]) -> str:
        """The last row above that is one caption and nothing else (二、联系人信息), as a bare label; "" for none."""
        above = (self._in_row[number] for number in range(cell.row - 1, -1, -1))
        return next((bare(row[0].text) for row in above if len(row) == 1 and is_caption(row[0].text)), "")

    def under(self, cell: Cell) -> Iterator[Cell]:
        """The cells directly under this one, row by row."""
        for number in range(cell.row + cell.row_span, self.rows):
            below = [c for c in self.row(number) if c.column <= cell.column < c.column + c.column_span]
            if not below:
                return
            yield below[0]


def nested_tables(table: Table) -> Iterator[Table]:
    """The tables inside a table's cells, the outer before those inside them."""
    for cell in table.cells:
        for inner in cell.tables:
            yield inner
            yield from nested_tables(inner)
