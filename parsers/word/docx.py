"""WordprocessingML to blocks (ISO/IEC 29500-1 §17): what a reader sees, tracked changes accepted, hidden text out."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from parsers.facts import Cell, Paragraph, Properties, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.grid import grid_table, span
from parsers.word.marks import BOX, TICK, equation_mark, in_font, symbol
from parsers.word.opc import Package, open_package, parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = frozenset((f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", f"{W}delText", f"{_MC}Fallback"))
_CONTAINERS = frozenset(
    (
        f"{W}sdt",
        f"{W}sdtContent",
        f"{W}ins",
        f"{W}moveTo",
        f"{W}customXml",
        f"{W}smartTag",
        f"{_MC}AlternateContent",
        f"{_MC}Choice",
    )
)
_DEPTH = 40  # nested tables, beyond which nobody reads


def read_docx(data: bytes) -> WordDocument:
    """The document's blocks in reading order. Raises DocumentTrouble."""
    package = open_package(data)
    root = parse_xml(package.main_part().replace(_STRICT, W[1:-1].encode()))
    if root.tag != f"{W}document":
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部没有Word正文")
    body = root.find(f"{W}body")
    blocks = tuple(_blocks(body if body is not None else root, 0))
    return counted(WordDocument(blocks, 0, _properties(package), pictures=_pictures(root)))


def _pictures(root: etree._Element) -> int:
    """Pictures shown; a fallback repeats the one before it."""
    shown = root.iter("{*}blip", "{*}imagedata")
    return sum(1 for picture in shown if next(picture.iterancestors(f"{_MC}Fallback"), None) is None)


def _blocks(parent: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
    for element in parent:
        if element.tag == f"{W}p":
            yield _paragraph(element)
            yield from _text_boxes(element, depth)
        elif element.tag == f"{W}tbl" and depth < _DEPTH:
            yield _table(element, depth + 1)
        elif element.tag in _CONTAINERS:
            yield from _blocks(element, depth)


def _paragraph(element: etree._Element) -> Paragraph:
    properties = element.find(f"{W}pPr")
    style = properties.find(f"{W}pStyle") if properties is not None else None
    alignment = properties.find(f"{W}jc") if properties is not None else None
    return Paragraph(
        text="".join(_inline(element)).strip("\n"),
        style=style.get(f"{W}val", "") if style is not None else "",
        centred=alignment is not None and alignment.get(f"{W}val") == "center",
    )


def _inline(element: etree._Element) -> Iterator[str]:
    """Visible text below an element, iteratively: hostile documents nest without end."""
    stack = [(element, "")]
    while stack:
        current, font = stack.pop()
        tag = current.tag
        if not isinstance(tag, str) or tag in _GONE or tag == f"{W}txbxContent":
            continue
        if tag == f"{W}r":
            if _is_on(current.find(f"{W}rPr/{W}vanish")):
                continue
            font = _symbol_font(current)
        elif tag == f"{W}sdt" and (box := current.find(f"{W}sdtPr/{W14}checkbox")) is not None:
            yield _checkbox(box)
            continue
        piece = _leaf(current, font)
        if piece is not None:
            yield piece
            continue
        stack.extend((child, font) for child in reversed(current))


def _symbol_font(run: etree._Element) -> str:
    """The font of the run's own Latin letters (§17.3.2.26), for those that show as marks."""
    fonts = run.find(f"{W}rPr/{W}rFonts")
    return fonts.get(f"{W}ascii", "") or fonts.get(f"{W}hAnsi", "") if fonts is not None else ""


def _leaf(element: etree._Element, font: str) -> str | None:
    """The text of an element that has no text-bearing children, None for one to look into."""
    match element.tag.rpartition("}")[2]:
        case "t":
            return in_font(font, element.text or "")
        case "instrText":
            return equation_mark(element.text or "")
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
        case "checkBox":
            return _legacy_checkbox(element)
        case _:
            return None


def _is_on(toggle: etree._Element | None) -> bool:
    """A toggle property (§17.7.3): there, and not said to be off."""
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off")


def _checkbox(box: etree._Element) -> str:
    checked = box.find(f"{W14}checked")
    return TICK if checked is not None and checked.get(f"{W14}val") in ("1", "true") else BOX


def _legacy_checkbox(element: etree._Element) -> str:
    """FORMCHECKBOX (§17.16.7): `checked` decides, else `default`; an element without a value is on."""
    state = element.find(f"{W}checked")
    return TICK if _is_on(state if state is not None else element.find(f"{W}default")) else BOX


def _text_boxes(paragraph: etree._Element, depth: int) -> Iterator[Paragraph | Table]:
    for content in paragraph.iter(f"{W}txbxContent"):
        outer = next(content.iterancestors(f"{W}txbxContent", f"{_MC}Fallback"), None)
        if outer is None and depth < _DEPTH:
            yield from _blocks(content, depth + 1)


def _table(element: etree._Element, depth: int) -> Table:
    rows: list[list[tuple[Cell, bool]]] = []
    for row in _children(element, "tr"):
        if row.find(f"{W}trPr/{W}del") is not None or _is_on(row.find(f"{W}trPr/{W}hidden")):
            continue
        cells: list[tuple[Cell, bool]] = []
        column = _skipped(row)
        for cell in _children(row, "tc"):
            width = _number(cell.find(f"{W}tcPr/{W}gridSpan"))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            cells.append((Cell(len(rows), column, 1, width, tuple(_cell_paragraphs(cell, depth))), goes_on))
            column += width
        rows.append(cells)
    return grid_table(rows)


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, also those wrapped in content controls (python-docx #757: else the row shifts)."""
    for element in parent:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in _CONTAINERS:
            yield from _children(element, name)


def _skipped(row: etree._Element) -> int:
    before = row.find(f"{W}trPr/{W}gridBefore")
    return _number(before) if before is not None else 0


def _number(element: etree._Element | None) -> int:
    return span(element.get(f"{W}val")) if element is not None else 1


def _cell_paragraphs(cell: etree._Element, depth: int) -> Iterator[str]:
    for block in _blocks(cell, depth):
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (inner.text for inner in block.cells)


def _properties(package: Package) -> Properties:
    found: dict[str, str] = {}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        part = package.optional(name)
        for element in part if part is not None else ():
            if isinstance(element.tag, str):
                found[element.tag.rpartition("}")[2]] = (element.text or "").strip()
    return Properties(
        title=found.get("title", ""),
        author=found.get("creator", ""),
        company=found.get("Company", ""),
        modified=_moment(found.get("modified", "")),
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
