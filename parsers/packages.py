"""Packages told apart: zip into docx, xlsx, pptx, odt, ofd and plain; OLE compound files into doc, wps, xls, ppt, msg."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import olefile

from parsers.default_password import opens_without_asking
from parsers.facts import Kind, Trouble, TroubleKind

# endings of what runs when it is opened
RUNNING_ENDINGS = frozenset(
    "exe com scr bat cmd vbs vbe js jse wsf wsh ps1 psm1 lnk msi hta jar reg url sh py pl inf scf cpl pif".split()
)
_EMBEDDED_BYTES = 4 * 1024 * 1024  # of an embedded object that are looked at
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01ole10native"
_INSTALLER = "000C1084-0000-0000-C000-000000000046"  # Windows Installer's class
_ENCRYPTED_PRESENTATION = b"\xdf\xc4\xd1\xf3"
_FILE_PASS = 0x002F
_BEFORE_FILE_PASS = (0x0809, 0x0086)  # BOF, WriteProtect: all that may stand before it
_FIRST_RECORDS = 4096  # bytes of a workbook
_OFFICE_ENDINGS = {"xls": Kind.SPREADSHEET, "ppt": Kind.PRESENTATION}
_OLE_ERRORS = (OSError, ValueError, TypeError, IndexError, AttributeError, RecursionError, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind, and what the bytes alone tell against opening it."""

    kind: Kind
    troubles: tuple[Trouble, ...] = ()


def sniff_zip(data: bytes, name: str) -> Sniffed:
    """The kind of a zip package, and what in it runs.

    `name` decides only which of Office's packages one without its directory was.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if min((info.header_offset for info in package.infolist()), default=0):
                return _broken_zip(data, name)  # cut short: the directory found is that of a package stored inside
            names = {info.filename.replace("\\", "/") for info in package.infolist()}
            kind = _package_kind(names, _mimetype(package) if "mimetype" in names else "")
            dangers = () if kind is Kind.ARCHIVE else tuple(_dangers_of_zip(package, names, kind))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return _broken_zip(data, name)
    return Sniffed(kind, dangers)


def _mimetype(package: zipfile.ZipFile) -> str:
    with package.open("mimetype") as stream:
        return stream.read(100).decode("ascii", "replace")


def _dangers_of_zip(package: zipfile.ZipFile, names: set[str], kind: Kind) -> Iterator[Trouble]:
    if kind is Kind.EXECUTABLE:
        yield Trouble(TroubleKind.DANGEROUS, "是可以运行的程序包")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield Trouble(TroubleKind.DANGEROUS, "文件含宏（VBA）")
    for info in package.infolist():
        if "/embeddings/" in info.filename and info.filename.lower().endswith(".bin"):
            with package.open(info) as stream:
                running = running_object(stream.read(_EMBEDDED_BYTES))
            if running:
                yield Trouble(TroubleKind.DANGEROUS, f"文件里嵌有可执行文件“{running}”")


def running_object(data: bytes) -> str:
    """The name of the file in an OLE object, where it is one that runs ([MS-OLEDS] §2.3.6); "" for any other."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _running_within(ole)
    except _OLE_ERRORS:
        return ""


def _running_within(ole: olefile.OleFileIO) -> str:
    for path in ole.listdir():
        if path[-1].lower() == _NATIVE:
            head: bytes = ole.openstream(path).read(1024)
            if name := running_label(head[6:]):
                return name
    return ""


def running_label(head: bytes) -> str:
    """A packed file's name, by its label or by the path after it, where it is one that runs; "" for any other."""
    for label in head[:1024].split(b"\0")[:2]:
        name = label.decode("gb18030", "replace").rpartition("\\")[2]
        if name.rpartition(".")[2].strip().lower() in RUNNING_ENDINGS:
            return name
    return ""


def _package_kind(names: set[str], mimetype: str) -> Kind:
    tests: tuple[tuple[bool, Kind], ...] = (
        ("[Content_Types].xml" in names and any(name.startswith("word/") for name in names), Kind.DOCX),
        ("[Content_Types].xml" in names and any(name.startswith("xl/") for name in names), Kind.SPREADSHEET),
        ("[Content_Types].xml" in names and any(name.startswith("ppt/") for name in names), Kind.PRESENTATION),
        ("opendocument.text" in mimetype, Kind.ODT),
        ("opendocument.spreadsheet" in mimetype, Kind.SPREADSHEET),
        ("opendocument.presentation" in mimetype, Kind.PRESENTATION),
        ("OFD.xml" in names, Kind.OFD),
        ("META-INF/MANIFEST.MF" in names and any(name.endswith((".class", ".dex")) for name in names), Kind.EXECUTABLE),
        ("AndroidManifest.xml" in names, Kind.EXECUTABLE),
    )
    return next((kind for holds, kind in tests if holds), Kind.ARCHIVE)


