"""HTML and MHTML saved as Word documents: rows and cells kept."""

import re
from collections.abc import Iterator

from lxml import html as lxml_html
from lxml.etree import ParserError, XMLSyntaxError

from parsers.facts import Cell, Paragraph, Table, TroubleKind, WordDocument
from parsers.mail import read_mail
from parsers.mail.headers import decode_bytes
from parsers.trouble import DocumentTrouble
from parsers.word.counting import characters
from parsers.word.grid import grid_table

_BREAKS = frozenset(("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read_html(data: bytes) -> WordDocument:
    """An HTML document. Raises DocumentTrouble."""
    charset = _CHARSET.search(data[:4096])
    source = decode_bytes(data, charset[1].decode("ascii") if charset else "")
    try:
        root = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    except (ParserError, XMLSyntaxError, ValueError, AssertionError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, f"网页格式的文档无法打开（{str(error)[:80]}）") from error
    for silent in list(root.iter("script", "style", "head", "title")):
        silent.text = None
        del silent[:]
    blocks = tuple(_blocks(root))
    text = "\n".join(b.text if isinstance(b, Paragraph) else "\n".join(c.text for c in b.cells) for b in blocks)
    return WordDocument(blocks, characters(text), pictures=sum(1 for _ in root.iter("img")))


def read_mhtml(data: bytes) -> WordDocument:
    """A web page saved as one file (RFC 2557): its HTML part."""
    mail, attachments = read_mail(data)
    for attachment in attachments:
        if attachment.content_type == "text/html":
            return read_html(attachment.data)
    html = re.search(rb"<html.*", data, re.DOTALL | re.IGNORECASE)
    if html:
        return read_html(html[0])
    return WordDocument(tuple(Paragraph(line) for line in mail.text.split("\n")), characters(mail.text))


def _blocks(root: lxml_html.HtmlElement) -> Iterator[Paragraph | Table]:
    """Paragraphs and outermost tables, in order, without recursion."""
    line: list[str] = []
    for event, element in _walk(root):
        if element.tag == "table":
            if event == "enter":
                yield from _flush(line)
                yield _table(element)
            else:
                line.append(element.tail or "")
            continue
        if element.tag in _BREAKS:
            yield from _flush(line)
        line.append((element.text if event == "enter" else element.tail) or "")
    yield from _flush(line)


def _walk(root: lxml_html.HtmlElement) -> Iterator[tuple[str, lxml_html.HtmlElement]]:
    stack = [("leave", root), ("enter", root)]
    while stack:
        event, element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        yield event, element
        if event == "enter" and element.tag != "table":
            for child in reversed(element):
                stack.extend((("leave", child), ("enter", child)))


def _flush(line: list[str]) -> Iterator[Paragraph]:
    text = re.sub(r"[ \t\r\n\xa0]+", " ", "".join(line)).strip()
    line.clear()
    if text:
        yield Paragraph(text)


def _table(table: lxml_html.HtmlElement) -> Table:
    rows: list[list[tuple[Cell, bool]]] = []
    spans: dict[int, tuple[int, int]] = {}  # column → (rows still covered, width)
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        cells: list[tuple[Cell, bool]] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while spans.get(column, (0, 0))[0] > 0:
                left, width = spans[column]
                spans[column] = (left - 1, width)
                cells.append((Cell(len(rows), column, 1, width, ()), True))
                column += width
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append((Cell(len(rows), column, 1, wide, tuple(p.text for p in _paragraphs(cell))), False))
            if high > 1:
                spans[column] = (high - 1, wide)
            column += wide
        rows.append(cells)
    return grid_table(rows)


def _paragraphs(cell: lxml_html.HtmlElement) -> Iterator[Paragraph]:
    for block in _blocks(cell):
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (Paragraph(inner.text) for inner in block.cells)


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 100)) if value.isdigit() else 1
