"""Documents of the Word family."""

from dataclasses import dataclass
from datetime import datetime

from parsers.facts.forms import FilledForm, Prose


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph's visible text; check marks of every make stand as `√`, empty boxes as `□`."""

    text: str
    style: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell on its grid. `row`/`column` from 0; spans are at least 1. Nested tables' text is included."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs joined by line feeds."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid; each merged cell stands once, at its top left."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself (OPC core and extended properties)."""

    title: str = ""
    author: str = ""
    company: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document of the Word family: its blocks in reading order, the forms in it, and its prose."""

    blocks: tuple[Paragraph | Table, ...]
    characters: int  # the whole document's 字数
    properties: Properties = Properties()
    forms: tuple[FilledForm, ...] = ()
    prose: Prose = Prose()
    pictures: int = 0

    @property
    def text(self) -> str:
        """All visible text, paragraph by paragraph and cell by cell, joined by line feeds."""
        return "\n".join(_block_text(block) for block in self.blocks)


def _block_text(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else "\n".join(cell.text for cell in block.cells)
