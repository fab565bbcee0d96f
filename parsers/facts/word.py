"""Documents of the Word family."""

from dataclasses import dataclass
from datetime import datetime

from parsers.facts.forms import FilledForm, Prose


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, or a shape drawn without text.

    `paragraph` counts a cell's paragraphs from 0 (0 outside tables), `offset` the characters of that paragraph before
    it; sizes are in mm as shown, 0 where the document doesn't say; `floating`: it stands beside or over the text, and
    `offset` is where it is anchored.
    """

    paragraph: int
    offset: int
    width: float
    height: float
    shape: bool = False
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph's visible text; check marks of every make stand as `√`, empty boxes as `□`."""

    text: str
    style: str = ""
    centred: bool = False
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell on its grid. `row`/`column` from 0; spans are at least 1. Nested tables' text is included."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[str, ...]
    drawings: tuple[Drawing, ...] = ()
    tables: tuple["Table", ...] = ()  # tables inside, whose text is among the paragraphs

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
    last_saved_by: str = ""
    application: str = ""
    words: int | None = None  # the 字数 that the writing program stored, text boxes and notes not among it


@dataclass(frozen=True, slots=True)
class ContentControl:
    """A content control (ISO/IEC 29500-1 §17.5.2) that somebody filled: `kind` is date, checkbox, choice or text.

    `value` is a date's ISO form; "" where the control holds nothing but its text.
    """

    kind: str
    title: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document of the Word family: its blocks in reading order, the forms in it, and its prose.

    What stands apart from the text (notes, headers, comments) is kept apart and isn't part of `text` or `characters`.
    """

    blocks: tuple[Paragraph | Table, ...]
    characters: int  # the whole document's 字数
    properties: Properties = Properties()
    forms: tuple[FilledForm, ...] = ()
    prose: Prose = Prose()
    pictures: int = 0
    controls: tuple[ContentControl, ...] = ()
    notes: tuple[str, ...] = ()  # footnotes and endnotes
    margins: tuple[str, ...] = ()  # headers and footers
    comments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All visible text, paragraph by paragraph and cell by cell, joined by line feeds."""
        return "\n".join(_block_text(block) for block in self.blocks)


def _block_text(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else "\n".join(cell.text for cell in block.cells)
