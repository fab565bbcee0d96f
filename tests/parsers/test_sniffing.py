"""What a document is, told by its bytes alone."""

import io
import zipfile

import pytest

from parsers.facts import Kind, TroubleKind
from parsers.sniff import expected_kinds, sniff
from tests.forms import BLANK


def package(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        if mimetype:
            target.writestr("mimetype", mimetype)
        for name in names:
            target.writestr(name, b"<x/>")
    return buffer.getvalue()


ROWS: list[tuple[bytes, Kind]] = [
    (BLANK.read_bytes(), Kind.DOCX),
    (package("[Content_Types].xml", "xl/workbook.xml"), Kind.SPREADSHEET),
    (package("[Content_Types].xml", "ppt/presentation.xml"), Kind.PRESENTATION),
    (package("content.xml", mimetype="application/vnd.oasis.opendocument.text"), Kind.ODT),
    (package("OFD.xml", "Doc_0/Document.xml"), Kind.OFD),
    (package("方案.docx", "方案.pdf"), Kind.ARCHIVE),
    (b"%PDF-1.4\n", Kind.PDF),
    (b"junk from a gateway\r\n" * 5 + b"%PDF-1.4\n", Kind.PDF),
    (b"{\\rtf1\\ansi x}", Kind.RTF),
    (b"\xff\xd8\xff\xe0" + bytes(20), Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n" + bytes(20), Kind.IMAGE),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.IMAGE),
    (b"\x00\x00\x00\x18ftypheic" + bytes(20), Kind.IMAGE),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", Kind.ARCHIVE),
    (b"Rar!\x1a\x07\x01\x00", Kind.ARCHIVE),
    (b"\x1f\x8b\x08\x00", Kind.ARCHIVE),
    (b"\x78\x9f\x3e\x22\x00\x00", Kind.TNEF),
    (b"From: a@b.example.org\r\nSubject: x\r\n\r\nhello", Kind.MESSAGE),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", Kind.MHTML),
    (b"\xef\xbb\xbf<html><body>x</body></html>", Kind.HTML),
    (b"<!DOCTYPE html>\n<p>x", Kind.HTML),
    ("\ufeff<html><body>方案</body></html>".encode("utf-16-le"), Kind.HTML),
    ("会议材料".encode(), Kind.TEXT),
    ("会议材料".encode("gb18030"), Kind.TEXT),
    (b"\xff\xfeh\x00i\x00", Kind.TEXT),
    (b"MZ\x90\x00", Kind.EXECUTABLE),
    (b"\x7fELF\x02", Kind.EXECUTABLE),
    (b"\x00\x01\x02\x03\x04", Kind.OTHER),
    (b"", Kind.OTHER),
]


@pytest.mark.parametrize(("data", "kind"), ROWS, ids=lambda value: value.value if isinstance(value, Kind) else None)
@pytest.mark.parametrize("name", ["方案.docx", "方案.pdf", "没有后缀"])
def test_the_kind_is_told_by_content_never_by_the_name(data: bytes, kind: Kind, name: str) -> None:
    assert sniff(data, name).kind is kind


@pytest.mark.parametrize("name", ["run.bat", "x.vbs", "y.JS", "z.ps1", "w.hta"])
def test_a_script_is_text_that_runs(name: str) -> None:
    found = sniff(b"echo hello", name)
    assert (found.kind, [each.kind for each in found.troubles]) == (Kind.EXECUTABLE, [TroubleKind.DANGEROUS])
    assert sniff(b"echo hello", "readme.txt").kind is Kind.TEXT


def test_a_macro_is_dangerous_and_the_document_still_read() -> None:
    quiet = package("[Content_Types].xml", "word/document.xml")
    loud = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
    assert (sniff(quiet, "a.docx").kind, sniff(quiet, "a.docx").troubles) == (Kind.DOCX, ())
    assert [each.kind for each in sniff(loud, "a.docx").troubles] == [TroubleKind.DANGEROUS]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("方案.DOCX", {Kind.DOCX}),
        ("方案.wps", {Kind.WPS, Kind.DOC}),
        ("方案.doc", {Kind.DOC, Kind.WPS}),
        ("方案.pdf ", {Kind.PDF}),
        ("方案", set()),
        ("v1.0方案", set()),
    ],
)
def test_what_an_ending_promises(name: str, kinds: set[Kind]) -> None:
    assert set(expected_kinds(name)) == kinds


def test_junk_far_before_the_header_is_no_pdf() -> None:
    assert sniff(b"\x00" * 2000 + b"%PDF-1.4", "a.pdf").kind is Kind.OTHER
