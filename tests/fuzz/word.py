"""The Word family, and the forms in it, as fuzzed readers.

A zip's checksums hide its parts from mutations: so the parts themselves are mutated, and packed again.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random

from lxml import etree

from bench.forms import plan_spec, plans
from parsers.facts import Kind
from parsers.form import read_forms, read_prose
from parsers.word import read_word
from tests.fuzz.running import Reader

_CORPUS = Path(__file__).parents[1] / "corpus"
_SPEC = plan_spec()


def _saved(kind: Kind) -> bytes:
    return (_CORPUS / "word" / f"form.{kind.value}").read_bytes()


def _found(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((_CORPUS / "fuzz" / name).glob("*"))]


def _read(data: bytes, kind: Kind) -> object:
    document = read_word(data, kind)
    return read_forms(document, [_SPEC]), read_prose(document), document.text.encode("utf-8")


def _reader(name: str, kind: Kind, seeds: Callable[[], Sequence[bytes]]) -> Reader:
    return Reader(name, lambda: [*seeds(), *_found(name)], lambda data: _read(data, kind))


def _docx() -> list[bytes]:
    return [made.data for _, made in plans(5, 12)]


def _part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def _packed(package: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return buffer.getvalue()


def _flat_2003() -> list[bytes]:
    old, new = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://schemas.microsoft.com/office/word/2003/wordml",
    )
    bodies = (_part(data, "word/document.xml").replace(old, new) for data in _docx()[:5])
    return [body.replace(b"w:document", b"w:wordDocument") for body in bodies]


def _rearranged(dice: bytes) -> bytes:
    """A filled form's elements taken out, doubled, moved and renamed, as these bytes have it: XML, and no document."""
    random = Random(dice)
    root = etree.fromstring(random.choice(_PARTS))
    for _ in range(random.choice((1, 3, 10, 40))):
        elements = [element for element in root.iter() if element.getparent() is not None]
        if not elements:
            break
        one, other = random.choice(elements), random.choice(elements)
        match random.randrange(5):
            case 0:
                one.getparent().remove(one)
            case 1:
                one.addnext(deepcopy(other) if len(other) < 50 else deepcopy(one))
            case 2:
                one.tag = other.tag
            case 3:
                for name in one.attrib:
                    one.set(name, random.choice(("", "0", "-1", "99999999999", "x", "\u9001")))
            case _:
                one.text = random.choice(("", "\ud7ff", "：" * 50, "（" * 99, "姓名：", "√" * 5))
    return etree.tostring(root)


_PART, _CONTENT = "word/document.xml", "content.xml"
_PARTS = [_part(data, _PART) for data in _docx()]
_DOCX, _ODT = _docx()[0], _saved(Kind.ODT)

DOCX = _reader("docx", Kind.DOCX, _docx)
DOCX_PART = Reader(
    "docx-part",
    lambda: [*(_part(data, _PART) for data in _docx()), *_found("docx-part")],
    lambda data: _read(_packed(_DOCX, _PART, data), Kind.DOCX),
)
DOCX_TREE = Reader(
    "docx-tree",
    lambda: [bytes([number]) * 8 for number in range(32)],
    lambda data: _read(_packed(_DOCX, _PART, _rearranged(data)), Kind.DOCX),
)
ODT_PART = Reader(
    "odt-part",
    lambda: [_part(_ODT, _CONTENT), *_found("odt-part")],
    lambda data: _read(_packed(_ODT, _CONTENT, data), Kind.ODT),
)
RTF = _reader("rtf", Kind.RTF, lambda: [_saved(Kind.RTF)])
HTML = _reader("html", Kind.HTML, lambda: [_saved(Kind.HTML)])
XML = Reader(
    "word-xml",
    lambda: [*_flat_2003(), *_found("word-xml")],
    lambda data: _read(data, Kind.DOC),
    scratch=tempfile.gettempdir(),  # what is no longer XML goes to the converter
)
DOC = Reader(
    "doc",
    lambda: [_saved(Kind.DOC), *_found("doc")],
    lambda data: _read(data, Kind.DOC),
    scratch=tempfile.gettempdir(),  # its converter works on files
)
WORD = (DOCX, DOCX_TREE, DOCX_PART, ODT_PART, RTF, HTML, XML, DOC)
