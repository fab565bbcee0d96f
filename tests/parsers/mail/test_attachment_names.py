"""Names as people's mailers write them: rows of a header and the name that its sender saw."""

import base64
from urllib.parse import quote

import pytest

from parsers.mail import read_mail

NAME = "青岭省科协筹备方案（盖章）.pdf"
GBK = NAME.encode("gb18030")
UTF8 = NAME.encode()


def word(data: bytes, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(data).decode()}?="


def mail(disposition: bytes, content_type: bytes = b"application/pdf") -> bytes:
    return (
        b"From: a@b.example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
        b"--B\r\nContent-Type: " + content_type + b"\r\n"
        b"Content-Transfer-Encoding: base64\r\nContent-Disposition: " + disposition + b"\r\n\r\nJVBERi0=\r\n--B--\r\n"
    )


def pieces_2231(data: bytes, charset: str, size: int) -> bytes:
    coded = quote(data)
    cut = [coded[at : at + size] for at in range(0, len(coded), size)]
    lines = [
        f"filename*{number}*={charset + chr(39) * 2 if number == 0 else ''}{piece}" for number, piece in enumerate(cut)
    ]
    return ("attachment;\r\n " + ";\r\n ".join(lines)).encode()


ROWS = {
    "one encoded word in UTF-8": f'attachment; filename="{word(UTF8, "UTF-8")}"'.encode(),
    "an encoded word without quotes": f"attachment; filename={word(GBK, 'GBK')}".encode(),
    "words split inside a character": f'attachment; filename="{word(GBK[:7], "gb18030")} {word(GBK[7:], "gb18030")}"'.encode(),
    "words split and folded": f'attachment; filename="{word(UTF8[:10], "utf-8")}\r\n {word(UTF8[10:], "utf-8")}"'.encode(),
    "gb2312 by its label, GBK by its characters": f'attachment; filename="{word("青岭省科协筹备方案（盖章）.pdf".encode("gbk"), "gb2312")}"'.encode(),
    "RFC 2231 in UTF-8": f"attachment; filename*=UTF-8''{quote(UTF8)}".encode(),
    "RFC 2231 in pieces of gb18030, cut anywhere": pieces_2231(GBK, "gb18030", 17),
    "raw GBK": b'attachment; filename="' + GBK + b'"',
    "raw UTF-8": b'attachment; filename="' + UTF8 + b'"',
    "quoted-printable word": b'attachment; filename="=?utf-8?Q?'
    + "".join(f"={byte:02X}" for byte in UTF8).encode()
    + b'?="',
    "escaped as in an address": b'attachment; filename="' + quote(UTF8).encode() + b'"',
    "RFC 2231's form without its asterisk": b"attachment; filename=\"utf-8''" + quote(UTF8).encode() + b'"',
    "numeric character references": b'attachment; filename="'
    + "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in NAME).encode()
    + b'"',
    "a path before it": b'attachment; filename="C:\\\\Users\\\\zhang\\\\' + UTF8 + b'"',
}


@pytest.mark.parametrize("disposition", ROWS.values(), ids=ROWS)
def test_the_name_that_the_sender_saw(disposition: bytes) -> None:
    (attachment,) = read_mail(mail(disposition))[1]
    assert (attachment.name, attachment.data) == (NAME, b"%PDF-")


@pytest.mark.parametrize(
    ("disposition", "content_type", "name"),
    [
        (b"attachment; filename=a b.pdf", b"application/pdf", "a b.pdf"),
        (b"attachment", b'application/pdf; name="plan.pdf"', "plan.pdf"),
        (b'attachment; filename=""', b'application/pdf; name="plan.pdf"', "plan.pdf"),
        (b"attachment", b"application/pdf", "附件1.pdf"),
        (b"attachment", b"application/msword", "附件1.doc"),
        (b"attachment", b"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "附件1.docx"),
        (b"attachment", b"application/x-nobody-knows", "附件1"),
        (b'attachment; filename="a\\"b.pdf"', b"application/pdf", 'a"b.pdf'),
        (b'attachment; filename="\x01a\xe2\x80\xaefdp.exe"', b"application/pdf", "afdp.exe"),
    ],
)
def test_odd_names(disposition: bytes, content_type: bytes, name: str) -> None:
    (attachment,) = read_mail(mail(disposition, content_type))[1]
    assert attachment.name == name


def test_a_backslash_that_is_half_a_gbk_character() -> None:
    name = "乗臺方案.pdf"  # 81 5C, C5 5F
    (attachment,) = read_mail(mail(b'attachment; filename="' + name.encode("gbk") + b'"'))[1]
    assert attachment.name == name


def test_a_per_cent_sign_is_no_escape() -> None:
    (attachment,) = read_mail(mail(b'attachment; filename="100%25 done %E6.pdf"'))[1]
    assert attachment.name == "100%25 done %E6.pdf"
