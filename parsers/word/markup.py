"""HTML and MHTML saved as Word documents: rows and cells kept."""

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message

from lxml import html as lxml_html
from lxml.etree import ParserError, XMLSyntaxError, _Element

from parsers.facts import Cell, Paragraph, Table, TroubleKind, WordDocument
from parsers.mail.headers import decode_bytes
from parsers.trees import html_parser
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.grid import grid_table, span
from parsers.word.marks import BOX, TICK, in_font

_BREAKS = frozenset(("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "hr", "pre", "blockquote"))
_SILENT = frozenset(("script", "style", "head", "title", "del", "template", "noscript"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# the font that shows: Word names the others of a run, too (mso-ascii-font-family), and which one its symbols are of
_FONT = re.compile(r"(?:(?:^|;)\s*|mso-symbol-)font-family\s*:\s*[\"']?([\w ]+)", re.IGNORECASE)
_FONT_LEVELS = 6
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_WIDE}])[\r\n]+[ \t]*(?=[{_WIDE}])")  # a source line that ends inside Chinese is no blank
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_html(data: bytes) -> WordDocument:
    """An HTML document. Raises DocumentTrouble."""
    charset = _CHARSET.search(data[:4096])
    return _document(_decoded(data, charset[1].decode("ascii") if charset else ""))


def read_mhtml(data: bytes) -> WordDocument:
    """A web page saved as one file (RFC 2557): its first HTML part. Raises DocumentTrouble."""
    message: Message = message_from_bytes(data.lstrip(b"\r\n \t"))
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            inside = _CHARSET.search(content[:4096])
            charset = inside[1].decode("ascii") if inside else str(part.get_param("charset") or "")
            return _document(_decoded(content, charset))
    raise DocumentTrouble(TroubleKind.UNREADABLE, "网页存档里没有正文")


def _decoded(data: bytes, charset: str) -> str:
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    return decode_bytes(data.removeprefix(b"\xef\xbb\xbf"), charset)


def _document(source: str) -> WordDocument:
    # lxml refuses text with an encoding declaration or NUL, and what it says has been heeded; LibreOffice leaves other
    # control characters where a content control was
    text = _CONTROLS.sub("", re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    try:
        root = lxml_html.document_fromstring(text, parser=html_parser())
    except (ParserError, XMLSyntaxError, ValueError, AssertionError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "网页格式的文档无法打开") from error
    pictures = sum(1 for _ in root.iter("img"))
    return counted(WordDocument(tuple(_blocks(root)), 0, pictures=pictures))


def _blocks(root: _Element) -> Iterator[Paragraph | Table]:
    """Paragraphs and outermost tables, in order, without recursion."""
    line: list[str] = []
    for event, element in _walk(root):
        if event == "leave":
            if element.tag in _BREAKS:
                yield from _flush(line)
            if element is not root:
                line.append(in_font(_font(element.getparent()), element.tail or ""))
        elif element.tag == "table" and element is not root:
            yield from _flush(line)
            for caption in element.iterchildren("caption"):
                yield from _blocks(caption)
            yield _table(element)
        else:
            if element.tag in _BREAKS:
                yield from _flush(line)
            line.append(_control(element) + in_font(_font(element), element.text or ""))
    yield from _flush(line)


def _walk(root: _Element) -> Iterator[tuple[str, _Element]]:
    """Every visible element twice, entered and left; tables inside are left to themselves, what is hidden too."""
    stack = [("leave", root), ("enter", root)]
    while stack:
        event, element = stack.pop()
        shown = isinstance(element.tag, str) and element.tag not in _SILENT and not _HIDDEN.search(_style(element))
        if event == "leave" or shown:
            yield event, element
        if event == "enter" and shown and element.tag != "select" and (element.tag != "table" or element is root):
            for child in reversed(element):
                stack.extend((("leave", child), ("enter", child)))


def _style(element: _Element) -> str:
    return element.get("style") or ""


def _font(element: _Element | None) -> str:
    """The font of an element's own text: its own or one of the nearest around it."""
    for _ in range(_FONT_LEVELS):
        if element is None or element.tag in _BREAKS or element.tag in ("td", "th", "body"):
            return ""
        found = _FONT.search(_style(element))
        if found or element.get("face"):
            return found[1] if found else (element.get("face") or "").partition(",")[0].strip()
        element = element.getparent()
    return ""


def _control(element: _Element) -> str:
    """What a control of a web form shows: a mark, what was typed, the option chosen (HTML §4.10)."""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "、".join("".join(str(piece) for piece in option.itertext()).strip() for option in chosen)
    if element.tag != "input":
        return ""
    match (element.get("type") or "text").lower():
        case "checkbox" | "radio":
            return TICK if element.get("checked") is not None else BOX
        case "text" | "date" | "email" | "tel" | "number":
            return element.get("value") or ""
        case _:
            return ""


def _flush(line: list[str]) -> Iterator[Paragraph]:
    text = re.sub(r"[ \t\r\n\xa0]+", " ", _FOLD.sub("", "".join(line))).strip()
    line.clear()
    if text:
        yield Paragraph(text)


def _table(table: _Element) -> Table:
    rows: list[list[tuple[Cell, bool]]] = []
    covered: dict[int, tuple[int, int]] = {}  # column → (rows still covered, width)
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        cells: list[tuple[Cell, bool]] = []
        column = _continued(cells, covered, 0, len(rows))
        for cell in row.iterchildren("td", "th"):
            wide, high = span(cell.get("colspan")), span(cell.get("rowspan"))
            blocks = list(_blocks(cell))
            inner = tuple(block for block in blocks if isinstance(block, Table))
            cells.append((Cell(len(rows), column, 1, wide, tuple(_paragraphs(blocks)), tables=inner), False))
            if high > 1:
                covered[column] = (high - 1, wide)
            column = _continued(cells, covered, column + wide, len(rows))
        rows.append(cells)
    return grid_table(rows)


def _continued(cells: list[tuple[Cell, bool]], covered: dict[int, tuple[int, int]], column: int, row: int) -> int:
    """Cells that go on from the row above, from this column; returns the first free one."""
    while covered.get(column, (0, 0))[0] > 0:
        left, width = covered[column]
        covered[column] = (left - 1, width)
        cells.append((Cell(row, column, 1, width, ()), True))
        column += width
    return column


def _paragraphs(blocks: Sequence[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (inner.text for inner in block.cells)
