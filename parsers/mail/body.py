"""The text that a reader of the mail sees, and which part of it quotes earlier mails."""

import re
from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.etree import ParserError, XMLSyntaxError

from parsers.trees import html_parser

_BLOCKS = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 table ul ol blockquote hr pre section article".split())
_UNSHOWN = re.compile(r"<(script|style|head|title|template)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SILENT = frozenset(("script", "style", "head", "title", "template"))
_QUOTE_START = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:原始邮件|原邮件|转发的?邮件|回复的?原?邮件|Original(?: Message)?|Forwarded [Mm]essage|Forwarded by).*"
    r"|_{10,}\s*"
    r"|(?:On|在)\s.{4,120}(?:wrote|写道|写到|寫道)[:：]\s*"
    r"|.{0,60}\d{4}[-年/]\d{1,2}[-月/]\d{1,2}.{0,80}(?:写道|写到|wrote)[:：]?\s*"
    r"|(?:发件人|寄件者|From)[:：].{3,}"
    r")$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The body as text, and the HTML it may come from ("" where there is none)."""

    text: str
    html: str


def html_text(source: str) -> str:
    """Visible text of HTML, a line a block; "" for what is no HTML at all."""
    if not source.strip():
        return ""
    try:
        declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
        root = lxml_html.document_fromstring(declared, parser=html_parser(deep=True))
    except (ParserError, XMLSyntaxError, ValueError, AssertionError):
        return _TAG.sub(" ", source)
    pieces: list[str] = []
    _collect(root, pieces)
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text or _TAG.sub(" ", _shown(source)).strip()  # nested deeper than libxml2 goes


def _shown(source: str) -> str:
    """Without scripts, styles, heads and comments that are closed. Each is looked for once, since a mail may open many."""
    pieces, place, unclosed = [], 0, set()
    for opening in _UNSHOWN.finditer(source):
        name = (opening[1] or "").lower()
        if opening.start() < place or name in unclosed:
            continue
        closing = re.compile(rf"</{name}\s*+>" if name else "-->", re.IGNORECASE).search(source, opening.end())
        if closing is None:
            unclosed.add(name)
            continue
        pieces.append(source[place : opening.start()])
        place = closing.end()
    return " ".join((*pieces, source[place:]))


def _collect(root: lxml_html.HtmlElement, pieces: list[str]) -> None:
    """Depth first without recursion: mails nest thousands of elements."""
    stack: list[tuple[lxml_html.HtmlElement, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        block = element.tag in _BLOCKS
        if leaving:
            pieces.append(("\n" if block and element.tag != "br" else "") + _flat(element.tail))
            continue
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            pieces.append(_flat(element.tail))
            continue
        pieces.append(("\n" if block else "") + _flat(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def split_quoted(text: str) -> tuple[str, str]:
    """What the sender wrote, and what is quoted below it.

    A mail that begins with a quotation (a bare forward) is all the sender's, since there is nothing else to read.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    for index, line in enumerate(lines):
        if _QUOTE_START.match(line) or line.startswith(">"):
            own = "\n".join(lines[:index]).strip()
            return (own, "\n".join(lines[index:])) if own else (text.strip(), "")
    return text.strip(), ""
