"""winmail.dat (TNEF, [MS-OXTNEF]): the files in it, with their names. Read by tnefparse."""

import re
import struct
from collections.abc import Iterator
from typing import Any

from tnefparse.tnef import TNEF
from tnefparse.util import checksum

from parsers.facts import TroubleKind
from parsers.mail.headers import clean, decode_bytes
from parsers.trouble import DocumentTrouble

_LONG_NAME = 0x3707  # PidTagAttachLongFilename
_DISPLAY_NAME = 0x3001  # PidTagDisplayName
_BROKEN = (  # what tnefparse raises on bytes that it doesn't expect
    ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError, struct.error,
)  # fmt: skip
_SIGNATURE = b"\x78\x9f\x3e\x22"


class _Stream(bytes):
    """A stream, or a piece of one, of which "all from here on" is the one attribute that begins there.

    The library copies the whole rest for each attribute, only to take that attribute out of it.
    """

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        if key.stop is None and self.startswith(_SIGNATURE) and 0 < (at := key.start) + 9 <= len(self):
            key = slice(at, at + 11 + struct.unpack_from("<I", self, at + 5)[0])
        return _Stream(super().__getitem__(key))  # a message in an attribute is a stream again


def tnef_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each file's name and bytes; a message in it is TNEF again. Raises DocumentTrouble: UNREADABLE."""
    try:
        opened = TNEF(_Stream(data))
        yield from _members(opened)
        if not opened.objects or _is_cut(opened.objects, data):
            raise DocumentTrouble(TroubleKind.UNREADABLE, "winmail.dat不完整")
    except (*_BROKEN, RecursionError, MemoryError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "winmail.dat已损坏") from error


def _members(opened: Any) -> Iterator[tuple[str, bytes]]:
    for number, attachment in enumerate(opened.attachments, 1):
        content = attachment.data
        if isinstance(content, bytes):
            ending = ".dat" if content.startswith(_SIGNATURE) else ""
            yield _name(attachment) or f"附件{number}{ending}", bytes(content)


def _is_cut(objects: list[Any], data: bytes) -> bool:
    """Whether the last attribute is one, reaches the file's end, and its checksum ([MS-OXTNEF] §2.1.3.1) is wrong."""
    last = objects[-1]
    end = 6 + sum(each.length for each in objects)
    written = int.from_bytes(data[end - 2 : end], "little")
    return last.level in (TNEF.LVL_MESSAGE, TNEF.LVL_ATTACHMENT) and end >= len(data) and checksum(last.data) != written


def _name(attachment: Any) -> str:
    """The long name where there is one; bytes are decoded as they are, for the library takes them for UTF-8."""
    properties = {each.name: each.data for each in attachment.mapi_attrs}
    for written in (properties.get(_LONG_NAME), attachment._name, properties.get(_DISPLAY_NAME)):
        text = decode_bytes(written) if isinstance(written, bytes) else str(written or "")
        name = clean(re.split(r"[/\\]", text.partition("\0")[0])[-1])
        if name:
            return name
    return ""
