"""What runs in documents, and what is locked: told by the bytes, and nothing said of their quiet likes."""

import hashlib
import io
import struct
from collections.abc import Callable
from email.message import EmailMessage

import msoffcrypto
import pytest
from openpyxl import Workbook

from parsers.facts import Kind, TroubleKind
from parsers.sniff import sniff
from tests.compound import compound

# as Word 2016 saves a page: conditional comments, XML islands, no script
WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Word.Document>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head>
<body lang=ZH-CN link="#0563C1"><p class=MsoNormal title="once=1 onclick=2">筹备方案
<a href="http://www.example.org/?script=1">链接</a><![if !supportLists]>一、<![endif]></p>%s</body></html>"""
RUNNING = [
    "<script>alert(1)</script>",
    "<SCRIPT language='VBScript'>x</SCRIPT>",
    '<script type="module" src="a.js"></script>',
    "<script\nsrc=a.js></script>",
    "<img src=x onerror=alert(1)>",
    "<p title='a' ONCLICK = 'x()'>",
    '<a href="javascript:steal()">x</a>',
]
QUIET = [
    "",
    "<!-- <script>alert(1)</script> -->",
    '<script type="application/ld+json">{}</script>',
    "<script> </script>",
    '<a href="javascript:void(0)">x</a><a href="javascript:;">x</a>',
    "<p>&lt;script&gt; onclick=x</p>",
    "<!-- <script>alert(1)</script>",
]


def page(body: str) -> bytes:
    return (WORD_PAGE % body).encode()


def saved(body: str) -> bytes:
    """The same as MHTML, quoted-printable or base64 as Word does."""
    message = EmailMessage()
    message.set_content("", subtype="plain")
    message.make_related()
    message.add_related(page(body), maintype="text", subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize("form", [page, saved])
@pytest.mark.parametrize("body", RUNNING)
def test_a_page_with_a_script(form, body: str) -> None:  # type: ignore[no-untyped-def]
    found = sniff(form(body), "方案.doc")
    assert found.kind in (Kind.HTML, Kind.MHTML)
    assert [(each.kind, each.found) for each in found.troubles] == [(TroubleKind.DANGEROUS, "网页格式的文档里含脚本")]


@pytest.mark.parametrize("form", [page, saved])
@pytest.mark.parametrize("body", QUIET)
def test_a_page_without(form, body: str) -> None:  # type: ignore[no-untyped-def]
    assert sniff(form(body), "方案.doc").troubles == ()


def rtf_object(native: bytes, name: bytes = b"Package\0") -> bytes:
    """An embedded object as RTF writes it: hexadecimal lines."""
    head = struct.pack("<II", 0x501, 2) + struct.pack("<I", len(name)) + name + struct.pack("<II", 0, 0)
    digits = (head + struct.pack("<I", len(native)) + native).hex()
    lines = "\r\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    return b"{\\rtf1\\ansi text {\\object\\objemb{\\*\\objclass Package}{\\*\\objdata " + lines.encode() + b"}}}"


def native(label: str, path: str = "C:\\a\\x") -> bytes:
    return b"\x02\0" + label.encode("gbk") + b"\0" + path.encode("gbk") + b"\0" + bytes(8) + b"MZ" + bytes(3000)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (rtf_object(native("安装.exe")), "安装.exe"),
        (rtf_object(native("方案", "C:\\temp\\run.VBS")), "run.VBS"),
        (rtf_object(compound({"\x01Ole10Native": struct.pack("<I", 9) + native("a.scr")})), "a.scr"),
    ],
)
def test_a_program_packed_into_rtf(data: bytes, name: str) -> None:
    found = sniff(data, "方案.doc")
    assert (found.kind, [each.found for each in found.troubles]) == (Kind.RTF, [f"文件里嵌有可执行文件“{name}”"])


@pytest.mark.parametrize(
    "data",
    [
        rtf_object(native("表.xlsx")),
        rtf_object(b"MZ.exe\0", b"Equation.3\0"),
        b"{\\rtf1 {\\*\\objdata 0105}}",
        b"{\\rtf1}",
    ],
)
def test_other_objects_in_rtf(data: bytes) -> None:
    assert sniff(data, "方案.rtf").troubles == ()


BOF = struct.pack("<HH", 0x0809, 16) + bytes(16)
PASS = struct.pack("<HH", 0x002F, 6) + bytes(6)
WRITE = struct.pack("<HH", 0x0086, 0)
CODEPAGE = struct.pack("<HHH", 0x0042, 2, 1200)


@pytest.mark.parametrize(
    ("tree", "kind", "locked"),
    [
        ({"Workbook": BOF + PASS + bytes(5000)}, Kind.SPREADSHEET, True),
        ({"Workbook": BOF + WRITE + PASS}, Kind.SPREADSHEET, True),
        ({"Book": BOF + PASS}, Kind.SPREADSHEET, True),
        ({"Workbook": BOF + CODEPAGE + PASS}, Kind.SPREADSHEET, False),
        ({"Workbook": BOF + b"\x2f"}, Kind.SPREADSHEET, False),
        ({"PowerPoint Document": b"x", "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}, Kind.PRESENTATION, True),
        ({"PowerPoint Document": b"x", "Current User": bytes(12) + b"\x5f\xc0\x91\xe3"}, Kind.PRESENTATION, False),
        ({"PowerPoint Document": b"x"}, Kind.PRESENTATION, False),
    ],
)
def test_a_workbook_or_presentation_that_asks_a_password(tree: dict[str, bytes], kind: Kind, locked: bool) -> None:
    found = sniff(compound(tree), "附件.xls")
    assert (found.kind, [each.kind for each in found.troubles]) == (kind, [TroubleKind.ENCRYPTED] if locked else [])


def rc4_pass(password: str) -> bytes:
    """FilePass under RC4 ([MS-OFFCRYPTO] §2.3.6.1), its verifier encrypted by that password."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    short = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    key = hashlib.md5(hashlib.md5((short + salt) * 16).digest()[:5] + bytes(4)).digest()
    locked = rc4(key, verifier + hashlib.md5(verifier).digest())
    return struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + salt + locked


def rc4(key: bytes, data: bytes) -> bytes:
    box, at = list(range(256)), 0
    for number in range(256):
        at = (at + box[number] + key[number % len(key)]) % 256
        box[number], box[at] = box[at], box[number]
    one = other = 0
    made = bytearray()
    for byte in data:
        one = (one + 1) % 256
        other = (other + box[one]) % 256
        box[one], box[other] = box[other], box[one]
        made.append(byte ^ box[(box[one] + box[other]) % 256])
    return bytes(made)


def agile(password: str) -> bytes:
    """An encrypted package as Office writes it."""
    plain = io.BytesIO()
    Workbook().save(plain)
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(plain.getvalue())).encrypt(password, locked)
    return locked.getvalue()


@pytest.mark.parametrize(("password", "locked"), [("VelvetSweatshop", False), ("secret", True)])
@pytest.mark.parametrize(
    "make", [agile, lambda password: compound({"Workbook": BOF + rc4_pass(password) + bytes(5000)})]
)
def test_a_workbook_whose_structure_alone_is_protected_asks_nobody(
    make: Callable[[str], bytes], password: str, locked: bool
) -> None:
    found = sniff(make(password), "附件.xlsx")
    assert (found.kind, bool(found.troubles)) == (Kind.SPREADSHEET, locked)
