"""The Open Packaging container of a docx: its parts as secure XML, within limits (ISO/IEC 29500-2)."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from parsers.facts import TroubleKind
from parsers.limits import MIB
from parsers.trouble import DocumentTrouble

PART_BYTES = 64 * MIB
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE_DOCUMENT = "/officeDocument"


def parse_xml(data: bytes) -> etree._Element:
    """An XML tree without entities, network or a DTD's say. Raises DocumentTrouble."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, f"文档内容不是有效的XML（{error}）") from error
    if root is None:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文档内容不是有效的XML")
    return root


@dataclass(frozen=True, slots=True)
class Package:
    """An open package."""

    archive: zipfile.ZipFile

    def part(self, name: str) -> bytes | None:
        """A part's bytes, None where it isn't there. Raises DocumentTrouble when it is broken or beyond the limit."""
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            return None
        try:
            with self.archive.open(info) as stream:
                data = stream.read(PART_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise DocumentTrouble(TroubleKind.UNREADABLE, f"文档内部{name}已损坏") from error
        if len(data) > PART_BYTES:
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"文档内部{name}解压后超过{PART_BYTES // MIB}MB")
        return data

    def main_part(self) -> bytes:
        """The document part, wherever the package's relationships say it is."""
        name = self._main_name()
        data = self.part(name)
        if data is None:
            raise DocumentTrouble(TroubleKind.UNREADABLE, f"文档内部缺少{name}")
        return data

    def _main_name(self) -> str:
        relationships = self.part("_rels/.rels")
        if relationships:
            for each in parse_xml(relationships).iter(f"{_RELATIONSHIPS}Relationship"):
                if each.get("Type", "").endswith(_OFFICE_DOCUMENT):
                    return posixpath.normpath(each.get("Target", "").lstrip("/"))
        return "word/document.xml"


def open_package(data: bytes) -> Package:
    """The package in these bytes. Raises DocumentTrouble."""
    try:
        return Package(zipfile.ZipFile(io.BytesIO(data)))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "文件已损坏，不能作为Word文档打开") from error
