"""What stands apart from a docx's text: notes, headers and footers, comments, and what it says of itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from lxml import etree

from parsers.facts import Properties
from parsers.trouble import DocumentTrouble
from parsers.word.inline import Inline, is_on
from parsers.word.names import STRICT, W
from parsers.word.opc import Package, parse_xml

_BASES = 12  # styles that are based on one another, one after the other
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def notes(package: Package) -> tuple[str, ...]:
    """Footnotes and endnotes (§17.11), each one's paragraphs joined by line feeds."""
    parts = ("word/footnotes.xml", "word/endnotes.xml")
    return tuple(text for name in parts for text in _texts(package, name, "footnote", "endnote"))


def comments(package: Package) -> tuple[str, ...]:
    """Comments (§17.13.4)."""
    return tuple(_texts(package, "word/comments.xml", "comment"))


def margins(package: Package) -> tuple[str, ...]:
    """Headers and footers (§17.10), in the order of their parts' names, each wording once."""
    names = sorted(name for name in package.names if name.startswith(("word/header", "word/footer")))
    return tuple(dict.fromkeys(text for name in names for text in _texts(package, name, "hdr", "ftr")))


def _texts(package: Package, name: str, *wanted: str) -> Iterator[str]:
    root = _part(package, name)
    if root is None:
        return
    inline = Inline()
    for each in root.iter(*(f"{W}{tag}" for tag in wanted)):
        if each.get(f"{W}type") not in _SEPARATORS:
            lines = (inline.read(paragraph)[0].strip() for paragraph in each.iter(f"{W}p"))
            if text := "\n".join(line for line in lines if line):
                yield text


def _part(package: Package, name: str) -> etree._Element | None:
    try:
        data = package.part(name)
        return parse_xml(data.replace(STRICT, W[1:-1].encode())) if data else None
    except DocumentTrouble:
        return None


def hiding_styles(package: Package) -> frozenset[str]:
    """The styles that hide their text. Styles are many and seldom do: they are parsed only where one may."""
    try:
        data = package.part("word/styles.xml") or b""
        root = parse_xml(data.replace(STRICT, W[1:-1].encode())) if b":vanish" in data else None
    except DocumentTrouble:
        return frozenset()
    styles = {each.get(f"{W}styleId", ""): each for each in (root.iterfind(f"{W}style") if root is not None else ())}
    return frozenset(name for name in styles if _hides(name, styles))


def _hides(name: str, styles: Mapping[str, etree._Element]) -> bool:
    """Whether a style, or the nearest one that it is based on and that says so, hides (§17.7.4.3)."""
    for _ in range(_BASES):
        style = styles.get(name)
        if style is None:
            return False
        vanish = style.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        base = style.find(f"{W}basedOn")
        name = base.get(f"{W}val", "") if base is not None else ""
    return False


def properties(package: Package) -> Properties:
    """OPC core properties and the extended ones (§22.2)."""
    found: dict[str, str] = {}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        part = package.optional(name)
        for element in part if part is not None else ():
            if isinstance(element.tag, str):
                found[element.tag.rpartition("}")[2]] = (element.text or "").strip()
    words = found.get("Words", "")
    return Properties(
        title=found.get("title", ""),
        author=found.get("creator", ""),
        company=found.get("Company", ""),
        modified=moment(found.get("modified", "")),
        last_saved_by=found.get("lastModifiedBy", ""),
        application=found.get("Application", ""),
        words=int(words) if words.isdecimal() and len(words) < 10 else None,
    )


def moment(text: str) -> datetime | None:
    """An ISO 8601 time, None where it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
