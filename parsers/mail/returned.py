"""What a delivery report says of the mail that came back (RFC 3464), and the Message-IDs of mails that are enclosed."""

import re
from collections.abc import Iterator, Sequence

from parsers.mail.headers import decode_bytes
from parsers.mail.structure import Leaf

_STATUS = frozenset(
    ("message/delivery-status", "message/global-delivery-status", "text/rfc822-headers", "message/global-headers")
)
_ENCLOSED = frozenset(("message/rfc822", "message/global"))
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_MOST = 16_000  # characters; what a report says stands at its beginning


def report_of(leaves: Sequence[Leaf]) -> str:
    """The reports' own lines, and a line `Message-ID: <…>` for each enclosed mail; "" where there is neither."""
    return "\n".join(_lines(leaves))[:_MOST]


def _lines(leaves: Sequence[Leaf]) -> Iterator[str]:
    for leaf in leaves:
        if leaf.kind in _STATUS:
            yield decode_bytes(leaf.data[:_MOST], "")
        elif leaf.kind in _ENCLOSED:
            found = _MESSAGE_ID.search(leaf.data[:_MOST])
            if found is not None:
                yield f"Message-ID: {found[1].decode('ascii', 'replace')}"
