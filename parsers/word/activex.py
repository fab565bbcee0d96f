"""What form controls of Office's own kind (ActiveX) show: ticked boxes with their captions, written and chosen text.

A `w:control` names a part that names the control's class and holds its state, as properties in XML or as a
MorphDataControl ([MS-OFORMS] §2.2.5), in a stream of its own or in a compound file's.
"""

import io
import struct
from collections.abc import Iterator, Mapping

import olefile
from lxml import etree

from parsers.trouble import DocumentTrouble
from parsers.word.marks import BOX, TICK
from parsers.word.names import R
from parsers.word.opc import Package, parse_xml

_AX = "{http://schemas.microsoft.com/office/2006/activeX}"
# classes whose state is a text, and those whose state is on or off, with their caption beside it
_TEXTS = ("8BD21D10", "8BD21D20", "8BD21D30")  # TextBox, ListBox, ComboBox
_MARKS = ("8BD21D40", "8BD21D50", "8BD21D60")  # CheckBox, OptionButton, ToggleButton
_CLASS_ID = 16  # bytes before the state in a stream of its own
_HEADER = 12  # version, size, and which properties follow (MorphDataPropMask)
# sizes of the properties by their bit, each aligned to its size; Size, which lies behind them, and what has no bytes: 0
_SIZES = (4, 4, 4, 4, 1, 1, 1, 1, 0, 2, 4, 2, 2, 2, 2, 2, 1, 1, 1, 0, 1, 1, 4, 4, 4, 4, 4, 2, 2, 2, 0, 0, 4)
_SIZE, _VALUE, _CAPTION = 8, 22, 23
_COMPRESSED = 0x80000000  # one byte a character
_LONGEST = 4000  # bytes of a text
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (struct.error, OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)


def shown_by_controls(package: Package, document: str) -> Mapping[str, str]:
    """What each control of a part shows, by its relationship; those that can't be read are left out."""
    shown = {}
    for identity, name in package.related(document).items():
        if "activex" in name.lower() and (text := _shown(package, name)):
            shown[identity] = text
    return shown


def _shown(package: Package, name: str) -> str:
    try:
        data = package.part(name)
        root = parse_xml(data) if data else None
        return (
            _text_of(root.get(f"{_AX}classid", "").strip("{}").upper(), _state(package, name, root))
            if root is not None
            else ""
        )
    except (DocumentTrouble, *_BROKEN):
        return ""


def _state(package: Package, name: str, root: etree._Element) -> tuple[str, str]:
    """Value and caption."""
    said = {each.get(f"{_AX}name", ""): each.get(f"{_AX}value", "") for each in root.iterfind(f"{_AX}ocxPr")}
    if said:
        return said.get("Value", ""), said.get("Caption", "")
    binary = package.related(name).get(root.get(f"{R}id", ""), "")
    data = package.part(binary) if binary else None
    return _morph_data(_stream(data)) if data else ("", "")


def _stream(data: bytes) -> bytes:
    if not data.startswith(_OLE):
        return data[_CLASS_ID:]
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return bytes(ole.openstream("contents").read())


def _morph_data(data: bytes) -> tuple[str, str]:
    """Value and caption of a MorphDataControl."""
    (mask,) = struct.unpack_from("<Q", data, 4)
    at = _HEADER
    lengths = {}
    for bit, size in enumerate(_SIZES):
        if size and mask >> bit & 1:
            at += -at % size
            if bit in (_VALUE, _CAPTION):
                (lengths[bit],) = struct.unpack_from("<I", data, at)
            at += size
    at += -at % 4 + (8 if mask >> _SIZE & 1 else 0)
    value, caption = _strings(data, at, (lengths.get(_VALUE, 0), lengths.get(_CAPTION, 0)))
    return value, caption


def _strings(data: bytes, at: int, lengths: tuple[int, ...]) -> Iterator[str]:
    for length in lengths:
        size = min(length & ~_COMPRESSED, _LONGEST)
        yield data[at : at + size].decode("latin-1" if length & _COMPRESSED else "utf-16-le", "replace")
        at += size + -size % 4


def _text_of(kind: str, state: tuple[str, str]) -> str:
    value, caption = state
    if kind.startswith(_MARKS):
        return (TICK if value.strip() in ("1", "-1", "True") else BOX) + caption
    return value if kind.startswith(_TEXTS) else ""