def _broken_zip(data: bytes, name: str) -> Sniffed:
    """A zip without its directory: its first member's name (APPNOTE §4.3.7) still tells what it was meant to be.

    The whole of it doesn't: an archive that stores documents holds their members' names too.
    """
    length = int.from_bytes(data[26:28], "little")
    office = data[30 : 30 + length].startswith(_OPC_FIRST)
    return Sniffed(_office_kind(name) if office else Kind.ARCHIVE)


def _office_kind(name: str) -> Kind:
    return _OFFICE_ENDINGS.get(name.rpartition(".")[2].strip().lower()[:3], Kind.DOCX)


_OPC_FIRST = (b"[Content_Types].xml", b"_rels/", b"word/", b"docProps/", b"customXml/")
_OLE_KINDS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.SPREADSHEET),
    ("Book", Kind.SPREADSHEET),
    ("PowerPoint Document", Kind.PRESENTATION),
    ("__properties_version1.0", Kind.MESSAGE),
)


def sniff_ole(data: bytes, name: str) -> Sniffed:
    """The kind of a compound file, and what in it runs.

    `name` decides only what an encrypted package of Office's was, whose content nobody sees.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _ole_kind(ole, data, name)
    except _OLE_ERRORS:
        return Sniffed(next((kind for stream, kind in _OLE_KINDS if stream.encode("utf-16-le") in data), Kind.OTHER))


def _ole_kind(ole: olefile.OleFileIO, data: bytes, name: str) -> Sniffed:
    exists: Callable[[str], bool] = ole.exists
    if exists("EncryptedPackage"):
        kind = _office_kind(name)
        free = kind is Kind.SPREADSHEET and opens_without_asking(data)
        return Sniffed(kind, () if free else (Trouble(TroubleKind.ENCRYPTED, "文件设有打开密码"),))
    if _asks_password(ole) and not (exists("Workbook") and opens_without_asking(data)):
        kind = Kind.PRESENTATION if exists("PowerPoint Document") else Kind.SPREADSHEET
        return Sniffed(kind, (Trouble(TroubleKind.ENCRYPTED, "文件设有密码"),))
    if str(ole.root.clsid).upper() == _INSTALLER:
        return Sniffed(Kind.EXECUTABLE, (Trouble(TroubleKind.DANGEROUS, "是Windows安装程序"),))
    kind = next((kind for stream, kind in _OLE_KINDS if exists(stream)), Kind.OTHER)
    if kind is Kind.DOC and (exists("WpsCustomData") or _made_by_wps(ole)):
        kind = Kind.WPS
    return Sniffed(kind, tuple(_dangers_of_ole(ole, kind)))


def _asks_password(ole: olefile.OleFileIO) -> bool:
    """Whether a workbook ([MS-XLS] §2.4.117, FilePass) or presentation ([MS-PPT] §2.3.2, headerToken) is encrypted."""
    if ole.exists("PowerPoint Document") and ole.exists("Current User"):
        token: bytes = ole.openstream("Current User").read(16)[12:]
        return token == _ENCRYPTED_PRESENTATION
    book = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
    return book is not None and _has_file_pass(ole.openstream(book).read(_FIRST_RECORDS))


def _has_file_pass(records: bytes) -> bool:
    """Among the first records, before the first that belongs to the content."""
    at = 0
    while at + 4 <= len(records):
        kind, size = struct.unpack_from("<HH", records, at)
        if kind == _FILE_PASS:
            return True
        if kind not in _BEFORE_FILE_PASS:
            return False
        at += 4 + size
    return False


def _dangers_of_ole(ole: olefile.OleFileIO, kind: Kind) -> Iterator[Trouble]:
    if any(ole.exists(storage) for storage in ("Macros/VBA", "_VBA_PROJECT_CUR", "VBA")):
        yield Trouble(TroubleKind.DANGEROUS, "文件含宏（VBA）")
    running = "" if kind is Kind.MESSAGE else _running_within(ole)
    if running:
        yield Trouble(TroubleKind.DANGEROUS, f"文件里嵌有可执行文件“{running}”")


def _made_by_wps(ole: olefile.OleFileIO) -> bool:
    if not ole.exists("\x05SummaryInformation"):
        return False
    application = ole.get_metadata().creating_application or b""
    return b"WPS" in application if isinstance(application, bytes) else "WPS" in str(application)
