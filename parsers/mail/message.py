"""A message after RFC 5322 and MIME: its header and body as a `Mail`, and everything attached, wherever it hides.

The standard library finds the structure (compat32: it loses the fewest attachments of those measured, see
docs/MEASURED.md); names and subjects are decoded by `parsers.mail.headers` from the raw bytes.
"""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from parsers.facts import Address, Mail, TroubleKind
from parsers.mail.body import Body, html_text, split_quoted
from parsers.mail.headers import clean, decode_base64, decode_bytes, decode_header, parameter, raw_header, raw_headers
from parsers.mail.links import cloud_links
from parsers.mail.splitting import split_again
from parsers.trouble import DocumentTrouble

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SMALL_PICTURE = 100_000  # bytes: an inline picture under this that the HTML shows is a logo or a signature
_ANNEX_TYPES = ("text/x-vcard", "text/vcard", "text/directory", "text/calendar", "application/ics")
_REPORT_TYPES = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status")
_ADDRESS = re.compile(r"(?<![\w.+=-])[\w.+=-]++@[\w-]++(?:\.[\w-]++)++", re.ASCII)
_IDENTIFIER = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no body text. `ornament`: the sender's logo or signature, a vCard, a calendar entry."""

    name: str
    data: bytes
    content_type: str
    ornament: bool = False


def read_mail(raw: bytes) -> tuple[Mail, tuple[Attachment, ...]]:
    """The message and its attachments in order; what is broken stands in `Mail.problems`.

    Raises DocumentTrouble where its parts nest so deeply that nothing can be told of them.
    """
    try:
        message = message_from_bytes(_line_ends(raw), policy=policy.compat32)
        parts = list(_leaves(message))
        body = _body(parts)
        attachments = tuple(_attachments(parts, body))
    except RecursionError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "邮件各部分嵌套过深，无法拆开") from error
    return _mail(message, parts, body), attachments


def _line_ends(raw: bytes) -> bytes:
    """Mails whose lines end in CR alone would be one long header."""
    return raw.replace(b"\r", b"\n") if b"\n" not in raw and b"\r" in raw else raw


def _leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    if _is_unsplit(part):
        part = split_again(part) or part
    if part.is_multipart() and part.get_content_maintype() == "multipart" and depth < 50:
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from _leaves(child, depth + 1)
        return
    yield part


