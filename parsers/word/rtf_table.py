"""Rows of an RTF table: their cells' right edges and merges, as a grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.facts import Cell, Drawing, Table
from parsers.word.grid import grid_table

_NEAR = 40  # twips (0.7 mm): edges of two rows that are meant to be one


@dataclass
class Definition:
    r"""A row's `\trowd`: for each cell its right edge in twips, and whether it goes on from the left or from above."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    joined: list[bool] = field(default_factory=list)  # \clmrg
    opens: list[bool] = field(default_factory=list)  # \clvmgf
    goes_on: list[bool] = field(default_factory=list)  # \clvmrg
    pending: set[str] = field(default_factory=set)

    def close_cell(self, edge: int) -> None:
        r"""`\cellx`: what was said of the cell holds, and the next begins."""
        self.edges.append(edge)
        self.joined.append("clmrg" in self.pending)
        self.opens.append("clvmgf" in self.pending)
        self.goes_on.append("clvmrg" in self.pending)
        self.pending = set()


@dataclass
class Content:
    """A cell's paragraphs, drawings and tables inside it."""

    paragraphs: list[str] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


Row = tuple[Definition, list[Content]]


def table_of(rows: Sequence[Row]) -> Table:
    """The rows as one table; columns are where any row has an edge."""
    places = _places(rows)
    return grid_table([_cells(number, row, places) for number, row in enumerate(rows)])


def _places(rows: Sequence[Row]) -> list[int]:
    found: list[int] = []
    for edge in sorted({edge for definition, _ in rows for edge in (definition.left, *definition.edges)}):
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def _column(edge: int, places: Sequence[int]) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - edge))


def _cells(number: int, row: Row, places: Sequence[int]) -> list[tuple[Cell, bool]]:
    definition, contents = row
    cells: list[tuple[Cell, bool]] = []
    column = _column(definition.left, places)
    for index, content in enumerate(contents):
        known = index < len(definition.edges)
        end = max(column + 1, _column(definition.edges[index], places)) if known else column + 1
        if known and definition.joined[index] and cells:
            cells[-1] = (_widened(cells[-1][0], end, content), cells[-1][1])
        else:
            goes_on = known and definition.goes_on[index]
            said = tuple(content.paragraphs), tuple(content.drawings), tuple(content.tables)
            cell = Cell(number, column, 1, end - column, *said)
            cells.append((cell, goes_on))
        column = end
    return cells


def _widened(cell: Cell, end: int, content: Content) -> Cell:
    extra = tuple(paragraph for paragraph in content.paragraphs if paragraph.strip())
    return replace(cell, column_span=end - cell.column, paragraphs=cell.paragraphs + extra)
