"""OpenDocument text (ISO/IEC 26300): paragraphs and tables of its content.xml."""

from collections.abc import Iterator

from lxml import etree

from parsers.facts import Cell, Paragraph, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import characters
from parsers.word.grid import grid_table
from parsers.word.opc import open_package, parse_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SILENT = frozenset((f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note"))


def read_odt(data: bytes) -> WordDocument:
    """An OpenDocument text. Raises DocumentTrouble."""
    content = open_package(data).part("content.xml")
    if content is None:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部缺少content.xml")
    body = parse_xml(content).find(f"{_OFFICE}body/{_OFFICE}text")
    blocks = tuple(_blocks(body, 0)) if body is not None else ()
    text = "\n".join(b.text if isinstance(b, Paragraph) else "\n".join(c.text for c in b.cells) for b in blocks)
    return WordDocument(blocks, characters(text))


def _blocks(parent: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
    for element in parent:
        if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield Paragraph("".join(_inline(element)))
        elif element.tag == f"{_TABLE}table":
            yield _table(element, depth + 1)
        elif element.tag not in _SILENT and isinstance(element.tag, str) and depth < 40:
            yield from _blocks(element, depth + 1)


def _inline(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _SILENT:
            if child.tag == f"{_TEXT}s":
                yield " " * int(child.get(f"{_TEXT}c", "1"))
            elif child.tag == f"{_TEXT}tab":
                yield "\t"
            elif child.tag == f"{_TEXT}line-break":
                yield "\n"
            else:
                yield from _inline(child)
        yield child.tail or ""


def _table(table: etree._Element, depth: int) -> Table:
    rows: list[list[tuple[Cell, bool]]] = []
    covering: dict[int, int] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[tuple[Cell, bool]] = []
        for column, cell in enumerate(row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")):
            if cell.tag.endswith("covered-table-cell"):
                if covering.get(column, 0) > 0:
                    covering[column] -= 1
                    cells.append((Cell(len(rows), column, 1, 1, ()), True))
                continue
            covering[column] = int(cell.get(f"{_TABLE}number-rows-spanned", "1")) - 1
            width = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            texts = tuple(
                b.text if isinstance(b, Paragraph) else "\n".join(c.text for c in b.cells) for b in _blocks(cell, depth)
            )
            cells.append((Cell(len(rows), column, 1, width, texts), False))
        rows.append(cells)
    return grid_table(rows)
