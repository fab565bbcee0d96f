"""Outlook's .msg ([MS-OXMSG]) as the RFC 5322 message that it was, so that it goes the one way that every mail goes."""

import struct
from base64 import encodebytes
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import cast

from olefile import OleFileIO
from oxmsg.storage import Storage

from parsers.facts import TroubleKind
from parsers.mail.headers import clean, decode_bytes
from parsers.trouble import DocumentTrouble

_TEXT, _TEXT8, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D  # property types, [MS-OXCDATA] §2.11.1
_SUBJECT, _HEADERS, _BODY, _HTML = 0x0037, 0x007D, 0x1000, 0x1013  # property identifiers, [MS-OXPROPS]
_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS, _MESSAGE_ID = 0x0C1A, 0x5D01, 0x0C1F, 0x1035
_DELIVERED = 0x0E06
_DATA, _FILE_NAME, _LONG_NAME, _MIME, _CONTENT_ID, _DISPLAY = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001
_EMBEDDED = f"__substg1.0_{_DATA:04X}{_OBJECT:04X}"
_KEPT = ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "received")
_KEPT_TOO = ("return-path", "auto-submitted", "precedence", "sender")
_CUT = ("less than declared", "out of range")  # as olefile says of a file cut short, whose attachments would lack
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_outlook(raw: bytes) -> bool:
    """Whether these bytes are a compound file, as .msg is."""
    return raw.startswith(_OLE)


def as_rfc5322(raw: bytes) -> bytes:
    """The message with its header, texts and attachments. Raises DocumentTrouble: UNREADABLE."""
    try:
        with OleFileIO(raw) as ole:
            if not ole.exists("__properties_version1.0"):
                raise DocumentTrouble(TroubleKind.UNREADABLE, "不是有效的Outlook邮件")
            storage = Storage.from_ole(ole)
            if any(words in str(issue[1]) for issue in ole.parsing_issues for words in _CUT):
                raise DocumentTrouble(TroubleKind.UNREADABLE, "Outlook邮件不完整")
        return _message(storage)
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        struct.error,
        RecursionError,
    ) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "Outlook邮件已损坏") from error


def _message(storage: Storage) -> bytes:
    head = _header(storage)
    html = _bytes(storage, _HTML) or _string(storage, _HTML).encode()
    parts = [_part("text/plain", _string(storage, _BODY).encode(), "Content-Type: text/plain; charset=utf-8")]
    if html:
        parts.append(_part("text/html", html, f"Content-Type: text/html; charset={_charset(html)}"))
    parts += [_attachment(each) for each in storage.iter_attachment_storages()]
    boundary = b"=_baosong_outlook"
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return head + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + body


def _charset(html: bytes) -> str:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _header(storage: Storage) -> bytes:
    """The transport's own header where Outlook kept it, else what its properties say."""
    transport = _string(storage, _HEADERS)
    kept = HeaderParser(policy=policy.compat32).parsestr(transport.lstrip("\r\n"))
    lines = [
        f"{name}: {' '.join(str(value).split())}"
        for name, value in kept.raw_items()
        if name.lower() in (*_KEPT, *_KEPT_TOO) or name.lower().startswith(("x-", "list-"))
    ]
    present = {line.partition(":")[0].lower() for line in lines}
    for name, value in _properties(storage):
        if value and name.lower() not in present:
            lines.append(f"{name}: {value}")
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "replace")


def _properties(storage: Storage) -> Iterator[tuple[str, str]]:
    address = _string(storage, _SENDER_SMTP) or _string(storage, _SENDER_ADDRESS)
    name = _line(_string(storage, _SENDER_NAME)).replace('"', "")
    yield "From", f'"{name}" <{_line(address)}>' if "@" in address else ""
    yield "Subject", _line(_string(storage, _SUBJECT))
    yield "Message-ID", _line(_string(storage, _MESSAGE_ID))
    yield "Date", _delivered(storage)


def _line(text: str) -> str:
    return clean(" ".join(text.split()))


def _delivered(storage: Storage) -> str:
    """PidTagMessageDeliveryTime from the fixed properties: 16 bytes each after the header ([MS-OXMSG] §2.4)."""
    data = storage.properties_stream_bytes
    for at in range(24, len(data) - 15, 8):
        if data[at : at + 4] == struct.pack("<HH", 0x0040, _DELIVERED):
            ticks = cast("int", struct.unpack_from("<Q", data, at + 8)[0])
            try:
                return format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
            except OverflowError:
                return ""
    return ""


def _attachment(storage: Storage) -> bytes:
    inner = next((each for each in storage.storages if each.name == _EMBEDDED), None)
    name = _string(storage, _LONG_NAME) or _string(storage, _FILE_NAME) or _string(storage, _DISPLAY)
    if inner is not None:
        if any(each.name == "__properties_version1.0" for each in inner.streams):
            return _part("application/octet-stream", _message(inner), _disposition(f"{name or '邮件'}.eml", ""))
        return _part("application/octet-stream", b"", _disposition(name or "嵌入对象", ""))
    kind = _line(_string(storage, _MIME)) or "application/octet-stream"
    if not kind.isascii() or "/" not in kind or kind.lower().startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    return _part(kind, _bytes(storage, _DATA), _disposition(name, _line(_string(storage, _CONTENT_ID))))


def _disposition(name: str, identity: str) -> str:
    carrier = EmailMessage(policy=policy.SMTP.clone(max_line_length=0))
    carrier.add_header("Content-Disposition", "inline" if identity else "attachment", filename=_line(name) or "附件")
    head = carrier.as_string().rstrip("\r\n")
    return head + (f"\r\nContent-ID: <{identity.strip('<>')}>" if identity else "")


def _part(kind: str, content: bytes, head: str) -> bytes:
    declared = "" if head.startswith("Content-Type") else f"Content-Type: {kind}\r\n"
    return f"{declared}{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + encodebytes(content)


def _bytes(storage: Storage, identifier: int, kind: int = _BINARY) -> bytes:
    wanted = f"__substg1.0_{identifier:04X}{kind:04X}"
    return next((bytes(each.bytes_) for each in storage.streams if each.name.upper() == wanted.upper()), b"")


def _string(storage: Storage, identifier: int) -> str:
    wide = _bytes(storage, identifier, _TEXT)
    return (wide.decode("utf-16-le", "replace") if wide else decode_bytes(_bytes(storage, identifier, _TEXT8))).rstrip(
        "\0"
    )
