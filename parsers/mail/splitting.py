"""A second try at multiparts: a boundary folded, set off wrongly or not named; parts before the first or after the last."""

import re
from dataclasses import dataclass

from parsers.mail.entity import Entity, entity_of
from parsers.mail.headers import raw_header

_NAMED = re.compile(rb"boundary\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;]+))", re.IGNORECASE)
_OPENING = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[\w-]+:|\r?\n)", re.MULTILINE)
_PART_OPENING = re.compile(
    rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=(?:[\w-]+:[^\r\n]*\r?\n){0,4}?content-[\w-]+:)", re.M | re.I
)


@dataclass(frozen=True, slots=True)
class Outside:
    """Parts found outside a multipart's delimiters, in order."""

    before: tuple[Entity, ...] = ()
    after: tuple[Entity, ...] = ()


def split_again(part: Entity) -> Entity | None:
    """The part with its parts; None where nothing parts it. part: its payload is one string."""
    payload = part.encoded()
    for boundary in _boundaries(raw_header(part, "content-type"), payload):
        kind = re.match(rb"multipart/[\w-]+", raw_header(part, "content-type").strip(), re.IGNORECASE)
        again = _split(payload, boundary, kind[0] if kind else b"multipart/mixed")
        if again is not None:
            return again
    return None


def _split(payload: bytes, boundary: bytes, kind: bytes) -> Entity | None:
    head = b'Content-Type: %s; boundary="%s"\r\n\r\n' % (kind, boundary)
    again = entity_of(head + payload)
    return again if again.is_multipart() else None


def _boundaries(header: bytes, payload: bytes) -> list[bytes]:
    """What could part it: what the header names, unfolded (RFC 5322 §2.2.3), then a first line that opens a part."""
    named = _NAMED.search(re.sub(rb"\r?\n(?=[ \t])", b"", header))
    found = [next(group for group in named.groups() if group is not None).rstrip()] if named else []
    opening = _OPENING.search(payload)
    if opening:
        found.append(opening[1])
    return [boundary for boundary in found if _usable(boundary) and b"--" + boundary in payload]


def _usable(boundary: bytes) -> bool:
    return bool(boundary) and b'"' not in boundary and b"\\" not in boundary


def opens_with_parts(message: Entity) -> bool:
    """A message that begins with a part though its Content-Type got lost, or became text/plain at a gateway."""
    kind = raw_header(message, "content-type").strip().lower()
    if message.is_multipart() or not (not kind or kind.startswith(b"text/plain")):
        return False
    body = message.encoded()
    opening = _PART_OPENING.match(body[:2000].lstrip())
    return opening is not None and (not kind or b"--" + opening[1] + b"--" in body)


def split_outside(part: Entity) -> Outside:
    """Parts in a multipart's preamble and epilogue: their delimiter is misspelt, or the end was told too early."""
    return Outside(_hidden(part.preamble), _hidden(part.epilogue))


def _hidden(text: str | None) -> tuple[Entity, ...]:
    if not text or "--" not in text:
        return ()
    payload = text.encode("utf-8", "surrogateescape")
    opening = _PART_OPENING.search(payload)
    if opening is None or not _usable(opening[1].removesuffix(b"--")):
        return ()
    again = _split(payload, opening[1], b"multipart/mixed")
    return (again,) if again is not None else ()
