"""What a document is, told by its bytes. Its name only tells what was promised."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import olefile

from parsers.facts import Kind, Trouble, TroubleKind

_PDF_WINDOW = 1024  # ISO 32000-1 Annex H.3.4.1: readers accept a header within the first 1,024 bytes
_ENDINGS: dict[str, tuple[Kind, ...]] = {
    "docx": (Kind.DOCX,),
    "docm": (Kind.DOCX,),
    "dotx": (Kind.DOCX,),
    "doc": (Kind.DOC,),
    "dot": (Kind.DOC,),
    "wps": (Kind.WPS,),
    "rtf": (Kind.RTF,),
    "htm": (Kind.HTML,),
    "html": (Kind.HTML,),
    "mht": (Kind.MHTML,),
    "mhtml": (Kind.MHTML,),
    "odt": (Kind.ODT,),
    "pdf": (Kind.PDF,),
    "ofd": (Kind.OFD,),
    **dict.fromkeys("jpg jpeg png gif bmp tif tiff webp heic".split(), (Kind.IMAGE,)),
    **dict.fromkeys("zip rar 7z tar gz tgz bz2 xz".split(), (Kind.ARCHIVE,)),
    **dict.fromkeys("eml msg".split(), (Kind.MESSAGE,)),
    "dat": (Kind.TNEF,),
    **dict.fromkeys("txt csv md log".split(), (Kind.TEXT,)),
    **dict.fromkeys("xls xlsx et ods".split(), (Kind.SPREADSHEET,)),
    **dict.fromkeys("ppt pptx dps odp".split(), (Kind.PRESENTATION,)),
    **dict.fromkeys("exe com scr bat cmd vbs js jse wsf ps1 lnk msi hta jar".split(), (Kind.EXECUTABLE,)),
}
_SCRIPT_ENDINGS = frozenset("bat cmd vbs vbe js jse wsf ps1 lnk hta reg url scr".split())
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"MZ", Kind.EXECUTABLE),
    (b"\x7fELF", Kind.EXECUTABLE),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.EXECUTABLE),  # a shortcut ([MS-SHLLINK] §2.1)
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"{\\rtf", Kind.RTF),
)
# what a type's ending may also hold without anybody having erred
_ALSO: dict[Kind, tuple[Kind, ...]] = {Kind.DOC: (Kind.WPS,), Kind.WPS: (Kind.DOC,), Kind.TEXT: (Kind.HTML,)}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind, and what the bytes alone tell against opening it."""

    kind: Kind
    troubles: tuple[Trouble, ...] = ()


def expected_kinds(name: str) -> tuple[Kind, ...]:
    """The kinds that a name's ending promises, () where it promises nothing we know."""
    promised = _ENDINGS.get(_ending(name), ())
    return promised + tuple(also for kind in promised for also in _ALSO.get(kind, ()))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def sniff(data: bytes, name: str) -> Sniffed:
    """The kind of these bytes. `name` decides only among scripts, which are plain text whatever they do."""
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return Sniffed(Kind.PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or len(data) > 26):
            return _running() if kind is Kind.EXECUTABLE else Sniffed(kind)
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return Sniffed(Kind.IMAGE)
    if data[257:262] == b"ustar":
        return Sniffed(Kind.ARCHIVE)
    return _textual(data, name)


def _running() -> Sniffed:
    return Sniffed(Kind.EXECUTABLE, (Trouble(TroubleKind.DANGEROUS, "是可执行文件或脚本"),))


def _textual(data: bytes, name: str) -> Sniffed:
    if _ending(name) in _SCRIPT_ENDINGS or data.startswith(b"#!"):
        return _running()
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"mime-version:") and b"multipart/related" in data[:4096].lower():
        return Sniffed(Kind.MHTML)
    if re.match(rb"(?:received|return-path|delivered-to|from|to|subject|date|message-id|x-[\w-]+):[^\n]*\n", head):
        return Sniffed(Kind.MESSAGE)
    if re.match(
        rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|meta|table|div|p[ >])",
        head,
        re.DOTALL,
    ):
        return Sniffed(Kind.HTML)
    if head.startswith(b"<?xml") and b"schemas.microsoft.com/office/word" in data[:8192]:
        return Sniffed(Kind.OTHER)
    return Sniffed(Kind.TEXT if _is_text(data) else Kind.OTHER)


