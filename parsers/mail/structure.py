"""A message's leaf parts, each with the place in the raw mail that it takes.

The standard library finds the parts (compat32: it loses the fewest attachments of those measured, see
docs/MEASURED.md). Nested messages are left unopened: they are documents, whose bytes must stay what they were.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import MissingHeaderBodySeparatorDefect

from parsers.mail.entity import Entity, entity_of, kind_of
from parsers.mail.headers import raw_header
from parsers.mail.hollow import Hollow, hollowed
from parsers.mail.splitting import opens_with_parts, split_again, split_outside
from parsers.mail.transfer import decoded, decoded_pieces

_GARBAGE_LINES = 8  # lines that are no header, between headers, that are passed over


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that has no parts. `start` and `end` are bytes of the raw mail, its header included; -1 where not found.

    `data` is its content, its transfer encoding undone; `body_start` where the encoded content begins.
    """

    part: Entity
    kind: str
    data: bytes
    start: int = -1
    body_start: int = -1
    end: int = -1
    parent: str = ""  # the content type of the multipart that holds it


def read_structure(raw: bytes) -> tuple[Entity, tuple[Leaf, ...]]:
    """The message and its leaves in order. Raises RecursionError where parts nest beyond what the library can follow."""
    hollow = hollowed(_line_ends(raw))
    message = _parsed(hollow.text)
    leaves = _placed(hollow.text, list(_leaves(message)))
    return message, tuple(_filled(leaf, hollow) for leaf in leaves) if hollow.cuts else tuple(leaves)


def _filled(leaf: Leaf, hollow: Hollow) -> Leaf:
    """A leaf of the hollow mail as it is in the whole one."""
    content, data = leaf.part.encoded(), leaf.data
    if hollow.mark in content:
        data = decoded_pieces(hollow.pieces(content), leaf.kind, raw_header(leaf.part, "content-transfer-encoding"))
    start, body_start, end = (hollow.place(at) for at in (leaf.start, leaf.body_start, leaf.end))
    return replace(leaf, data=data, start=start, body_start=body_start, end=end)


def _line_ends(raw: bytes) -> bytes:
    """Mails whose lines end in CR alone would be one long header."""
    return raw.replace(b"\r", b"\n") if b"\n" not in raw and b"\r" in raw else raw


def _parsed(raw: bytes) -> Entity:
    """The message; blank lines before the header and lines in it that are no header are passed over."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n") if raw[:4].strip() != raw[:4] else raw
    message = entity_of(raw)
    for _ in range(_GARBAGE_LINES):
        if not any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in message.defects):
            break
        without = _without_garbage(raw, message)
        if without is None:
            break
        raw, message = without, entity_of(without)
    return message


_HEADER_FOLLOWS = re.compile(rb"[^\r\n]*\r?\n(?=[A-Za-z][\w-]*:[ \t])")


def _without_garbage(raw: bytes, message: Entity) -> bytes | None:
    """The mail without the line that ended its header too early; None where no header follows it."""
    if message.is_multipart() or not message.keys():
        return None
    body = message.encoded()
    at = raw.find(body)
    garbage = _HEADER_FOLLOWS.match(body)
    return raw[:at] + body[garbage.end() :] if at > 0 and garbage else None


def _leaves(root: Entity) -> Iterator[tuple[Entity, str]]:
    """Each leaf with its parent's type, depth first, without recursion."""
    stack: list[tuple[Entity, str]] = [(root, "")]
    while stack:
        part, parent = stack.pop()
        if is_unsplit(part) or (part is root and opens_with_parts(part)):
            part = split_again(part) or part
        if not part.is_multipart():
            yield part, parent
            continue
        kind = kind_of(part)
        children = [child for child in part.get_payload() if isinstance(child, Entity)]
        outside = split_outside(part)
        stack.extend((child, kind) for child in reversed([*outside.before, *children, *outside.after]))


def is_unsplit(part: Entity) -> bool:
    """A multipart by its header of which no parts were found."""
    return not part.is_multipart() and raw_header(part, "content-type").strip().lower().startswith(b"multipart/")


def _placed(raw: bytes, parts: list[tuple[Entity, str]]) -> Iterator[Leaf]:
    """Each leaf with its place: the library keeps contents byte by byte, so they are looked for in turn."""
    cursor = 0
    for part, parent in parts:
        content = part.encoded()
        kind = kind_of(part)
        body = _found(raw, content, cursor)
        data = decoded(content, kind, raw_header(part, "content-transfer-encoding"))
        if body < 0:
            yield Leaf(part, kind, data, parent=parent)
            continue
        start = _header_start(raw, cursor, body)
        cursor = body + len(content)
        yield Leaf(part, kind, data, start, body, cursor, parent)


def _found(raw: bytes, content: bytes, cursor: int) -> int:
    """Where the content begins: after an empty line (RFC 5322 §2.1), or wherever it is."""
    places = [
        at + len(gap) for gap in (b"\r\n\r\n", b"\n\n") if (at := raw.find(gap + content, max(0, cursor - 2))) >= 0
    ]
    return min(places) if places else raw.find(content, cursor)


def _header_start(raw: bytes, cursor: int, body: int) -> int:
    """The line after the delimiter before the content; the mail's beginning for a mail without parts."""
    delimiter = raw.rfind(b"\n--", max(0, cursor - 1), body)
    if delimiter < 0:
        return cursor if cursor == 0 and not raw.startswith(b"--") else _next_line(raw, cursor, body)
    return _next_line(raw, delimiter + 1, body)


def _next_line(raw: bytes, at: int, most: int) -> int:
    end = raw.find(b"\n", at, most)
    return end + 1 if end >= 0 else most
