"""Members' names: which charset they were written in, and what of them is a document."""

import posixpath
import re
import struct
import zipfile
import zlib

from parsers.mail.headers import clean

_UTF8_FLAG = 0x800  # APPNOTE 4.4.4, bit 11
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9, Info-ZIP Unicode Path
_JUNK_NAMES = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


def zip_name(info: zipfile.ZipInfo) -> str:
    """A zip member's name: by its flag, by the Unicode Path field, else UTF-8 or GB18030 under a wrong label."""
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_FLAG else "cp437", "replace")
    extra = _unicode_path(info.extra, raw)
    if extra:
        return extra
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    return decode_name(raw)


def decode_name(raw: bytes) -> str:
    """Unlabelled bytes of a name as UTF-8, else GB18030."""
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The Unicode Path field, where it is about this very name: its CRC is the raw name's (APPNOTE 4.6.9)."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        field = extra[position + 4 : position + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        position += 4 + size
    return ""


_COMPRESSION_ENDING = re.compile(r"\.(gz|bz2|xz|zst|z|lz)$", re.IGNORECASE)


def inner_name(data: bytes, name: str) -> str:
    """What a merely compressed file is called: as gzip noted it (RFC 1952 §2.3), else its own name without the ending."""
    if data[:2] == b"\x1f\x8b" and len(data) > 18 and data[3] & 0x08 and not data[3] & 0x04:
        noted = data[10 : data.find(b"\0", 10, 512)]
        if noted:
            return decode_name(noted)
    if name.lower().endswith((".tgz", ".tbz2", ".txz")):
        return f"{name.rpartition('.')[0]}.tar"
    return _COMPRESSION_ENDING.sub("", name) or name


def plain_path(name: str) -> str:
    """The path without what would leave the container: no drive, no root, no `..`, no control characters."""
    pieces = [clean(piece) for piece in name.replace("\\", "/").split("/")]
    kept = [piece for piece in pieces if piece not in ("", ".", "..") and not piece.endswith(":")]
    return posixpath.join(*kept) if kept else "未命名"


def is_junk(path: str) -> bool:
    """What archivers and desktops leave behind: nobody's document."""
    name = posixpath.basename(path).lower()
    return path.startswith("__MACOSX/") or "/__MACOSX/" in path or name in _JUNK_NAMES or name.startswith(("~$", "._"))
