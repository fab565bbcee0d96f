r"""An RTF document's paragraphs and tables in the making, tables inside cells among them.

A paragraph says how deep it stands (`\itap`). What ends on one level closes the tables that are open below it, each
of which becomes part of the cell that it stands in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.facts import Drawing, Paragraph, Table
from parsers.word.rtf_table import Content, Definition, Row, table_of

_DEEPEST = 40  # tables inside one another, beyond which nobody reads


@dataclass
class _Level:
    """One table: the cell, the row and the rows so far. A row's definition stands before its cells or behind them."""

    cell: Content = field(default_factory=Content)
    cells: list[Content] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    definition: Definition = field(default_factory=Definition)

    def end_cell(self) -> None:
        self.cells.append(self.cell)
        self.cell = Content()

    def end_row(self) -> None:
        if self.cells:
            self.rows.append((self.definition, self.cells))
        self.cells = []
        self.definition = replace(self.definition)

    def table(self) -> Table | None:
        """All of it; a document may be cut off in the middle of a cell or row."""
        if self.cell.paragraphs or self.cell.tables:
            self.end_cell()
        self.end_row()
        return table_of(self.rows) if self.rows else None


@dataclass
class Blocks:
    """What has been read. Level 0 is outside tables, 1 a table, 2 a table in its cell."""

    done: list[Paragraph | Table] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)

    @property
    def is_in_table(self) -> bool:
        """Whether a cell or a row is open."""
        return any(level.cells or level.cell.paragraphs or level.cell.tables for level in self.levels)

    def paragraph(self, text: str, drawings: Sequence[Drawing], level: int, *, centred: bool) -> None:
        """A paragraph ends."""
        self._close_below(level)
        if level:
            _write(self._at(level).cell, text, drawings)
        else:
            self.done.append(Paragraph(text, centred=centred, drawings=tuple(drawings)))

    def end_cell(self, text: str, drawings: Sequence[Drawing], level: int) -> None:
        """A cell ends with its last paragraph."""
        self._close_below(level)
        here = self._at(level)
        _write(here.cell, text, drawings)
        here.end_cell()

    def end_row(self, level: int) -> None:
        """A row ends."""
        self._close_below(level)
        self._at(level).end_row()

    def define(self, level: int) -> Definition:
        """The definition of the row that is open."""
        return self._at(level).definition

    def redefine(self, level: int) -> None:
        """A new definition begins."""
        self._at(level).definition = Definition()

    def finish(self) -> tuple[Paragraph | Table, ...]:
        """All blocks; a document cut off ends where it is cut."""
        self._close_below(0)
        return tuple(self.done)

    def _at(self, level: int) -> _Level:
        while len(self.levels) < min(level, _DEEPEST):
            self.levels.append(_Level())
        return self.levels[min(level, _DEEPEST) - 1]

    def _close_below(self, level: int) -> None:
        while len(self.levels) > level:
            table = self.levels.pop().table()
            if table is None:
                continue
            if self.levels:
                cell = self.levels[-1].cell
                cell.tables.append(table)
                cell.paragraphs.extend(inner.text for inner in table.cells)
            else:
                self.done.append(table)


def _write(cell: Content, text: str, drawings: Sequence[Drawing]) -> None:
    cell.drawings.extend(replace(each, paragraph=len(cell.paragraphs)) for each in drawings)
    cell.paragraphs.append(text)
