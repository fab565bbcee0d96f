"""What a PDF carries beside its pages, by its object graph: what would run, files embedded in it, its XFA form's data.

A look at the bytes first: most PDFs name nothing of the kind, and then nothing is parsed. Where they do, only what can be
reached from the catalogue counts (ISO 32000-1 §12.6), so that words in a page's text or a deleted object accuse nobody.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pypdf
from lxml import etree
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from parsers.facts import Kind, Trouble, TroubleKind
from parsers.sniff import sniff
from parsers.trees import xml_parser

_NAMES = re.compile(
    rb"/(?:JavaScript|JS|Launch|EF|EmbeddedFiles?|XFA|Collection|Encrypt)(?![A-Za-z0-9])|/[^\s/<>\[\]()]*#"
)
_OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_MOST_OBJECTS = 100_000
_MOST_INFLATED = 16 * 1024 * 1024  # bytes of one object stream
_MOST_FILES = 200
_PROGRAMS = ("/F", "/Win", "/Unix", "/Mac")
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file within a PDF: its name as the file specification says, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Carried:
    """`portfolio`: the pages are only a cover for the files (§12.3.5). `xfa`: the values of an XFA form, by paragraph."""

    dangers: tuple[Trouble, ...] = ()
    files: tuple[Embedded, ...] = ()
    portfolio: bool = False
    xfa: tuple[str, ...] = ()


def carried(data: bytes) -> Carried:
    """All that a PDF carries beside its pages. What is too broken to be walked is judged by the names in its bytes."""
    if not _is_worth_a_walk(data):
        return Carried()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        return _walked(reader)
    except _BROKEN:
        phrases = [phrase for name, phrase in _PHRASES.items() if re.search(rb"/S\s*/" + name + rb"\b", data)]
        return Carried(tuple(Trouble(TroubleKind.DANGEROUS, phrase) for phrase in phrases))


_PHRASES = {b"JavaScript": "PDF含JavaScript脚本", b"Launch": "PDF含启动外部程序的动作"}


def is_pageless(data: bytes) -> bool:
    """Whether this is a sound PDF whose page tree says that it has no page."""
    try:
        return int(str(pypdf.PdfReader(io.BytesIO(data), strict=False).root_object["/Pages"]["/Count"])) == 0  # type: ignore[index]
    except _BROKEN:
        return False


def _is_worth_a_walk(data: bytes) -> bool:
    if _NAMES.search(data):
        return True
    for match in _OBJECT_STREAM.finditer(data):
        try:
            inflated = zlib.decompressobj().decompress(data[match.end() : match.end() + _MOST_INFLATED], _MOST_INFLATED)
        except zlib.error:
            return True  # another filter
        if _NAMES.search(inflated):
            return True
    return False


def _walked(reader: pypdf.PdfReader) -> Carried:
    root = reader.root_object
    found: dict[str, None] = {}
    files: list[Embedded] = []
    for each in _dictionaries(root):
        if _is_script(each):
            found[_PHRASES[b"JavaScript"]] = None
        elif each.get("/S") == "/Launch" and any(key in each for key in _PROGRAMS):
            found[_PHRASES[b"Launch"]] = None
        elif isinstance(each.get("/EF"), DictionaryObject) and len(files) < _MOST_FILES:
            files.append(_embedded(each))
    packets = _xfa(root)
    if any(b"<script" in packet for packet in packets):
        found["PDF的XFA表单含脚本"] = None
    found |= dict.fromkeys(f"PDF内嵌可运行的文件“{file.name}”" for file in files if _runs(file))
    return Carried(
        tuple(Trouble(TroubleKind.DANGEROUS, phrase) for phrase in found),
        tuple(file for file in files if not _runs(file)),
        "/Collection" in root,
        tuple(_values(packets)),
    )


def _is_script(action: DictionaryObject) -> bool:
    """A JavaScript action, or a rendition action's script (§12.6.4.16, §12.6.4.13)."""
    return "/JS" in action and action.get("/S") in ("/JavaScript", "/Rendition")


def _dictionaries(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached, streams' among them, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[PdfObject] = [root]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        each: PdfObject | None = waiting.pop()
        if isinstance(each, IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            try:
                each = each.get_object()
            except _BROKEN:
                continue
        if isinstance(each, DictionaryObject):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, ArrayObject):
            waiting.extend(each)


def _embedded(specification: DictionaryObject) -> Embedded:
    """The file of a file specification (§7.11.4); without bytes where they can't be had."""
    name = str(specification.get("/UF") or specification.get("/F") or "未命名")
    streams = specification["/EF"]
    try:
        stream = streams.get("/UF") or streams.get("/F")  # type: ignore[attr-defined]  # a dictionary, see the caller
        stream = stream.get_object() if stream is not None else None
        return Embedded(name, stream.get_data() if isinstance(stream, StreamObject) else b"")
    except _BROKEN:
        return Embedded(name, b"")


def _runs(file: Embedded) -> bool:
    """By its content, or by a name that a double click would run."""
    sniffed = sniff(file.data, file.name)
    by_name = re.search(
        r"\.(?:exe|com|scr|bat|cmd|vbs|js|jse|wsf|ps1|lnk|msi|hta|jar|docm|xlsm|pptm)$", file.name, re.I
    )
    return (
        bool(by_name)
        or sniffed.kind is Kind.EXECUTABLE
        or any(t.kind is TroubleKind.DANGEROUS for t in sniffed.troubles)
    )


def _xfa(root: DictionaryObject) -> list[bytes]:
    """The packets of an XFA form (§12.7.8): one stream, or names and streams in turn."""
    form = root.get("/AcroForm")
    entry = form.get("/XFA") if isinstance(form, DictionaryObject) else None
    streams = [each.get_object() for each in entry] if isinstance(entry, ArrayObject) else [entry]
    packets = []
    for stream in streams:
        if isinstance(stream, StreamObject):
            try:
                packets.append(stream.get_data())
            except _BROKEN:
                continue
    return packets


def _values(packets: list[bytes]) -> Iterator[str]:
    """What was filled in: the texts under `datasets` (XFA 3.3, data object model)."""
    for packet in packets:
        if b"datasets" not in packet:
            continue
        tree = etree.fromstring(packet, xml_parser(recover=True))
        if tree is None:
            continue
        for node in tree.iter("{*}data"):
            for text in node.itertext():
                yield from (line.strip() for line in str(text).splitlines() if line.strip())
