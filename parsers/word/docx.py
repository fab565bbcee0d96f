"""WordprocessingML to blocks (ISO/IEC 29500-1 §17): what a reader sees, tracked changes accepted, hidden text out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lxml import etree

from parsers.facts import Cell, Drawing, Paragraph, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.activex import shown_by_controls
from parsers.word.apart import comments, hiding_styles, margins, notes, properties
from parsers.word.counting import counted
from parsers.word.grid import grid_table, span
from parsers.word.imported import imported
from parsers.word.inline import Inline, is_on, is_prompt
from parsers.word.names import CONTAINERS, MC, STRICT, R, W
from parsers.word.opc import Package, open_package, parse_xml

Pages = Mapping[str, tuple[Paragraph | Table, ...]]
_DEPTH = 40  # nested tables, beyond which nobody reads


def read_docx(data: bytes) -> WordDocument:
    """The document's blocks in reading order. Raises DocumentTrouble."""
    return read_package(open_package(data))


def read_package(package: Package) -> WordDocument:
    """The same of an open package. Raises DocumentTrouble."""
    data = package.main_part().replace(STRICT, W[1:-1].encode())
    active = shown_by_controls(package, package.main_name()) if b":control " in data else {}
    pages = imported(package, package.main_name()) if b":altChunk" in data else {}
    document = read_body(parse_xml(data), Inline(hiding_styles(package), active), pages)
    return replace(
        document,
        properties=properties(package),
        notes=notes(package),
        margins=margins(package),
        comments=comments(package),
    )


def read_body(root: etree._Element, inline: Inline, pages: Pages = MappingProxyType({})) -> WordDocument:
    """The blocks of a `w:document`; `pages` are those it refers to. Raises DocumentTrouble."""
    if root.tag != f"{W}document":
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部没有Word正文")
    body = root.find(f"{W}body")
    reading = _Reading(inline, pages)
    blocks = tuple(reading.blocks(body if body is not None else root, 0))
    return counted(WordDocument(blocks, 0, pictures=_pictures(root), controls=tuple(inline.controls)))


def _pictures(root: etree._Element) -> int:
    """Pictures shown; a fallback repeats the one before it."""
    shown = root.iter("{*}blip", "{*}imagedata")
    return sum(1 for picture in shown if next(picture.iterancestors(f"{MC}Fallback"), None) is None)