def _payload(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        return _nested(part)
    if part.is_multipart():
        return b"\n".join(child.as_bytes() for child in part.get_payload() if isinstance(child, Message))
    encoding = raw_header(part, "content-transfer-encoding").strip().lower()
    if encoding == b"base64":
        return decode_base64(str(part.get_payload()).encode("utf-8", "surrogateescape"))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _nested(part: Message) -> bytes:
    children = part.get_payload()
    child = children[0] if isinstance(children, list) and children else None
    return child.as_bytes() if isinstance(child, Message) else b""


def _is_unsplit(part: Message) -> bool:
    """A multipart by its header of which no parts were found."""
    return not part.is_multipart() and raw_header(part, "content-type").strip().lower().startswith(b"multipart/")


def _is_body(part: Message) -> bool:
    if _is_unsplit(part):  # nothing parts it: whatever stands there is at least kept as text
        return True
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    disposition = raw_header(part, "content-disposition").strip().lower()
    return not disposition.startswith(b"attachment") and not _name(part)


def _name(part: Message) -> str:
    for header, key in (("content-disposition", "filename"), ("content-type", "name")):
        name = parameter(raw_header(part, header), key)
        if name:
            return re.split(r"[/\\]", name)[-1].strip() or name
    return ""


def _invented_name(part: Message, number: int) -> str:
    if part.get_content_type() == "message/rfc822":
        child = part.get_payload()
        nested = child[0] if isinstance(child, list) and child else None
        subject = decode_header(raw_header(nested, "subject")) if isinstance(nested, Message) else ""
        return f"{re.sub(r'[/:*?<>|]', '_', subject)[:80] or f'邮件{number}'}.eml"
    return f"附件{number}{mimetypes.guess_extension(part.get_content_type()) or ''}"


def _attachments(parts: list[Message], body: Body) -> Iterator[Attachment]:
    number = 0
    for part in parts:
        kind = part.get_content_type()
        if _is_body(part) or kind in _REPORT_TYPES:
            continue
        data = _payload(part)
        if not data and not _name(part):
            continue
        number += 1
        yield Attachment(_name(part) or _invented_name(part, number), data, kind, _is_ornament(part, kind, data, body))


def _is_ornament(part: Message, kind: str, data: bytes, body: Body) -> bool:
    if kind in _ANNEX_TYPES:
        return True
    if not kind.startswith("image/") or len(data) > _SMALL_PICTURE:
        return False
    if raw_header(part, "content-disposition").strip().lower().startswith(b"attachment"):
        return False
    identity = raw_header(part, "content-id").decode("ascii", "replace").strip().strip("<>")
    return bool(identity) and f"cid:{identity}" in body.html


def _body(parts: list[Message]) -> Body:
    texts: list[str] = []
    htmls: list[str] = []
    for part in parts:
        if _is_body(part):
            charset = parameter(raw_header(part, "content-type"), "charset")
            text = decode_bytes(_payload(part), charset)
            (htmls if part.get_content_type() == "text/html" else texts).append(text)
    html = "\n".join(htmls)
    plain = "\n".join(text for text in texts if text.strip())
    return Body(plain or html_text(html), html)


def _mail(message: Message, parts: list[Message], body: Body) -> Mail:
    headers = raw_headers(message)
    text, quoted = split_quoted(body.text)
    sender = _addresses(headers, "from")
    return Mail(
        message_id=_first(_identifiers(headers, "message-id"))
        or clean(decode_header(raw_header(message, "message-id"))),
        sender=sender[0] if sender else Address("", ""),
        reply_to=_addresses(headers, "reply-to"),
        to=_addresses(headers, "to") + _addresses(headers, "cc"),
        subject=decode_header(raw_header(message, "subject")),
        in_reply_to=_identifiers(headers, "in-reply-to"),
        references=_identifiers(headers, "references"),
        date=_date(raw_header(message, "date")),
        received=_date(raw_header(message, "received").rpartition(b";")[2]),
        headers=tuple((name, decode_header(value)) for name, value in headers),
        content_type=message.get_content_type(),
        text=text,
        quoted=quoted,
        links=cloud_links(body.text, body.html),
        part_types=tuple(part.get_content_type() for part in parts),
        problems=tuple(sorted({type(defect).__name__ for part in (message, *parts) for defect in part.defects})),
    )


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _identifiers(headers: list[tuple[str, bytes]], name: str) -> tuple[str, ...]:
    """Message identifiers with their angle brackets (RFC 5322 §3.6.4)."""
    values = [decode_header(value) for key, value in headers if key == name]
    return tuple(dict.fromkeys(_IDENTIFIER.findall(" ".join(values))))


def _addresses(headers: list[tuple[str, bytes]], name: str) -> tuple[Address, ...]:
    """Addresses; decoded after they are split, for a decoded name may hold a comma."""
    raw = [re.sub(r"\r?\n[ \t]*", " ", value.decode("latin-1")) for key, value in headers if key == name]
    found = [pair for pair in _split_addresses(raw) if pair[1]] or [
        ("", each) for each in _ADDRESS.findall(" ".join(raw))
    ]
    return tuple(
        Address(decode_header(display.encode("latin-1", "replace")), clean(decode_header(address.encode("latin-1"))))
        for display, address in found
    )


def _split_addresses(values: list[str]) -> list[tuple[str, str]]:
    try:
        return getaddresses(values)
    except RecursionError:  # comments in comments without end
        return []


def _date(value: bytes) -> datetime | None:
    """An aware time; without a zone it is taken as Asia/Shanghai; None where it can't be read or is absurd."""
    written = clean(value.decode("ascii", "replace"))
    try:
        moment = parsedate_to_datetime(re.sub(r"-0000\b", "+0000", written))  # -0000 is UTC too (RFC 5322 §3.3)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1990 <= moment.year <= 2100:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
