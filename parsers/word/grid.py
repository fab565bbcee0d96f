"""Rows of cells to a grid with each merged cell once, however irregular the merges are."""

from collections.abc import Sequence
from dataclasses import replace

from parsers.facts import Cell, Table

_WIDEST = 100  # columns or rows that a cell may span; Word itself ends at 63 columns


def span(value: str | None) -> int:
    """A span as written, at least 1; 1 where it isn't a number."""
    text = (value or "").strip()
    return max(1, min(int(text), _WIDEST)) if text.isdecimal() and len(text) < 10 else 1


def grid_table(rows: Sequence[Sequence[tuple[Cell, bool]]]) -> Table:
    """A table of rows of (cell, continues the one above). What continues nothing stands for itself."""
    cells: dict[tuple[int, int], Cell] = {}
    open_at: dict[int, tuple[int, int]] = {}
    for row in rows:
        begun: dict[int, tuple[int, int]] = {}
        for cell, goes_on in row:
            origin = open_at.get(cell.column) if goes_on else None
            if origin is None:
                origin = (cell.row, cell.column)
                cells[origin] = cell
            else:
                above = cells[origin]
                cells[origin] = _continued(above, cell)
            begun[cell.column] = origin
        open_at = begun
    columns = max((cell.column + cell.column_span for cell in cells.values()), default=0)
    return Table(rows=len(rows), columns=columns, cells=tuple(cells[place] for place in sorted(cells)))


def _continued(above: Cell, cell: Cell) -> Cell:
    """The merged cell with what stands in its lower part, which Word doesn't show but keeps."""
    extra = tuple(paragraph for paragraph in cell.paragraphs if paragraph.strip())
    paragraphs = above.paragraphs + extra
    shifted = (
        replace(each, paragraph=min(each.paragraph + len(above.paragraphs), max(0, len(paragraphs) - 1)))
        for each in cell.drawings
    )
    return replace(
        above,
        row_span=cell.row - above.row + 1,
        paragraphs=paragraphs,
        drawings=(*above.drawings, *shifted),
        tables=(*above.tables, *cell.tables),
    )
