"""OpenDocument text (ISO/IEC 26300): paragraphs and tables of its content.xml."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from parsers.facts import Cell, Paragraph, Properties, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.grid import grid_table, span
from parsers.word.opc import Package, open_package, parse_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_SILENT = frozenset((f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note"))
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_MOST_REPEATS = 50  # of one cell; sheets pad their right edge with thousands


def read_odt(data: bytes) -> WordDocument:
    """An OpenDocument text. Raises DocumentTrouble."""
    package = open_package(data)
    content = package.part("content.xml")
    if content is None:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部缺少正文部分")
    if _is_encrypted(package):
        raise DocumentTrouble(TroubleKind.ENCRYPTED, "文档设有打开密码")
    root = parse_xml(content)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    centred = _centred_styles(root)
    blocks = tuple(_blocks(body, centred)) if body is not None else ()
    pictures = sum(1 for _ in root.iter(f"{_DRAW}image"))
    return counted(WordDocument(blocks, 0, _properties(package), pictures=pictures))


def _is_encrypted(package: Package) -> bool:
    """ISO/IEC 26300-3 §4.4: an encrypted entry says so in the manifest."""
    manifest = package.optional("META-INF/manifest.xml")
    return manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None


def _centred_styles(root: etree._Element) -> frozenset[str]:
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iterchildren(f"{_STYLE}paragraph-properties")
        if properties.get(f"{_FO}text-align") == "center"
    )


def _blocks(parent: etree._Element, centred: frozenset[str]) -> Iterator[Paragraph | Table]:
    for element in parent:
        if element.tag in _PARAGRAPHS:
            style = element.get(f"{_TEXT}style-name", "")
            yield Paragraph("".join(_inline(element)).strip("\n"), style, style in centred)
        elif element.tag == f"{_TABLE}table":
            yield _table(element, centred)
        elif element.tag not in _SILENT and isinstance(element.tag, str):
            yield from _blocks(element, centred)


def _inline(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SILENT:
            yield from _piece(child)
        yield child.tail or ""


def _piece(element: etree._Element) -> Iterator[str]:
    if element.tag == f"{_TEXT}s":
        yield " " * span(element.get(f"{_TEXT}c"))
    elif element.tag == f"{_TEXT}tab":
        yield "\t"
    elif element.tag == f"{_TEXT}line-break":
        yield "\n"
    else:
        if element.tag in _PARAGRAPHS:  # in a text box
            yield "\n"
        yield from _inline(element)


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
    """A table's own rows, through header rows and row groups, not those of tables inside."""
    for element in parent:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group", f"{_TABLE}table-rows"):
            yield from _rows(element)


def _table(table: etree._Element, centred: frozenset[str]) -> Table:
    rows: list[list[tuple[Cell, bool]]] = []
    covering: dict[int, int] = {}  # column of a cell's left edge → rows that it still covers
    for row in _rows(table):
        cells: list[tuple[Cell, bool]] = []
        column = 0
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            for _ in range(min(span(cell.get(f"{_TABLE}number-columns-repeated")), _MOST_REPEATS)):
                if cell.tag == f"{_TABLE}table-cell":
                    covering[column] = span(cell.get(f"{_TABLE}number-rows-spanned")) - 1
                    width = span(cell.get(f"{_TABLE}number-columns-spanned"))
                    cells.append((Cell(len(rows), column, 1, width, tuple(_texts(cell, centred))), False))
                elif covering.get(column, 0) > 0:
                    covering[column] -= 1
                    cells.append((Cell(len(rows), column, 1, 1, ()), True))
                column += 1
        rows.append(cells)
    return grid_table(rows)


def _texts(cell: etree._Element, centred: frozenset[str]) -> Iterator[str]:
    for block in _blocks(cell, centred):
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (inner.text for inner in block.cells)


def _properties(package: Package) -> Properties:
    meta = package.optional("meta.xml")
    if meta is None:
        return Properties()
    found = {
        e.tag.rpartition("}")[2]: (e.text or "").strip()
        for e in meta.iter(f"{_DC}title", f"{_DC}creator", f"{_DC}date")
    }
    return Properties(found.get("title", ""), found.get("creator", ""), modified=_moment(found.get("date", "")))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        return None
