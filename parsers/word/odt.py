"""OpenDocument text (ISO/IEC 26300): paragraphs and tables of its content.xml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from parsers.facts import Cell, Drawing, Paragraph, Properties, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.grid import grid_table, span
from parsers.word.marks import BOX, TICK, in_font
from parsers.word.opc import Package, open_package, parse_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_SILENT = frozenset(
    (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text", f"{_OFFICE}forms")
)
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_SHAPES = frozenset(f"{_DRAW}{name}" for name in ("custom-shape", "path", "polyline", "line", "polygon"))
_FRAMES = ("rectangle", "round-rectangle", "ellipse", "mso-spt1", "mso-spt2", "mso-spt3", "mso-spt202")
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
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
    reading = _Reading(_Styles.of(root))
    blocks = tuple(reading.blocks(body)) if body is not None else ()
    pictures = sum(1 for _ in root.iter(f"{_DRAW}image"))
    return counted(
        WordDocument(
            blocks,
            0,
            _properties(package),
            pictures=pictures,
            notes=_texts(root, f"{_TEXT}note-body"),
            margins=_texts(package.optional("styles.xml"), f"{_STYLE}header", f"{_STYLE}footer"),
            comments=_texts(root, f"{_OFFICE}annotation"),
        )
    )


def _texts(root: etree._Element | None, *tags: str) -> tuple[str, ...]:
    """What stands apart from the text, each one's paragraphs joined by line feeds."""
    each = root.iter(*tags) if root is not None else ()
    texts = ("\n".join("".join(str(piece) for piece in line.itertext()) for line in e.iter(*_PARAGRAPHS)) for e in each)
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _is_encrypted(package: Package) -> bool:
    """ISO/IEC 26300-3 §4.4: an encrypted entry says so in the manifest."""
    manifest = package.optional("META-INF/manifest.xml")
    return manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None


@dataclass(frozen=True, slots=True)
class _Styles:
    """What stands before the text and matters to it: styles that centre or hide, fonts by style, what controls show."""

    centred: frozenset[str]
    hidden: frozenset[str]
    fonts: Mapping[str, str]
    controls: Mapping[str, str]

    @staticmethod
    def of(root: etree._Element) -> "_Styles":
        faces = {
            face.get(f"{_STYLE}name", ""): face.get(f"{_SVG}font-family", "").strip("'")
            for face in root.iter(f"{_STYLE}font-face")
        }
        centred, hidden, fonts = set(), set(), {}
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            for properties in style.iterchildren(f"{_STYLE}paragraph-properties"):
                if properties.get(f"{_FO}text-align") == "center":
                    centred.add(name)
            for properties in style.iterchildren(f"{_STYLE}text-properties"):
                if properties.get(f"{_TEXT}display") == "none":
                    hidden.add(name)
                face = properties.get(f"{_STYLE}font-name", "")
                fonts[name] = faces.get(face) or face or properties.get(f"{_FO}font-family", "").strip("'")
        return _Styles(frozenset(centred), frozenset(hidden), fonts, _controls(root))


@dataclass
class _Reading:
    """One document's walk."""

    styles: _Styles

    def blocks(self, parent: etree._Element) -> Iterator[Paragraph | Table]:
        for element in parent:
            if element.tag in _PARAGRAPHS:
                style = element.get(f"{_TEXT}style-name", "")
                text, drawings = self._paragraph(element)
                yield Paragraph(text, style, style in self.styles.centred, drawings)
            elif element.tag == f"{_TABLE}table":
                yield self._table(element)
            elif element.tag not in _SILENT and isinstance(element.tag, str):
                yield from self.blocks(element)

    def _paragraph(self, element: etree._Element) -> tuple[str, tuple[Drawing, ...]]:
        pieces: list[str] = []
        drawings: list[Drawing] = []
        font = self.styles.fonts.get(element.get(f"{_TEXT}style-name", ""), "")
        for piece in self._inline(element, font):
            if isinstance(piece, Drawing):
                drawings.append(replace(piece, offset=sum(map(len, pieces))))
            else:
                pieces.append(piece)
        return "".join(pieces).strip("\n"), tuple(drawings)

    def _inline(self, element: etree._Element, font: str) -> Iterator[str | Drawing]:
        yield in_font(font, element.text or "")
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SILENT:
                yield from self._piece(child, font)
            yield in_font(font, child.tail or "")

    def _piece(self, element: etree._Element, font: str) -> Iterator[str | Drawing]:
        style = element.get(f"{_TEXT}style-name", "")
        if element.tag == f"{_TEXT}s":
            yield " " * span(element.get(f"{_TEXT}c"))
        elif element.tag == f"{_TEXT}tab":
            yield "\t"
        elif element.tag == f"{_TEXT}line-break":
            yield "\n"
        elif element.tag.startswith(_FIELD):
            yield _field_mark(element)
        elif element.tag == f"{_DRAW}control":
            yield self.styles.controls.get(element.get(f"{_DRAW}control", ""), "")
        elif element.tag == f"{_DRAW}image" or _is_shape(element):
            yield _drawing(element)
        elif element.tag == f"{_TEXT}hidden-text" or (element.tag == f"{_TEXT}span" and style in self.styles.hidden):
            return
        else:
            if element.tag in _PARAGRAPHS:  # in a text box
                yield "\n"
            yield from self._inline(element, self.styles.fonts.get(style) or font)

    def _table(self, table: etree._Element) -> Table:
        rows: list[list[tuple[Cell, bool]]] = []
        covering: dict[int, int] = {}  # column of a cell's left edge → rows that it still covers
        for row in _rows(table):
            cells: list[tuple[Cell, bool]] = []
            column = 0
            for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                for _ in range(min(span(cell.get(f"{_TABLE}number-columns-repeated")), _MOST_REPEATS)):
                    if cell.tag == f"{_TABLE}table-cell":
                        covering[column] = span(cell.get(f"{_TABLE}number-rows-spanned")) - 1
                        cells.append((self._cell(cell, len(rows), column), False))
                    elif covering.get(column, 0) > 0:
                        covering[column] -= 1
                        cells.append((Cell(len(rows), column, 1, 1, ()), True))
                    column += 1
            rows.append(cells)
        return grid_table(rows)

    def _cell(self, cell: etree._Element, row: int, column: int) -> Cell:
        paragraphs: list[str] = []
        drawings: list[Drawing] = []
        tables: list[Table] = []
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                drawings.extend(replace(each, paragraph=len(paragraphs)) for each in block.drawings)
                paragraphs.append(block.text)
            else:
                tables.append(block)
                paragraphs.extend(inner.text for inner in block.cells)
        width = span(cell.get(f"{_TABLE}number-columns-spanned"))
        return Cell(row, column, 1, width, tuple(paragraphs), tuple(drawings), tuple(tables))


