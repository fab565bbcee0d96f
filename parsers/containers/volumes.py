"""Archives sent in volumes: which one of them a file is, and the archive that several of them make."""

import re
import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_NUMBERED = re.compile(r"\.(?:(?:zip|7z|rar|tar|gz)\.\d{3}|z\d{2}|r\d{2}|part\d{1,3}\.rar)$", re.IGNORECASE)
_FIRST = re.compile(r"\.(?:(?:zip|7z|rar|tar|gz)\.0*1)$", re.IGNORECASE)
_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_BEGINNINGS = (b"PK", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_EOCD = b"PK\x05\x06"
_ORDERED = re.compile(  # a name's stem and its place among the volumes
    r"(?P<numbered>.+\.(?:zip|7z|rar|tar|gz))\.(?P<n>\d{3})|(?P<part>.+)\.part(?P<p>\d{1,3})\.rar|(?P<old>.+)\.(?:rar|r(?P<r>\d{2}))"
    r"|(?P<span>.+)\.(?:zip|z(?P<z>\d{2}))",
    re.IGNORECASE,
)
_SPANNED = (b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")  # APPNOTE 8.5.3 and 8.5.4
_WORDS = "是分卷压缩包中的一卷，单独打不开"


@dataclass(frozen=True, slots=True)
class Volumes:
    """Files that are one archive: their places in what was given, first volume first, and its bytes."""

    places: tuple[int, ...]
    data: bytes


def joined(files: Sequence[tuple[str, bytes]], most: int) -> tuple[Volumes, ...]:
    """The archives whose volumes are all among these files (name, bytes). most: bytes of one archive, else it isn't joined.

    A last volume that lacks of a numbered set can't be told before it is opened.
    """
    sets: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for place, (name, _) in enumerate(files):
        if found := _ordered(name):
            sets[found[:2]].setdefault(found[2], place)
    made = []
    for (manner, _), order in sets.items():
        places = tuple(order[number] for number in sorted(order))
        pieces = [files[place][1] for place in places]
        if _is_gapless(manner, order) and sum(map(len, pieces)) <= most and (data := _whole(manner, pieces)):
            made.append(Volumes(places, data))
    return tuple(made)


def _ordered(name: str) -> tuple[str, str, int] | None:
    """How it is numbered, the set's name, and its number: an old RAR's `.rar` comes first, a zip's `.zip` last."""
    found = _ORDERED.fullmatch(name.strip())
    if found is None:
        return None
    manner = next(each for each in ("numbered", "part", "old", "span") if found[each])
    number = next((int(found[each]) for each in ("n", "p", "r", "z") if found[each]), -1 if manner == "old" else 1000)
    return manner, found[manner].lower(), number


def _is_gapless(manner: str, order: dict[int, int]) -> bool:
    numbers = sorted(order)
    if manner == "span":
        return len(numbers) > 1 and numbers == [*range(1, len(numbers)), 1000]
    first = -1 if manner == "old" else 1
    return len(numbers) > 1 and numbers == list(range(first, first + len(numbers)))


def _whole(manner: str, pieces: Sequence[bytes]) -> bytes:
    """The archive; b"" where the pieces are none, or archives of their own under such names.

    RAR's volumes are read one after the other as they are.
    """
    data = b"".join(pieces)
    spanned = data.startswith(b"PK") and _last_of_several(data)
    if spanned:
        return _on_one_disk(pieces, data)
    if manner in ("part", "old"):
        return data if all(_is_rar_volume(piece) for piece in pieces) and not _goes_on(pieces[-1]) else b""
    if manner == "span" or _ends_here(pieces[0]):
        return b""
    return data if data.startswith(_BEGINNINGS) or data[257:262] == b"ustar" else b""


def _ends_here(data: bytes) -> bool:
    """Whether a zip's end record, its comment included, is the very end (APPNOTE 4.3.16)."""
    at = data.rfind(_EOCD)
    return 0 <= at <= len(data) - 22 and at + 22 + int(struct.unpack_from("<H", data, at + 20)[0]) == len(data)


def _on_one_disk(pieces: Sequence[bytes], data: bytes) -> bytes:
    """A spanned zip with the places of its directory counted from its beginning (APPNOTE 4.3.12, 4.3.16, 8.5); b"" where they lie."""
    marker = 4 if data.startswith(_SPANNED) else 0
    starts = [start - marker for start in accumulate(map(len, pieces[:-1]), initial=0)]
    changed = bytearray(data[marker:])
    end = changed.rfind(_EOCD, max(0, len(changed) - 66_000))
    try:
        disk, of_directory, _, count, size, offset = struct.unpack_from("<HHHHII", changed, end + 4)
        if disk != len(pieces) - 1 or of_directory > disk or count == 0xFFFF:
            return b""
        at = directory = starts[of_directory] + offset
        for _ in range(count):
            signature, name, extra, comment, on = struct.unpack_from("<4s24xHHHH", changed, at)
            if signature != b"PK\x01\x02":
                return b""
            place = starts[on] + struct.unpack_from("<I", changed, at + 42)[0]
            struct.pack_into("<H", changed, at + 34, 0)
            struct.pack_into("<I", changed, at + 42, place)
            at += 46 + name + extra + comment
        struct.pack_into("<HHHHII", changed, end + 4, 0, 0, count, count, size, directory)
    except (struct.error, IndexError):
        return b""
    return bytes(changed)


def is_ordered(name: str) -> bool:
    """Whether a name may be that of a volume or of the last of several (材料.zip beside 材料.z01)."""
    return _ordered(name) is not None


def is_volume(name: str) -> bool:
    """Whether a name is that of one volume among several."""
    return _NUMBERED.search(name) is not None


def volume_of(data: bytes, name: str) -> str:
    """Why these bytes can't be opened alone, a Chinese phrase; "" where they can."""
    if data.startswith(_SPANNED) and _ends_elsewhere(data):
        return _WORDS
    if (data.startswith(b"PK") or _ends_here(data)) and _last_of_several(data):
        return _WORDS
    if data.startswith((_RAR4, _RAR5)):
        return _WORDS if _is_rar_volume(data) else ""
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


def _is_rar_volume(data: bytes) -> bool:
    if data.startswith(_RAR5):
        return _rar5_volume(data)
    marked = data.startswith(_RAR4) and len(data) > 12 and data[9] == 0x73
    return marked and bool(struct.unpack_from("<H", data, 10)[0] & 0x0001)


def _goes_on(volume: bytes) -> bool:
    """Whether a RAR volume's end block says that another follows, of which libarchive says nothing."""
    if volume.startswith(_RAR5):
        return volume[-4:-2] == b"\x03\x05" and bool(volume[-1] & 1)
    for size in (7, 9, 11, 13, 20):  # RAR 4: type 0x7B, flags, size, and what the flags add
        at = len(volume) - size + 2
        kind, flags, written = struct.unpack_from("<BHH", volume, at) if at > 0 else (0, 0, 0)
        if kind == 0x7B and written == size:
            return bool(flags & 1)
    return False


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
