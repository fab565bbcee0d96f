"""A second try at a multipart whose boundary the standard library can't find: folded, set off wrongly, or not named."""

import re
from email import message_from_bytes, policy
from email.message import Message

from parsers.mail.headers import raw_header

_NAMED = re.compile(rb"boundary\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;]+))", re.IGNORECASE)
_OPENING = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[\w-]+:|\r?\n)", re.MULTILINE)


def split_again(part: Message) -> Message | None:
    """The part with its parts; None where nothing parts it. part: a multipart by its header, its payload one string."""
    payload = str(part.get_payload()).encode("utf-8", "surrogateescape")
    for boundary in _boundaries(raw_header(part, "content-type"), payload):
        kind = re.match(rb"multipart/[\w-]+", raw_header(part, "content-type").strip(), re.IGNORECASE)
        head = b'Content-Type: %s; boundary="%s"\r\n\r\n' % (kind[0] if kind else b"multipart/mixed", boundary)
        again = message_from_bytes(head + payload, policy=policy.compat32)
        if again.is_multipart():
            return again
    return None


def _boundaries(header: bytes, payload: bytes) -> list[bytes]:
    """What could part it: what the header names, unfolded (RFC 5322 §2.2.3), then a first line that opens a part."""
    named = _NAMED.search(re.sub(rb"\r?\n(?=[ \t])", b"", header))
    found = [next(group for group in named.groups() if group is not None).rstrip()] if named else []
    opening = _OPENING.search(payload)
    if opening:
        found.append(opening[1])
    return [boundary for boundary in found if boundary and b'"' not in boundary and b"--" + boundary in payload]