def _is_text(data: bytes) -> bool:
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(sample) and b"\x00" not in sample and sum(byte < 9 or 13 < byte < 32 for byte in sample) == 0


def _zip(data: bytes) -> Sniffed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if min((info.header_offset for info in package.infolist()), default=0):
                return _broken_zip(data)  # cut short: the directory found is that of a package stored inside
            names = {info.filename.replace("\\", "/") for info in package.infolist()}
            mimetype = package.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return _broken_zip(data)
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    troubles = (Trouble(TroubleKind.DANGEROUS, "文件含宏（VBA）"),) if macros else ()
    return Sniffed(_package_kind(names, mimetype), troubles)


def _package_kind(names: set[str], mimetype: str) -> Kind:
    tests: tuple[tuple[bool, Kind], ...] = (
        ("[Content_Types].xml" in names and any(name.startswith("word/") for name in names), Kind.DOCX),
        ("[Content_Types].xml" in names and any(name.startswith("xl/") for name in names), Kind.SPREADSHEET),
        ("[Content_Types].xml" in names and any(name.startswith("ppt/") for name in names), Kind.PRESENTATION),
        ("opendocument.text" in mimetype, Kind.ODT),
        ("opendocument.spreadsheet" in mimetype, Kind.SPREADSHEET),
        ("opendocument.presentation" in mimetype, Kind.PRESENTATION),
        ("OFD.xml" in names, Kind.OFD),
        ("META-INF/MANIFEST.MF" in names and any(name.endswith(".class") for name in names), Kind.EXECUTABLE),
    )
    return next((kind for holds, kind in tests if holds), Kind.ARCHIVE)


def _broken_zip(data: bytes) -> Sniffed:
    """A zip without its directory: its first member's name (APPNOTE §4.3.7) still tells what it was meant to be.

    The whole of it doesn't: an archive that stores documents holds their members' names too.
    """
    length = int.from_bytes(data[26:28], "little")
    return Sniffed(Kind.DOCX if data[30 : 30 + length].startswith(_OPC_FIRST) else Kind.ARCHIVE)


_OPC_FIRST = (b"[Content_Types].xml", b"_rels/", b"word/", b"docProps/", b"customXml/")
_OLE_KINDS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.SPREADSHEET),
    ("Book", Kind.SPREADSHEET),
    ("PowerPoint Document", Kind.PRESENTATION),
    ("__properties_version1.0", Kind.MESSAGE),
)


def _ole(data: bytes) -> Sniffed:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _ole_kind(ole)
    except (OSError, ValueError, TypeError, IndexError, RecursionError, OverflowError, MemoryError):
        return Sniffed(Kind.DOC if b"W\x00o\x00r\x00d\x00D\x00o\x00c" in data else Kind.OTHER)


def _ole_kind(ole: olefile.OleFileIO) -> Sniffed:
    exists: Callable[[str], bool] = ole.exists
    if exists("EncryptedPackage"):
        return Sniffed(Kind.DOCX, (Trouble(TroubleKind.ENCRYPTED, "文件设有打开密码"),))
    kind = next((kind for stream, kind in _OLE_KINDS if exists(stream)), Kind.OTHER)
    if kind is Kind.DOC and (exists("WpsCustomData") or _made_by_wps(ole)):
        kind = Kind.WPS
    macros = any(exists(storage) for storage in ("Macros/VBA", "_VBA_PROJECT_CUR", "VBA"))
    return Sniffed(kind, (Trouble(TroubleKind.DANGEROUS, "文件含宏（VBA）"),) if macros else ())


def _made_by_wps(ole: olefile.OleFileIO) -> bool:
    if not ole.exists("\x05SummaryInformation"):
        return False
    application = ole.get_metadata().creating_application or b""
    return b"WPS" in application if isinstance(application, bytes) else "WPS" in str(application)
