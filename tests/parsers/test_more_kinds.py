"""Kinds that begin alike or late, and what in a document runs."""

import io
import zipfile

import pytest

from parsers.facts import Kind, TroubleKind
from parsers.sniff import expected_kinds, sniff

PDF = b"%PDF-1.4\n" + bytes(range(128, 256))


def package(method: int, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), data)
    return buffer.getvalue()


SIGNED = b"0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(40)
OLD_TAR = b"plan.txt" + bytes(92) + b"0000644\0" + bytes(40)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\r\n\r\njunk of a proxy" + PDF, Kind.PDF),
        (b"x" * 900 + PDF, Kind.PDF),
        (package(zipfile.ZIP_STORED, plan=PDF), Kind.ARCHIVE),
        (b"From: a@b.example.org\r\nSubject: x\r\n\r\n%PDF-1.4", Kind.PDF),
        (b"From: a@b.example.org\r\nTo: c@d.example.org\r\nSubject: x\r\n\r\nhello", Kind.MESSAGE),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=a\r\n\r\n", Kind.MHTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n", Kind.MHTML),
        (b"To: whom it may concern\r\n", Kind.TEXT),
        ("备注：请查收\n".encode(), Kind.TEXT),
        (b"BM is how this text begins", Kind.TEXT),
        (b"MZ is how this text begins", Kind.TEXT),
        (b"\xff\xfeh\0i\0", Kind.TEXT),
        (b"\0\0\0\x18ftypheic" + bytes(20), Kind.IMAGE),
        (b"!!-lh5-" + bytes(20), Kind.ARCHIVE),
        (b"MSCF\0\0\0\0" + bytes(20), Kind.ARCHIVE),
        (package(zipfile.ZIP_STORED, AndroidManifest_xml=b"x"), Kind.EXECUTABLE),
        (SIGNED, Kind.MESSAGE),
        (OLD_TAR, Kind.OTHER),
    ],
)  # fmt: skip
def test_kinds_that_are_easily_mistaken(data: bytes, kind: Kind) -> None:
    assert sniff(data, "方案.bin").kind is kind


def test_an_enciphered_message_is_a_container_with_a_password() -> None:
    assert [each.kind for each in sniff(SIGNED, "smime.p7m").troubles] == [TroubleKind.ENCRYPTED]


def test_what_runs_is_dangerous_whatever_it_is_called() -> None:
    for data, name in ((package(zipfile.ZIP_STORED, AndroidManifest_xml=b"x"), "方案.docx"), (b"a", "方案.pdf.js")):
        assert [each.kind for each in sniff(data, name).troubles] == [TroubleKind.DANGEROUS]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("方案.PDF", (Kind.PDF,)),
        ("方案.docx.pdf", (Kind.PDF,)),
        ("方案", ()),
        ("数据.dat", ()),
        ("winmail.dat", (Kind.TNEF,)),
        ("WINMAIL.DAT", (Kind.TNEF,)),
    ],
)
def test_what_an_ending_promises(name: str, kinds: tuple[Kind, ...]) -> None:
    assert expected_kinds(name) == kinds
