"""A Word version for reading in a browser: its paragraphs and tables, from the facts that were read of it. Pure.

No HTML of a submitter's comes near a page: texts are set by our own template, which escapes them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.facts import Cell, Difference, FieldReading, Paragraph, Table, WordDocument
from review_export.web.places import plain

_LONGEST = 200  # characters of a difference that are looked for
_ROW = re.compile(r"表(\d+)第(\d+)行")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `difference` is the number, from 1, of the one that it is, 0 for what both versions have."""

    text: str
    difference: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of its own. `fields` are the keys of the fields that are filled in it."""

    pieces: tuple[Piece, ...]
    centred: bool
    heading: bool
    fields: tuple[str, ...]

    @property
    def texts(self) -> tuple["Text", ...]:
        """Itself."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Box:
    """A table's cell."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    row_span: int
    column_span: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, row by row; a merged cell stands in its first row alone."""

    rows: tuple[tuple[Box, ...], ...]

    @property
    def texts(self) -> tuple[Box, ...]:
        """All its cells."""
        return tuple(cell for row in self.rows for cell in row)


def readable(
    document: WordDocument, differences: Sequence[Difference] = (), fields: Sequence[FieldReading] = ()
) -> tuple[Text | Grid, ...]:
    """The document's blocks in order; each difference is marked where it first stands."""
    marker, table = _Marker(differences), 0
    blocks: list[Text | Grid] = []
    for block in document.blocks:
        if isinstance(block, Table):
            table += 1
            blocks.append(_grid(block, table, marker, fields))
        elif block.text.strip():
            blocks.append(_text(block, marker, fields))
    return tuple(blocks)


def _text(block: Paragraph, marker: "_Marker", fields: Sequence[FieldReading]) -> Text:
    here = tuple(each.key for each in fields if not _ROW.search(each.place) and _stands_in(each, block.text))
    style = block.style.casefold()
    return Text(marker.pieces(block.text), block.centred, "heading" in style or "title" in style, here)


def _grid(table: Table, number: int, marker: "_Marker", fields: Sequence[FieldReading]) -> Grid:
    rows: list[list[Box]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda each: (each.row, each.column)):
        paragraphs = tuple(marker.pieces(text) for text in cell.paragraphs)
        rows[cell.row].append(Box(paragraphs, cell.row_span, cell.column_span, tuple(_filled(cell, number, fields))))
    return Grid(tuple(tuple(row) for row in rows))


def _filled(cell: Cell, table: int, fields: Iterable[FieldReading]) -> Iterator[str]:
    """The keys of the fields that this cell answers: it is in their row and says what they say."""
    for each in fields:
        place = _ROW.search(each.place)
        rows = range(cell.row + 1, cell.row + cell.row_span + 1)
        if place and int(place[1]) == table and int(place[2]) in rows and _stands_in(each, cell.text):
            yield each.key


def _stands_in(field: FieldReading, text: str) -> bool:
    written = plain(field.written)
    return bool(written) and written in plain(text)


class _Marker:
    """Finds each difference once, in the order of the text."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        self._left = {
            number: re.compile(r"\s*".join(re.escape(each) for each in "".join(difference.word.split())[:_LONGEST]))
            for number, difference in enumerate(differences, 1)
            if difference.word.strip()
        }

    def pieces(self, text: str) -> tuple[Piece, ...]:
        found: list[tuple[int, int, int]] = []
        for number, pattern in list(self._left.items()):
            match = pattern.search(text)
            if match and not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((*match.span(), number))
                del self._left[number]
        return tuple(_cut(text, sorted(found)))


def _cut(text: str, found: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end, number in found:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], number)
        at = end
    if at < len(text):
        yield Piece(text[at:])
