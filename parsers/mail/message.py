"""A message after RFC 5322 and MIME: its header and body as a `Mail`, and everything attached, wherever it hides.

Where the parts are: `structure`. Names and subjects are decoded by `headers` from the raw bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from parsers.facts import Address, Mail, TroubleKind
from parsers.mail.attachments import Attachment, attachments_of, is_body
from parsers.mail.body import Body, html_text, split_quoted
from parsers.mail.entity import Entity, kind_of
from parsers.mail.headers import clean, decode_bytes, decode_header, parameter, raw_header, raw_headers
from parsers.mail.links import cloud_links
from parsers.mail.outlook import as_rfc5322, is_outlook
from parsers.mail.returned import report_of
from parsers.mail.smime import signed_content
from parsers.mail.structure import Leaf, read_structure
from parsers.mail.transfer import uuencoded
from parsers.trouble import DocumentTrouble

SHANGHAI = ZoneInfo("Asia/Shanghai")
_ADDRESS = re.compile(r"(?<![\w.+=-])[\w.+=-]++@[\w-]++(?:\.[\w-]++)++", re.ASCII)
_IDENTIFIER = re.compile(r"<[^<>\s]+>")
_OPAQUE = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_EARLIEST = 2000  # an earlier year comes from a clock that forgot its time
_MOST_SIGNED = 4  # signatures within signatures that are taken off


def read_mail(raw: bytes) -> tuple[Mail, tuple[Attachment, ...]]:
    """The message and its attachments in order; what is broken stands in `Mail.problems`. Outlook's .msg is read too.

    Raises DocumentTrouble where its parts nest so deeply that nothing can be told of them, or a .msg is broken.
    """
    if is_outlook(raw):
        return _without_places(*read_mail(as_rfc5322(raw)))
    if _ends_lines_twice(raw):
        return _without_places(*read_mail(raw.replace(b"\r\r\n", b"\r\n")))
    try:
        message, found = read_structure(raw)
        leaves = tuple(_without_signatures(found, _MOST_SIGNED))
    except RecursionError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "邮件各部分嵌套过深，无法拆开") from error
    body = _body(leaves)
    return _mail(message, leaves, body), tuple(attachments_of(leaves, body))


def _without_places(mail: Mail, attachments: tuple[Attachment, ...]) -> tuple[Mail, tuple[Attachment, ...]]:
    """As read from other bytes than those that came."""
    return mail, tuple(replace(each, offset=None, encoded_size=None) for each in attachments)


def _ends_lines_twice(raw: bytes) -> bool:
    """Whether a gateway made CR CR LF of each CR LF, which leaves no header its end."""
    head = raw[:4096]
    return head.count(b"\r\r\n") > 1 and head.count(b"\r\r\n") == head.count(b"\n")


def is_mime(content: bytes) -> bool:
    """Whether what a signature encloses is a MIME entity, and not a file."""
    return re.match(rb"\s*(?:content|mime)-[\w-]+:", content, re.IGNORECASE) is not None


def _without_signatures(leaves: Sequence[Leaf], left: int) -> Iterator[Leaf]:
    """The leaves, and for a message signed opaquely (RFC 8551 §3.5.2) what it encloses, in its place."""
    for leaf in leaves:
        content = signed_content(leaf.data) if left and leaf.kind in _OPAQUE else None
        if content is None or not is_mime(content):
            yield leaf
            continue
        for inner in _without_signatures(read_structure(content)[1], left - 1):
            yield replace(inner, start=leaf.start, body_start=-1, end=leaf.end)


def _body(leaves: Sequence[Leaf]) -> Body:
    texts: list[str] = []
    htmls: list[str] = []
    for leaf in leaves:
        if is_body(leaf):
            charset = parameter(raw_header(leaf.part, "content-type"), "charset")
            text = decode_bytes(_without_files(leaf.data), charset)
            (htmls if leaf.kind == "text/html" else texts).append(text)
    html = "\n".join(htmls)
    plain = "\n".join(text for text in texts if text.strip())
    return Body(plain or html_text(html), html)


def _without_files(text: bytes) -> bytes:
    """A text without the files uuencoded in it."""
    for _, _, begin, end in reversed(uuencoded(text)) if b"begin" in text else ():
        text = text[:begin] + text[end:]
    return text


def _mail(message: Entity, leaves: Sequence[Leaf], body: Body) -> Mail:
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
        received=_received(raw_header(message, "received")),
        headers=tuple((name, decode_header(value)) for name, value in headers),
        content_type=kind_of(message),
        text=text,
        quoted=quoted,
        links=cloud_links(body.text, body.html),
        part_types=tuple(leaf.kind for leaf in leaves),
        report=report_of(leaves),
        problems=tuple(
            sorted(
                {
                    type(defect).__name__
                    for part in (message, *(leaf.part for leaf in leaves))
                    for defect in part.defects
                }
            )
        ),
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


def _received(value: bytes) -> datetime | None:
    """The time that a Received header ends in (RFC 5321 §4.4); comments after it may hold semicolons."""
    pieces = value.split(b";")[1:]
    return next((moment for piece in reversed(pieces) if (moment := _date(piece)) is not None), None)


def _date(value: bytes) -> datetime | None:
    """An aware time; without a zone it is taken as Asia/Shanghai; None where it can't be read or is absurd."""
    written = clean(value.decode("ascii", "replace"))
    try:
        moment = parsedate_to_datetime(re.sub(r"-0000\b", "+0000", written))  # -0000 is UTC too (RFC 5322 §3.3)
        if not _EARLIEST <= moment.year <= 2100:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
