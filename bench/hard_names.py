"""Mails made as Chinese mail programs make them, each with the file names that a reader should see."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes


@dataclass(frozen=True, slots=True)
class Truth:
    """A mail, the names of its named attachments, and how many attachments there are in all."""

    source: str
    raw: bytes
    names: tuple[str, ...]
    attachments: int


_NAMES = (
    "中国云杉工程学会筹备方案.docx",
    "北岭喆镕协会 活动总结（盖章版）.pdf",
    "plan 2020.pdf",
    "方案-终稿;修改(2).pdf",
)
_SIZE = 250_000  # bytes of each attachment


def _words(name: str, charset: str, cut: int, declared: str = "") -> bytes:
    """Encoded words of `cut` bytes each (RFC 2047), which may cut a character in two, as QQ's did."""
    data = name.encode(charset)
    pieces = [b64encode(data[at : at + cut]).decode() for at in range(0, len(data), cut)]
    return "\r\n ".join(f"=?{declared or charset}?B?{piece}?=" for piece in pieces).encode()


def _pieces(name: str, charset: str, cut: int) -> bytes:
    """Continued parameter values (RFC 2231 §4.1)."""
    data = name.encode(charset)
    parts = [quote_from_bytes(data[at : at + cut], safe="") for at in range(0, len(data), cut)]
    first = f"filename*0*={charset}''{parts[0]}"
    return ";\r\n ".join([first, *(f"filename*{n}*={part}" for n, part in enumerate(parts[1:], 1))]).encode()


def _dispositions(name: str) -> Iterator[tuple[str, bytes]]:
    yield "encoded words", b'filename="' + _words(name, "utf-8", 30) + b'"'
    yield "encoded words cut in a character", b'filename="' + _words(name, "utf-8", 31) + b'"'
    yield "gb2312 that holds GBK", b'filename="' + _words(name, "gbk", 30, "gb2312") + b'"'
    yield "RFC 2231 pieces in gb18030", _pieces(name, "gb18030", 21)
    yield "RFC 2231 pieces in UTF-8", _pieces(name, "utf-8", 21)
    yield "raw GBK", b'filename="' + name.encode("gbk") + b'"'
    yield "raw UTF-8", b'filename="' + name.encode() + b'"'


def _part(kind: bytes, disposition: bytes, content: bytes) -> bytes:
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment"
    encoded = b64encode(content)
    lines = b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    return head + (b"; " + disposition if disposition else b"") + b"\r\n\r\n" + lines + b"\r\n"


def _mail(parts: list[bytes]) -> bytes:
    head = (
        b"From: =?utf-8?B?5byg5LiJ?= <zhangsan@example.org>\r\nTo: submit@example.cn\r\nSubject: plan\r\n"
        b"Date: Mon, 20 Apr 2020 10:11:12 +0800\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n'
    )
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\nplan\r\n"
    return head + b"".join(b"--=_b\r\n" + part for part in (text, *parts)) + b"--=_b--\r\n"


def made_mails() -> Iterator[Truth]:
    """One mail a name and way of writing it, and some whose parts are odd."""
    content = Random(1).randbytes(_SIZE)
    octets = b"application/octet-stream"
    for name in _NAMES:
        for way, disposition in _dispositions(name):
            yield Truth(f"{way}: {name}", _mail([_part(octets, disposition, content)]), (name,), 1)
    yield Truth("no name", _mail([_part(b"application/pdf", b"", content)]), (), 1)
    yield Truth("unquoted", _mail([_part(octets, b"filename=plan 2020.pdf", content)]), ("plan 2020.pdf",), 1)
    inner = _mail([_part(octets, b'filename="a.docx"', content)])
    nested = b'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="b.eml"\r\n\r\n' + inner
    yield Truth("a mail in a mail", _mail([nested.replace(b"=_b", b"=_c")]), ("b.eml",), 1)


def corpus_mails(corpora: Path) -> Iterator[Truth]:
    """The mails that stalwartlabs/mail-parser's authors wrote the whole expected tree of (index.tsv; NNN.json)."""
    for path in sorted((corpora / "mail" / "stalwartlabs+mail-parser" / "resources" / "eml").rglob("*.eml")):
        expected = path.with_suffix(".json")
        if expected.exists():
            tree = json.loads(expected.read_text("utf-8"))
            named = [(_expected_name(part), part) for part in (tree["parts"][index] for index in tree["attachments"])]
            wanted = [name for name, part in named if name or not _is_text(part)]
            # a name with U+FFFD is one that its authors couldn't read either: raw Latin-1, taken by us for GB 18030
            names = tuple(name for name in wanted if name and "\ufffd" not in name)
            yield Truth(path.name, path.read_bytes(), names, len(wanted))


def _is_text(part: dict[str, Any]) -> bool:
    """Text without a name is text to read, wherever it stands; so is what has no type."""
    kind, _ = _parameters(part, "content_type")
    return kind in ("", "text/plain", "text/html") or kind.startswith("multipart/")


def _expected_name(part: dict[str, Any]) -> str:
    """Its last path component, which is all that a name may say."""
    for header, key in (("content_disposition", "filename"), ("content_type", "name")):
        found = _parameters(part, header)[1].get(key)
        if found:
            return found.rpartition("/")[2]
    return ""


def _parameters(part: dict[str, Any], header: str) -> tuple[str, dict[str, str]]:
    """A structured header's value and parameters in the golden file's form."""
    for each in part["headers"]:
        if each["name"] == header and "ContentType" in each["value"]:
            value = each["value"]["ContentType"]
            kind = "/".join(filter(None, (value.get("c_type"), value.get("c_subtype")))).lower()
            return kind, {a["name"]: str(a["value"]) for a in value.get("attributes") or ()}
    return "", {}
