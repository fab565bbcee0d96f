"""What runs in documents that are text: scripts in HTML and MHTML, packed files in RTF."""

import re
import struct
from collections.abc import Iterator
from email import message_from_bytes, policy

from parsers.facts import Kind, Trouble, TroubleKind
from parsers.packages import OLE, running_label, running_object

_TAG = re.compile(rb"<!--|<([a-z][a-z0-9:-]{0,40}+)([^<>]*+)>", re.IGNORECASE)
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_TYPE = re.compile(rb"\b(?:type|language)\s*+=\s*+(?:[\"']\s*+)?+([\w/.+-]+)", re.IGNORECASE)
_RUNS = re.compile(
    rb"(?:text/|application/)?(?:x-)?(?:javascript|ecmascript|jscript|vbscript|vbs|module)[\d.]*\Z", re.I
)
_SOURCE = re.compile(rb"\bsrc\s*=", re.IGNORECASE)
_HANDLER = re.compile(rb"[\s\"'/]on[a-z]{3,24}\s*=", re.IGNORECASE)
_ADDRESS = re.compile(
    rb"=\s*+(?:[\"']\s*+)?+(?:java|vb)script:(?!\s*+(?:void\s*\(\s*0\s*\)|;|[\"']|\Z))", re.IGNORECASE
)
_OBJECT = re.compile(rb"\\objdata(?![a-z])")
_CONTROL = re.compile(rb"\\[a-zA-Z]+-?\d* ?|[^0-9A-Fa-f]")
_OBJECTS = 200  # objects of one document that are looked at
_HEAD = 16 * 1024  # hexadecimal digits that a package's label stands in
_WHOLE = 8 * 1024 * 1024  # of an object that is a compound file


def dangers(data: bytes, kind: Kind) -> tuple[Trouble, ...]:
    """What of an HTML, MHTML or RTF document runs; () for any other kind."""
    if kind is Kind.RTF:
        names = dict.fromkeys(name for name in _packed(data) if name)
        return tuple(Trouble(TroubleKind.DANGEROUS, f"文件里嵌有可执行文件“{name}”") for name in names)
    pages = (data,) if kind is Kind.HTML else _pages(data) if kind is Kind.MHTML else ()
    return (
        (Trouble(TroubleKind.DANGEROUS, "网页格式的文档里含脚本"),) if any(_has_script(each) for each in pages) else ()
    )


def _pages(data: bytes) -> Iterator[bytes]:
    for part in message_from_bytes(data, policy=policy.compat32).walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            yield content


def _has_script(page: bytes) -> bool:
    """Whether a browser would run something of it. Comments are none, Word's conditional ones among them."""
    at = 0
    while found := _TAG.search(page, at):
        at = found.end()
        if found[1] is None:
            at = page.find(b"-->", at)
            if at < 0:  # a comment without end holds all that follows (HTML §13.2.5.45)
                return False
        elif found[1].lower() == b"script":
            if _script_runs(found[2], page, at):
                return True
        elif _HANDLER.search(_QUOTED.sub(b'""', found[2])) or _ADDRESS.search(found[2]):
            return True
    return False


def _script_runs(attributes: bytes, page: bytes, at: int) -> bool:
    """Not a block of data (HTML §4.12.1), and not empty."""
    types = _TYPE.findall(attributes)
    runs = not types or any(_RUNS.match(each) for each in types)
    return runs and (bool(_SOURCE.search(attributes)) or not re.compile(rb"\s*+</script", re.I).match(page, at))


def _packed(data: bytes) -> Iterator[str]:
    for number, found in enumerate(_OBJECT.finditer(data)):
        if number == _OBJECTS:
            return
        end = data.find(b"}", found.end(), found.end() + _WHOLE)
        end = end if end >= 0 else found.end() + _WHOLE
        yield _running(data, found.end(), end)


def _running(data: bytes, begin: int, end: int) -> str:
    """The running file in an OLE 1 object ([MS-OLEDS] §2.2.5), which RTF writes as hexadecimal digits."""
    head = _unhex(data[begin : min(end, begin + _HEAD)])
    at = 8
    try:
        for _ in range(3):  # class, topic, item
            at += 4 + int(struct.unpack_from("<I", head, at)[0])
        at += 4
        if head[at:].startswith(OLE):
            return running_object(_unhex(data[begin:end])[at:])
        return running_label(head[at + 2 :]) if b"Package\0" in head[:24] else ""
    except struct.error:
        return ""


def _unhex(text: bytes) -> bytes:
    digits = _CONTROL.sub(b"", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
