"""Mails with the habits of Chinese mailers: QQ, 163, Outlook; names in GBK, RFC 2047 and RFC 2231."""

import base64
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.header import Header
from urllib.parse import quote

ADDRESS = "rczx@cast.org.cn"


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail. `when` is its day and time in April 2020, Asia/Shanghai; `style` the mailer: qq, 163 or outlook."""

    sender: str
    name: str
    subject: str
    text: str
    when: str
    files: tuple[File, ...] = ()
    style: str = "qq"
    headers: tuple[tuple[str, str], ...] = ()
    identity: str = ""
    answers: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def mail(sample: Sample, number: int) -> bytes:
    """The message's bytes as they lie in the mailbox."""
    boundary = f"----=_Part_{number:04d}_Boundary"
    lines = [*_head(sample, number), f'Content-Type: multipart/mixed; boundary="{boundary}"', ""]
    parts = [_text(sample, boundary), *(_attachment(file, sample.style, boundary) for file in sample.files)]
    return ("\r\n".join(lines) + "\r\n").encode() + b"".join(parts) + f"--{boundary}--\r\n".encode()


def _head(sample: Sample, number: int) -> list[str]:
    charset = "gb18030" if sample.style in ("qq", "163") else "utf-8"
    identity = sample.identity or message_id(sample, number)
    date = f"{sample.when} +0800"
    lines = [
        f"Return-Path: <{sample.sender}>",
        f"Received: from mail.{sample.sender.partition('@')[2]} (unknown [192.0.2.{number % 256}])",
        f"\tby mx.example.cn with ESMTP id {number:06d}; {date}",
        f"From: {_word(sample.name, charset)} <{sample.sender}>",
        f"To: <{ADDRESS}>",
        f"Subject: {_word(sample.subject, charset)}",
        f"Date: {date}",
        f"Message-ID: {identity}",
        "MIME-Version: 1.0",
    ]
    if sample.answers:
        lines += [f"In-Reply-To: {sample.answers}", f"References: {sample.answers}"]
    mailers = {
        "qq": "QQMail 2.x",
        "163": "Coremail Webmail Server Version XT5.0.10",
        "outlook": "Microsoft Outlook 16.0",
    }
    return [*lines, f"X-Mailer: {mailers[sample.style]}", *(f"{name}: {value}" for name, value in sample.headers)]


def message_id(sample: Sample, number: int) -> str:
    """The Message-ID that a sample gets when it names none."""
    return f"<demo.{number:04d}@{sample.sender.partition('@')[2]}>"


def _word(text: str, charset: str) -> str:
    """Encoded words (RFC 2047); QQ says gb18030."""
    return text if text.isascii() else Header(text, charset, maxlinelen=70).encode(linesep="\r\n")


def _text(sample: Sample, boundary: str) -> bytes:
    charset = "gb18030" if sample.style in ("qq", "163") else "utf-8"
    body = base64.encodebytes(sample.text.encode(charset)).replace(b"\n", b"\r\n")
    head = f'--{boundary}\r\nContent-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode() + body + b"\r\n"


def _attachment(file: File, style: str, boundary: str) -> bytes:
    return (
        (
            f"--{boundary}\r\nContent-Type: application/octet-stream;{_parameter('name', file.name, style)}\r\n"
            f"Content-Disposition: attachment;{_parameter('filename', file.name, style)}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
        ).encode()
        + base64.encodebytes(file.data).replace(b"\n", b"\r\n")
        + b"\r\n"
    )


def _parameter(key: str, name: str, style: str) -> str:
    """QQ and 163 put an encoded word where RFC 2231 belongs; Outlook follows RFC 2231."""
    if style == "outlook":
        return f"\r\n {key}*=utf-8''{quote(name)}"
    return f'\r\n {key}="=?gb18030?B?{base64.b64encode(name.encode("gb18030")).decode()}?="'


def gbk_zip(files: Sequence[File], encrypted: bool = False) -> bytes:
    """A zip as Chinese Windows writes it: names in GBK without saying so. `encrypted` only sets the flag that asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for number, file in enumerate(files):
            package.writestr(
                zipfile.ZipInfo(f"member{number:04d}", (2020, 4, 16, 9, 0, 0)), file.data, zipfile.ZIP_DEFLATED
            )
    return _renamed(buffer.getvalue(), files, encrypted)


def _renamed(package: bytes, files: Sequence[File], encrypted: bool) -> bytes:
    """The same zip with other names: zipfile itself only writes ASCII or UTF-8."""
    source = zipfile.ZipFile(io.BytesIO(package))
    result = io.BytesIO()
    entries = []
    for info, file in zip(source.infolist(), files, strict=True):
        name = file.name.encode("gb18030")
        start = info.header_offset + 30 + len(info.filename)
        head = bytearray(package[info.header_offset : info.header_offset + 30])
        head[6] |= 1 if encrypted else 0
        head[26:28] = len(name).to_bytes(2, "little")
        entries.append((name, result.tell(), bytes(head)))
        result.write(bytes(head) + name + package[start : start + info.compress_size])
    directory = result.tell()
    for name, offset, local in entries:
        result.write(_central(local, name, offset))
    size = result.tell() - directory
    result.write(
        b"PK\x05\x06\0\0\0\0"
        + len(entries).to_bytes(2, "little") * 2
        + size.to_bytes(4, "little")
        + directory.to_bytes(4, "little")
        + b"\0\0"
    )
    return result.getvalue()


def _central(local: bytes, name: bytes, offset: int) -> bytes:
    """A central directory header (APPNOTE 4.3.12) of a local one (4.3.7)."""
    return b"PK\x01\x02\x14\x00" + local[4:30] + b"\0" * 10 + offset.to_bytes(4, "little") + name