def _field_mark(element: etree._Element) -> str:
    """A form field that Word's import left (field:fieldmark): a checkbox's state."""
    if not element.get(f"{_FIELD}type", "").endswith("FORMCHECKBOX"):
        return ""
    values = (p.get(f"{_FIELD}value", "") for p in element if p.get(f"{_FIELD}name") == "Checkbox_Checked")
    return TICK if next(values, "") == "true" else BOX


def _is_shape(element: etree._Element) -> bool:
    """A shape that may be a mark: no text in it, and no frame for marks to go into."""
    if element.tag not in _SHAPES or any("".join(map(str, p.itertext())).strip() for p in element.iter(*_PARAGRAPHS)):
        return False
    geometry = element.find(f"{_DRAW}enhanced-geometry")
    return geometry is None or geometry.get(f"{_DRAW}type") not in _FRAMES


def _controls(root: etree._Element) -> dict[str, str]:
    """What form controls show, by their identity: marks with their captions, typed and chosen text (§13)."""
    shown = {}
    for element in root.iter(
        f"{_FORM}checkbox", f"{_FORM}radio", f"{_FORM}text", f"{_FORM}textarea", f"{_FORM}combobox"
    ):
        value = element.get(f"{_FORM}current-value") or element.get(f"{_FORM}value") or ""
        if element.tag in (f"{_FORM}checkbox", f"{_FORM}radio"):
            on = element.get(f"{_FORM}current-state") == "checked" or element.get(f"{_FORM}current-selected") == "true"
            value = (TICK if on else BOX) + element.get(f"{_FORM}label", "")
        for name in (f"{_FORM}id", f"{_XML}id"):
            shown[element.get(name, "")] = value
    return shown


def _drawing(element: etree._Element) -> Drawing:
    frame = element if element.get(f"{_SVG}width") else element.getparent()
    frame = element if frame is None else frame
    width, height = (_millimetres(frame.get(f"{_SVG}{side}", "")) for side in ("width", "height"))
    floating = frame.get(f"{_TEXT}anchor-type") not in ("as-char", None)
    return Drawing(0, 0, width, height, shape=element.tag != f"{_DRAW}image", floating=floating)


def _millimetres(length: str) -> float:
    found = re.fullmatch(r"(\d{1,5}(?:\.\d{1,6})?)(mm|cm|in|pt)", length)
    return round(float(found[1]) * _UNITS[found[2]], 2) if found else 0.0


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
    """A table's own rows, through header rows and row groups, not those of tables inside."""
    for element in parent:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group", f"{_TABLE}table-rows"):
            yield from _rows(element)


def _properties(package: Package) -> Properties:
    meta = package.optional("meta.xml")
    if meta is None:
        return Properties()
    found = {
        e.tag.rpartition("}")[2]: (e.text or "").strip()
        for e in meta.iter(f"{_DC}title", f"{_DC}creator", f"{_DC}date", f"{_META}initial-creator", f"{_META}generator")
    }
    return Properties(
        title=found.get("title", ""),
        author=found.get("initial-creator", ""),
        modified=_moment(found.get("date", "")),
        last_saved_by=found.get("creator", ""),
        application=found.get("generator", ""),
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        return None
