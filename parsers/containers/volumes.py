"""Archives sent in volumes: which one of them a file is."""

import re
import struct

_NUMBERED = re.compile(r"\.(?:(?:zip|7z|rar|tar|gz)\.\d{3}|z\d{2}|r\d{2}|part\d{1,3}\.rar)$", re.IGNORECASE)
_FIRST = re.compile(r"\.(?:(?:zip|7z|rar|tar|gz)\.0*1)$", re.IGNORECASE)
_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_EOCD = b"PK\x05\x06"
_WORDS = "是分卷压缩包中的一卷，单独打不开"


def is_volume(name: str) -> bool:
    """Whether a name is that of one volume among several."""
    return _NUMBERED.search(name) is not None


def volume_of(data: bytes, name: str) -> str:
    """Why these bytes can't be opened alone, a Chinese phrase; "" where they can."""
    if data.startswith((b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")) and _ends_elsewhere(data):
        return _WORDS
    if data.startswith(b"PK") and _last_of_several(data):
        return _WORDS
    if data.startswith(_RAR5):
        return _WORDS if _rar5_volume(data) else ""
    if data.startswith(_RAR4) and len(data) > 12 and data[9] == 0x73:
        return _WORDS if struct.unpack_from("<H", data, 10)[0] & 0x0001 else ""
    if is_volume(name) and not (_FIRST.search(name) and _is_whole(data)):
        return _WORDS
    return ""


def _ends_elsewhere(data: bytes) -> bool:
    return _EOCD not in data[-66_000:]


def _last_of_several(data: bytes) -> bool:
    """The end record's disk number (APPNOTE 4.4.19) isn't the first's."""
    at = data.rfind(_EOCD, max(0, len(data) - 66_000))
    if at < 0 or at + 6 > len(data):
        return False
    return struct.unpack_from("<H", data, at + 4)[0] not in (0, 0xFFFF)


def _is_whole(data: bytes) -> bool:
    return data.startswith(b"PK") and not _ends_elsewhere(data)


def _rar5_volume(data: bytes) -> bool:
    """The main header's volume flag (RAR 5.0 archive format, "Main archive header")."""
    at = len(_RAR5) + 4
    for _ in range(2):  # size, type
        _, at = _varint(data, at)
    flags, at = _varint(data, at)
    if flags & 0x0001:
        _, at = _varint(data, at)
    return bool(_varint(data, at)[0] & 0x0001)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if not byte & 0x80:
            break
    return value, at