@dataclass
class _Reading:
    """One document's walk through its blocks."""

    inline: Inline
    pages: Pages

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
        """Blocks in reading order; a paragraph whose mark is deleted goes on in the next (§17.13.5.15)."""
        open_line: Paragraph | None = None
        for element in self._shown(parent):
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element)
                paragraph = _joined(open_line, paragraph) if open_line is not None else paragraph
                open_line = paragraph if _mark_is_deleted(element) else None
                if open_line is None:
                    yield paragraph
                yield from self._text_boxes(element, depth)
            elif element.tag == f"{W}altChunk":
                yield from self.pages.get(element.get(f"{R}id", ""), ())
            elif depth < _DEPTH:
                if open_line is not None:
                    yield open_line
                    open_line = None
                yield self._table(element, depth + 1)
        if open_line is not None:
            yield open_line

    def _shown(self, parent: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs and tables of a story, through what only wraps them; a prompt nobody answered is none."""
        for element in parent:
            if element.tag in (f"{W}p", f"{W}tbl", f"{W}altChunk"):
                yield element
            elif element.tag in CONTAINERS and not (element.tag == f"{W}sdt" and is_prompt(element)):
                self._note(element)
                yield from self._shown(element)

    def _children(self, parent: etree._Element, name: str) -> Iterator[etree._Element]:
        """Rows or cells, also those wrapped in content controls (python-docx #757: else the row shifts)."""
        for element in parent:
            if element.tag == f"{W}{name}":
                yield element
            elif element.tag in CONTAINERS:
                self._note(element)
                yield from self._children(element, name)

    def _note(self, wrapper: etree._Element) -> None:
        if wrapper.tag == f"{W}sdt":
            self.inline.record(wrapper)

    def _paragraph(self, element: etree._Element) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        alignment = properties.find(f"{W}jc") if properties is not None else None
        text, drawings = self.inline.read(element)
        return Paragraph(
            text=text,
            style=style.get(f"{W}val", "") if style is not None else "",
            centred=alignment is not None and alignment.get(f"{W}val") == "center",
            drawings=drawings,
        )

    def _text_boxes(self, paragraph: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
        for content in paragraph.iter(f"{W}txbxContent"):
            if depth < _DEPTH and self.inline.box_is_shown(content, paragraph):
                yield from self.blocks(content, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> Table:
        rows: list[list[tuple[Cell, bool]]] = []
        merging: set[tuple[int, int]] = set()  # columns and widths of the row above's cells that may go on
        for row in self._children(element, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None or is_on(row.find(f"{W}trPr/{W}hidden")):
                continue
            cells: list[tuple[Cell, bool]] = []
            begun: set[tuple[int, int]] = set()
            column = _skipped(row)
            for cell in self._children(row, "tc"):
                if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                    continue
                width = _number(cell.find(f"{W}tcPr/{W}gridSpan"))
                if cells and _goes_on_from_the_left(cell):
                    cells[-1] = _widened(cells[-1], self._cell(cell, len(rows), column, width, depth))
                    column += width
                    continue
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                place = (column, width)
                goes_on = place in merging and merge is not None and merge.get(f"{W}val", "continue") == "continue"
                begun |= {place} if merge is not None else set()
                cells.append((self._cell(cell, len(rows), column, width, depth), goes_on))
                column += width
            rows.append(cells)
            merging = begun
        return grid_table(rows)

    def _cell(self, cell: etree._Element, row: int, column: int, width: int, depth: int) -> Cell:
        paragraphs: list[str] = []
        drawings: list[Drawing] = []
        tables: list[Table] = []
        for block in () if _is_unanswered(cell) else self.blocks(cell, depth):
            if isinstance(block, Paragraph):
                drawings.extend(replace(each, paragraph=len(paragraphs)) for each in block.drawings)
                paragraphs.append(block.text)
            else:
                tables.append(block)
                paragraphs.extend(inner.text for inner in block.cells)
        return Cell(row, column, 1, width, tuple(paragraphs), tuple(drawings), tuple(tables))


def _joined(first: Paragraph, second: Paragraph) -> Paragraph:
    moved = (replace(each, offset=each.offset + len(first.text)) for each in second.drawings)
    return replace(second, text=first.text + second.text, drawings=(*first.drawings, *moved))


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _is_unanswered(cell: etree._Element) -> bool:
    """A cell that a content control wraps and that shows only its prompt."""
    wrapper = next(cell.iterancestors(f"{W}sdt", f"{W}tr"), None)
    return wrapper is not None and wrapper.tag == f"{W}sdt" and is_prompt(wrapper)


def _goes_on_from_the_left(cell: etree._Element) -> bool:
    """The older way to merge sideways, which converters write (§17.4.22)."""
    merge = cell.find(f"{W}tcPr/{W}hMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _widened(left: tuple[Cell, bool], more: Cell) -> tuple[Cell, bool]:
    cell, goes_on = left
    extra = tuple(paragraph for paragraph in more.paragraphs if paragraph.strip())
    wide = replace(cell, column_span=cell.column_span + more.column_span, paragraphs=cell.paragraphs + extra)
    return wide, goes_on


def _skipped(row: etree._Element) -> int:
    """Columns left out before the row's first cell (§17.4.15); 0 may be written, too."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    return _number(before) if before is not None and before.get(f"{W}val", "").strip("0 ") else 0


def _number(element: etree._Element | None) -> int:
    return span(element.get(f"{W}val")) if element is not None else 1
