"""The Open Packaging container of a docx: its parts as secure XML, within limits (ISO/IEC 29500-2)."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from parsers.facts import TroubleKind
from parsers.limits import MIB
from parsers.trees import xml_parser
from parsers.trouble import DocumentTrouble

PART_BYTES = 32 * MIB  # of XML is some ten thousand pages
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DOCUMENT = "word/document.xml"
_OFFICE_DOCUMENT = "/officeDocument"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] §2.3.4.4
_ENCRYPTED_FLAG = 0x1  # APPNOTE.TXT §4.4.4
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)


def parse_xml(data: bytes) -> etree._Element:
    """An XML tree without entities, network or a DTD's say. Raises DocumentTrouble.

    Nothing is mended: half a document taken for the whole would be worse than none. libxml2's own limits hold (256
    levels, 10 MB a text).
    """
    try:
        root = etree.fromstring(data, xml_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内容已损坏，不是有效的XML") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # lxml-stubs: docinfo is never Any here  # ISO/IEC 29500-2 §9.1.1 forbids it, and no word processor writes one
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部含有不允许的DTD")
    return root


@dataclass(frozen=True, slots=True)
class Package:
    """An open package; names are found whatever their case and slashes."""

    archive: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for info in self.archive.infolist():
            self.names.setdefault(_folded(info.filename), info)

    def part(self, name: str) -> bytes | None:
        """A part's bytes, None where it isn't there. Raises DocumentTrouble when it is broken or beyond the limit."""
        info = self.names.get(_folded(name))
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise DocumentTrouble(TroubleKind.ENCRYPTED, "文档设有打开密码")
        try:
            with self.archive.open(info) as stream:
                data = stream.read(PART_BYTES + 1)
        except _BROKEN as error:
            raise DocumentTrouble(TroubleKind.UNREADABLE, f"文档内部{name}已损坏") from error
        if len(data) > PART_BYTES:
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"文档内部{name}解压后超过{PART_BYTES // MIB}MB")
        return data

    def optional(self, name: str) -> etree._Element | None:
        """A part that no text depends on: None where it is missing or broken."""
        try:
            data = self.part(name)
            return parse_xml(data) if data else None
        except DocumentTrouble:
            return None

    def related(self, name: str) -> dict[str, str]:
        """The parts that a part refers to, by the relationship's identity (ISO/IEC 29500-2 §8.3)."""
        folder, _, own = name.rpartition("/")
        root = self.optional(posixpath.join(folder, "_rels", f"{own}.rels"))
        return {
            each.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            for each in (root.iter(f"{_RELATIONSHIPS}Relationship") if root is not None else ())
            if each.get("TargetMode") != "External"
        }

    def main_part(self) -> bytes:
        """The document part, wherever the package's relationships say it is. Raises DocumentTrouble."""
        data = self.part(self.main_name())
        if data is None:
            raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内部缺少正文部分")
        return data

    def main_name(self) -> str:
        """The document part's name."""
        named = self._named_main()
        return named if _folded(named) in self.names else _DOCUMENT

    def _named_main(self) -> str:
        relationships = self.optional("_rels/.rels")
        if relationships is not None:
            for each in relationships.iter(f"{_RELATIONSHIPS}Relationship"):
                if each.get("Type", "").endswith(_OFFICE_DOCUMENT):
                    return posixpath.normpath(each.get("Target", "").lstrip("/"))
        return _DOCUMENT


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def open_package(data: bytes) -> Package:
    """The package in these bytes. Raises DocumentTrouble."""
    if data.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise DocumentTrouble(TroubleKind.ENCRYPTED, "文档设有打开密码")
    try:
        return Package(zipfile.ZipFile(io.BytesIO(data)))
    except _BROKEN as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文件已损坏，不能作为Word文档打开") from error
