"""Header values, from raw bytes.

The standard library decodes each encoded word on its own, which breaks the many Chinese mails that split a character
over two words, label GBK as gb2312, or write raw 8-bit names. So words of one charset are joined as bytes before they
are decoded, parameters are joined as bytes after RFC 2231, and unlabelled bytes are tried as UTF-8, then GB18030.
"""

import codecs
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from html import unescape

from parsers.mail.transfer import decode_base64

# RFC 2047 §2; blanks inside the text are tolerated, and a charset's language suffix (RFC 2231 §5) is dropped
_WORD = re.compile(rb"=\?([\w.:\-]+)(?:\*[\w\-]*)?\?([bBqQ])\?([^?]*)\?=")
_GAP = re.compile(rb"(\?=)[ \t\r\n]+(?==\?)")
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "x-cp20936": "gb18030",
    "chinesegb2312": "gb18030",
}
_LONE = re.compile("[\ud800-\udfff]")  # UTF-7 can spell half a surrogate pair, which nothing can store or print
_UNSEEN = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Text of bytes with a charset that may be wrong, unknown or missing; never raises."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _LONE.sub("\N{REPLACEMENT CHARACTER}", data[len(mark) :].decode(codec, "replace"))
    name = charset.strip().strip("\"'").lower()
    for candidate in (*_instead(data, name), _WIDER.get(name, name), "utf-8", "gb18030"):
        if not candidate or (candidate in ("us-ascii", "ascii") and not data.isascii()):
            continue
        try:
            return _LONE.sub("\N{REPLACEMENT CHARACTER}", data.decode(candidate))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("gb18030" if name in _WIDER else "utf-8", errors="replace")


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WESTERN = frozenset(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "windows-1252", "cp1252", "iso-8859-15", "ansi"))
_HIGH = re.compile(rb"[\x80-\xff]+")
_THREES = re.compile(rb"(?:[\x00-\x7f]|[\xe3-\xe9\xef][\x80-\xbf]{2}|[\xe2][\x80-\xbb][\x80-\xbf])+\Z")


def _instead(data: bytes, name: str) -> Iterator[str]:
    """Charsets that the bytes themselves speak for, against a label that many mailers write whatever they send.

    Bytes labelled GB that are whole Chinese characters in UTF-8 are UTF-8; bytes labelled as western whose high ones
    come in pairs are Chinese, since in western words they stand alone.
    """
    high = sum(map(len, _HIGH.findall(data[:4096])))
    if not high:
        return
    if (name in _WIDER or name == "gb18030") and high >= 6 and _THREES.match(data):
        yield "utf-8"
    if name in _WESTERN and high >= 4:
        yield "utf-8"
        if all(len(run) % 2 == 0 for run in _HIGH.findall(data)):
            yield "gb18030"


def decode_header(raw: bytes) -> str:
    """A header's text: encoded words (RFC 2047) decoded, the rest taken as UTF-8 or GB18030, folds undone."""
    raw = re.sub(rb"\r?\n[ \t]*|\r[ \t]*", b" ", raw)
    return clean("".join(_pieces(_GAP.sub(rb"\1", raw))))


def _pieces(raw: bytes) -> Iterator[str]:
    pending, charset, end = b"", "", 0
    for match in _WORD.finditer(raw):
        name = match[1].decode("ascii").lower()
        if match.start() > end or name != charset:
            yield decode_bytes(pending, charset) if pending else ""
            yield decode_bytes(raw[end : match.start()])
            pending, charset = b"", name
        pending += _word_bytes(match[2], match[3])
        end = match.end()
    yield decode_bytes(pending, charset) if pending else ""
    yield decode_bytes(raw[end:])


def _word_bytes(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return quopri.decodestring(text, header=True)
    return decode_base64(text)


def clean(text: str) -> str:
    """Without control and bidirectional characters, blanks at the ends off."""
    return _UNSEEN.sub("", text.replace("\t", " ")).strip()


def raw_headers(message: Message) -> list[tuple[str, bytes]]:
    """All headers in order, names in lower case, values as the bytes that stood in the mail."""
    return [(name.lower(), str(value).encode("utf-8", "surrogateescape")) for name, value in message.raw_items()]


def raw_header(message: Message, name: str) -> bytes:
    """The first header of that name, b"" where there is none."""
    return next((value for key, value in raw_headers(message) if key == name), b"")


_GBK_OR_PAIR = re.compile(rb"([\x81-\xfe][\x40-\xfe])|\\(.)")
_PERCENT_NAME = re.compile(r"(?:utf-8'[\w-]*')?((?=[\x00-\x7f]*%[89A-F][0-9A-F]%)[\x00-\x7f]+)", re.IGNORECASE)
_NUMERIC = re.compile(r"&#\d{3,5};")
_PARAMETER = re.compile(
    rb";\s*([\w\-]+)(\*\d+)?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|((?:=\?[^?]*\?[bBqQ]\?[^?]*\?=\s*)+|[^;]*))",
    re.DOTALL,
)


def parameter(header: bytes, name: str) -> str:
    """A parameter of Content-Type or Content-Disposition, "" where it is not given.

    After RFC 2231 (continuations joined as bytes, then decoded once); encoded words where they don't belong, raw 8-bit
    and unquoted values with blanks are read too, since people's mailers send them.
    """
    pieces: dict[int, tuple[bool, bytes]] = {}
    plain: bytes | None = None
    for match in _PARAMETER.finditer(re.sub(rb"\r?\n[ \t]*", b" ", header)):
        if match[1].decode("ascii").lower() != name:
            continue
        value = _unquoted(match[4]) if match[4] is not None else match[5].strip()
        if match[2] or match[3]:
            pieces[int(match[2][1:]) if match[2] else 0] = (bool(match[3]), value)
        elif plain is None:
            plain = value
    if pieces:
        return _joined(pieces)
    return _unescaped(decode_header(plain)) if plain is not None else ""


def _unquoted(value: bytes) -> bytes:
    """A quoted string's content; a backslash that is the second byte of a GBK character stays."""
    if not value.isascii() and not _is_utf8(value):
        return _GBK_OR_PAIR.sub(lambda found: found[1] or found[2], value)
    return re.sub(rb"\\(.)", rb"\1", value)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unescaped(name: str) -> str:
    """A name that a browser or a web page escaped on its way: %E6%96%B9… in UTF-8, or &#26041;…"""
    escaped = _PERCENT_NAME.fullmatch(name)
    if escaped and _is_utf8(whole := _percent_decoded(escaped[1].encode())):
        return clean(whole.decode("utf-8"))
    return clean(_NUMERIC.sub(lambda found: unescape(found[0]), name))


def _joined(pieces: dict[int, tuple[bool, bytes]]) -> str:
    """The pieces in order; encoded ones are joined before they are decoded, for mailers cut inside a `%XX`, too."""
    charset, data, coded = "", b"", b""
    for number in sorted(pieces):
        encoded, value = pieces[number]
        if number == min(pieces) and encoded and value.count(b"'") >= 2:
            label, _, value = value.split(b"'", 2)
            charset = label.decode("ascii", "replace")
        if encoded:
            coded += value
        else:
            data, coded = data + _percent_decoded(coded) + value, b""
    data += _percent_decoded(coded)
    return clean(decode_bytes(data, charset)) if charset else decode_header(data)


def _percent_decoded(value: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), value)
