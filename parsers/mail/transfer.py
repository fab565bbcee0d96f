"""Content transfer encodings undone (RFC 2045 §6), as far as they go, whatever is broken about them."""

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator

_ALPHABET = re.compile(rb"[A-Za-z0-9+/]*={0,2}\Z")
_OUTSIDE = re.compile(rb"[^A-Za-z0-9+/]")
_WORDS = re.compile(rb"\S[ \t]+\S")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BLANKS = b" \t\r\n"
_SLICE = 4 * 1024 * 1024
# what documents begin with: a label that says otherwise is wrong
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"Rar!\x1a\x07",
)
_MAGIC_BASE64 = (b"JVBERi", b"UEsDB", b"0M8R4KGx", b"/9j/", b"iVBORw0KGgo", b"UmFyIRoH", b"N3q8ryc")
_TEXTUAL = ("text/", "message/", "multipart/")


def decoded(content: bytes, kind: str, label: bytes) -> bytes:
    """A part's content. kind: its content type; label: the Content-Transfer-Encoding header's value."""
    word = label.strip().lower()
    if content.startswith(_MAGIC):
        return content
    if b"base64" in word or (not kind.startswith(_TEXTUAL) and content.lstrip().startswith(_MAGIC_BASE64)):
        data = decode_base64(content)
        return content if kind.startswith("text/") and _was_never_encoded(content, data) else data
    if b"quoted" in word:
        return quopri.decodestring(content)
    if b"uu" in word:
        return next((data for _, data, _, _ in uuencoded(content)), content)
    return content


def _was_never_encoded(content: bytes, data: bytes) -> bool:
    """Whether text only claims to be base64: words with blanks between them, of which decoding makes no text."""
    if not _WORDS.search(content) or _CONTROLS.search(content):
        return False
    try:
        return _CONTROLS.search(data.decode("utf-8").encode()) is not None
    except UnicodeDecodeError:
        return True


def decoded_pieces(pieces: Iterable[bytes | memoryview], kind: str, label: bytes) -> bytes:
    """The same of a content that is too large to be joined first: plain base64 is decoded a piece at a time."""
    held = list(pieces)
    if b"base64" in label.strip().lower():
        plain = _in_turn(slice_ for piece in held for slice_ in _slices(piece))
        if plain is not None:
            return plain
    return decoded(b"".join(held), kind, label)


def _slices(piece: bytes | memoryview) -> Iterator[bytes]:
    for at in range(0, len(piece), _SLICE):
        yield bytes(piece[at : at + _SLICE])


def _in_turn(slices: Iterable[bytes]) -> bytes | None:
    """Base64 with blanks and nothing else, its padding at the end if anywhere; None for any other."""
    done: list[bytes] = []
    rest = b""
    for each in slices:
        if b"=" in rest:
            return None
        rest += each.translate(None, _BLANKS)
        if not _ALPHABET.match(rest):
            return None
        if b"=" not in rest:
            whole = len(rest) - len(rest) % 4
            done.append(binascii.a2b_base64(rest[:whole]))
            rest = rest[whole:]
    done.append(_quads(rest.rstrip(b"=")))
    return b"".join(done)


def decode_base64(text: bytes) -> bytes:
    """Base64 with junk, blanks or wrong padding, as far as it goes (RFC 2045 §6.8 ignores what isn't in the alphabet).

    What follows the padding is read on where it is base64 too, and left where it is somebody's footer.
    """
    plain = text.translate(None, _BLANKS)
    if _ALPHABET.match(plain):
        return _quads(plain.rstrip(b"="))
    if len(_OUTSIDE.findall(plain.replace(b"=", b""))) == 0:
        return b"".join(_quads(piece) for piece in plain.split(b"=") if piece)
    head, padded, tail = text.partition(b"=")
    if padded and not _ALPHABET.match(tail.lstrip(b"=").translate(None, _BLANKS)):
        return _quads(_OUTSIDE.sub(b"", head)) if len(head) > len(tail) else _quads(_OUTSIDE.sub(b"", text))
    return _quads(_OUTSIDE.sub(b"", text))


def _quads(kept: bytes) -> bytes:
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255}?)[ \t]*\r?\n", re.MULTILINE)
_END = re.compile(rb"^(?:`|[ ])?\r?\n?end[ \t]*\r?$|^====[ \t]*\r?$", re.MULTILINE)


def uuencoded(content: bytes) -> list[tuple[bytes, bytes, int, int]]:
    """Files uuencoded in a text (POSIX `uuencode`): each one's raw name, data, begin and end in `content`."""
    found: list[tuple[bytes, bytes, int, int]] = []
    at = 0
    while begin := _BEGIN.search(content, at):
        end = _END.search(content, begin.end())
        stop = end.end() if end else len(content)
        lines = content[begin.end() : end.start() if end else stop]
        data = decode_base64(lines) if begin[0].startswith(b"begin-base64") else _uu_lines(lines)
        if data:
            found.append((begin[1], data, begin.start(), stop))
        at = stop if data else begin.end()
    return found


def _uu_lines(lines: bytes) -> bytes:
    """The lines' data until the first that is none."""
    pieces: list[bytes] = []
    for line in lines.splitlines():
        if not line or not 32 <= line[0] <= 96:
            break
        full = ((line[0] - 32 & 63) * 4 + 5) // 3  # characters that its length byte promises; more is a mailer's
        try:
            pieces.append(binascii.a2b_uu(line[:full]))
        except binascii.Error:
            break
    return b"".join(pieces)
