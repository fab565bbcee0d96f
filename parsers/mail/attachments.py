"""Attachments: what of a mail is no body text, its name, and whether it is the sender's ornament or material."""

import io
import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy

from PIL import Image, UnidentifiedImageError

from parsers.facts import Trouble, TroubleKind
from parsers.mail.body import Body
from parsers.mail.headers import decode_bytes, decode_header, parameter, raw_header
from parsers.mail.structure import Leaf, is_unsplit
from parsers.mail.transfer import uuencoded

_SMALL_PICTURE = 100_000  # bytes: an inline picture under this that the HTML shows is a logo or a signature
_PAGE_PIXELS = 700  # a shown picture at least this wide and high is a page or a photograph, however few its bytes
_ANNEX_TYPES = ("text/x-vcard", "text/vcard", "text/directory", "text/calendar", "application/ics")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_ORNAMENT_TYPES = (*_ANNEX_TYPES, *_SIGNATURES, "application/applefile")
_ORNAMENT_ENDINGS = (".vcf", ".ics", ".p7s")
_EXCHANGE_FOOTER = re.compile(r"ATT\d{3,6}\.(?:txt|html?|c)$", re.IGNORECASE)  # a list's or server's footer
_FOOTER_SIZE = 4_000  # bytes
# a declared type's usual ending. As Python lists them: guess_extension() would ask files of the machine, which a
# parsing process may not read, and each machine would name a nameless part otherwise
_ENDINGS = {kind: ending for ending, kind in reversed(mimetypes.types_map.items())} | {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.ms-works": ".wps",
    "application/kswps": ".wps",
    "application/ofd": ".ofd",
    "application/rtf": ".rtf",
    "application/x-zip-compressed": ".zip",
    "application/vnd.rar": ".rar",
    "application/x-rar-compressed": ".rar",
    "application/x-7z-compressed": ".7z",
}
_REPORT_TYPES = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no body text. `ornament`: the sender's logo or signature, a vCard, a calendar entry.

    `offset` and `encoded_size`: the bytes of the raw mail that it takes, its part's header included. `archive`: of the
    first volume of an archive whose volumes were sent together the whole of it, of the others b"".
    """

    name: str
    data: bytes
    content_type: str
    ornament: bool = False
    offset: int | None = None
    encoded_size: int | None = None
    troubles: tuple[Trouble, ...] = ()
    archive: bytes | None = None
    named: bool = True  # False: the name is ours, after the type that its part claims


def is_body(leaf: Leaf) -> bool:
    """Whether this part is text to read."""
    if is_unsplit(leaf.part):  # nothing parts it: whatever stands there is at least kept as text
        return True
    if leaf.kind not in ("text/plain", "text/html"):
        return False
    disposition = raw_header(leaf.part, "content-disposition").strip().lower()
    return not disposition.startswith(b"attachment") and not name_of(leaf)


def name_of(leaf: Leaf) -> str:
    """The last path component of the part's name, "" where it has none."""
    for header, key in (("content-disposition", "filename"), ("content-type", "name")):
        name = parameter(raw_header(leaf.part, header), key)
        if name:
            return re.split(r"[/\\]", name)[-1].strip() or name
    return ""


def attachments_of(leaves: Sequence[Leaf], body: Body) -> Iterator[Attachment]:
    """All attachments in order."""
    number = 0
    for leaf in leaves:
        if is_body(leaf):
            for attachment in _in_text(leaf):
                number += 1
                yield attachment
            continue
        name = name_of(leaf)
        if leaf.kind in _REPORT_TYPES or (not leaf.data and not name):
            continue
        number += 1
        named, name = bool(name), name or _invented_name(leaf, number)
        offset, size = (leaf.start, leaf.end - leaf.start) if leaf.start >= 0 else (None, None)
        ornament = _is_ornament(leaf, name, body)
        yield Attachment(name, leaf.data, leaf.kind, ornament, offset, size, _troubles(leaf), named=named)


def _in_text(leaf: Leaf) -> Iterator[Attachment]:
    """Files uuencoded in a text; where its transfer encoding changed nothing, each has a place of its own."""
    for raw_name, data, begin, end in uuencoded(leaf.data) if b"begin" in leaf.data else ():
        name = re.split(r"[/\\]", decode_header(raw_name))[-1].strip() or "附件"
        plain = leaf.body_start >= 0 and leaf.end - leaf.body_start == len(leaf.data)
        offset = leaf.body_start + begin if plain else leaf.start if leaf.start >= 0 else None
        size = end - begin if plain else leaf.end - leaf.start if leaf.start >= 0 else None
        yield Attachment(name, data, "application/octet-stream", False, offset, size)


def _troubles(leaf: Leaf) -> tuple[Trouble, ...]:
    """A message sent in pieces (RFC 2046 §5.2.2) is nothing to open: a person puts them together."""
    if leaf.kind != "message/partial":
        return ()
    header = raw_header(leaf.part, "content-type")
    number, total = (parameter(header, key) for key in ("number", "total"))
    which = f"，这是第{number}封" * bool(number) + f"，共{total}封" * bool(total)
    return (Trouble(TroubleKind.UNSUPPORTED, f"邮件被拆成多封发送{which}"),)


def _invented_name(leaf: Leaf, number: int) -> str:
    if leaf.kind in ("message/rfc822", "message/partial"):
        head = message_from_bytes(leaf.data[:16_384], policy=policy.compat32)
        subject = decode_header(raw_header(head, "subject"))
        return f"{re.sub(r'[/:*?<>|]', '_', subject)[:80] or f'邮件{number}'}.eml"
    return f"附件{number}{_ENDINGS.get(leaf.kind, '')}"


def _is_ornament(leaf: Leaf, name: str, body: Body) -> bool:
    if leaf.kind in _ORNAMENT_TYPES or name.lower().endswith(_ORNAMENT_ENDINGS):
        return True
    if _EXCHANGE_FOOTER.match(name) and len(leaf.data) < _FOOTER_SIZE:
        return True
    if not leaf.kind.startswith("image/") or len(leaf.data) > _SMALL_PICTURE or not _is_shown(leaf, body):
        return False
    attached = raw_header(leaf.part, "content-disposition").strip().lower().startswith(b"attachment")
    return (leaf.parent == "multipart/related" or not attached) and not _is_page(leaf.data)


def _is_shown(leaf: Leaf, body: Body) -> bool:
    """Whether the HTML shows this picture, by its Content-ID or Content-Location (RFC 2557)."""
    identity = decode_bytes(raw_header(leaf.part, "content-id")).strip().strip("<>")
    location = decode_bytes(raw_header(leaf.part, "content-location")).strip()
    return bool(identity and f"cid:{identity}" in body.html) or bool(location and location in body.html)


def _is_page(data: bytes) -> bool:
    """Whether a picture is as large as a page or photograph; what can't be read is none."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return min(width, height) >= _PAGE_PIXELS
