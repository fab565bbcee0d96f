"""Word documents saved as one XML file: flat OPC, and Word 2003's WordprocessingML."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from parsers.facts import Properties, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.apart import moment
from parsers.word.docx import read_body, read_docx
from parsers.word.inline import Inline
from parsers.word.names import W
from parsers.word.opc import parse_xml

FLAT_OPC = b"http://schemas.microsoft.com/office/2006/xmlPackage"
WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE = f"{{{FLAT_OPC.decode()}}}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_AUXILIARY = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_WINDOW = 8192  # bytes in which the root element names its namespaces
_CHANGES = {"Word.Insertion": f"{W}ins", "Word.Deletion": f"{W}del", "Word.Comment": f"{W}comment"}
# what Word 2003 wraps around blocks, and its own spelling of merges
_RENAMED = {
    f"{_AUXILIARY}sect": f"{W}customXml",
    f"{_AUXILIARY}sub-section": f"{W}customXml",
    f"{_AUXILIARY}pBdrGroup": f"{W}customXml",
    f"{_AML}content": f"{W}customXml",
    f"{W}vmerge": f"{W}vMerge",
    f"{W}hmerge": f"{W}hMerge",
    f"{W}wordDocument": f"{W}document",
}
_APART = (f"{W}footnote", f"{W}endnote", f"{W}comment", f"{W}hdr", f"{W}ftr")


def is_xml(data: bytes) -> bool:
    """Whether a Word document is one of these and not a package or compound file."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def is_flat_opc(data: bytes) -> bool:
    """Whether its root element is a flat package."""
    return FLAT_OPC in data[:_WINDOW]


def is_word_2003(data: bytes) -> bool:
    """Whether its root element is Word 2003's."""
    return WORD_2003 in data[:_WINDOW]


def read_xml(data: bytes) -> WordDocument:
    """Either of the two. Raises DocumentTrouble."""
    if is_flat_opc(data):
        return read_docx(_zipped(parse_xml(data)))
    if is_word_2003(data):
        return _read_2003(data)
    raise DocumentTrouble(TroubleKind.UNREADABLE, "不是Word保存的XML文档")


def _zipped(root: etree._Element) -> bytes:
    """The package of a flat one: its XML parts, which are all that is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for part in root.iter(f"{_PACKAGE}part"):
            content = next(iter(part.iterfind(f"{_PACKAGE}xmlData/*")), None)
            if content is not None:
                package.writestr(part.get(f"{_PACKAGE}name", "").lstrip("/"), etree.tostring(content))
    return buffer.getvalue()


def _read_2003(data: bytes) -> WordDocument:
    """The same elements in another namespace, a few under another name."""
    root = parse_xml(data.replace(WORD_2003, W[1:-1].encode()))
    for element in root.iter("{*}*"):
        if element.tag == f"{_AML}annotation":
            element.tag = _CHANGES.get(element.get(f"{W}type", ""), f"{W}bookmarkStart")
        elif element.tag in _RENAMED:
            element.tag = _RENAMED[element.tag]
    apart = {tag: tuple(_texts(root, tag)) for tag in _APART}
    for element in list(root.iter(*_APART)):
        _taken_out(element)
    return replace(
        read_body(root, Inline()),
        properties=_properties(root),
        notes=apart[f"{W}footnote"] + apart[f"{W}endnote"],
        comments=apart[f"{W}comment"],
        margins=tuple(dict.fromkeys(apart[f"{W}hdr"] + apart[f"{W}ftr"])),
    )


def _texts(root: etree._Element, tag: str) -> Iterator[str]:
    for each in root.iter(tag):
        text = "\n".join("".join(t.text or "" for t in line.iter(f"{W}t")) for line in each.iter(f"{W}p"))
        if text.strip():
            yield text.strip()


def _taken_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _properties(root: etree._Element) -> Properties:
    found = {
        each.tag.rpartition("}")[2]: (each.text or "").strip()
        for each in root.iterfind(f"{_OFFICE}DocumentProperties/*")
        if isinstance(each.tag, str)
    }
    words = found.get("Words", "")
    return Properties(
        title=found.get("Title", ""),
        author=found.get("Author", ""),
        company=found.get("Company", ""),
        modified=moment(found.get("LastSaved", "")),
        last_saved_by=found.get("LastAuthor", ""),
        words=int(words) if words.isdecimal() and len(words) < 10 else None,
    )
