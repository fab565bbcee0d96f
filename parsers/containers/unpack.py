"""Containers unpacked one member at a time; every limit holds before memory is spent.

zip by the standard library, and by libarchive where that knows no way (a compression method, a name that belies its
label); 7z, rar, tar, cab, lha and what is merely compressed by libarchive (BSD; it reads rar 4 and 5 without a
proprietary binary, as unrar would be, and streams, so that no member is whole in memory before it is counted; py7zr
and rarfile would be two more libraries, of which the second needs unrar). Links, devices and folders are passed over.
"""

import io
import locale
import lzma
import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from ctypes import c_char_p, c_int, c_void_p, cast
from dataclasses import dataclass, field
from typing import Any

from parsers.containers.names import decode_name, inner_name, is_junk, plain_path, zip_name
from parsers.containers.volumes import volume_of
from parsers.facts import TroubleKind
from parsers.limits import MIB, Limits
from parsers.trouble import DocumentTrouble

_CHUNK = 1 * MIB
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
_LHA = re.compile(rb"..-l[hz][0-9sd]-", re.DOTALL)
_COMPRESSED = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"\x1f\x9d",
    b"LZIP",
)  # one stream, no directory


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a container; `path` is its name there, folders included."""

    path: str
    data: bytes


@dataclass
class Budget:
    """What is left for all containers of one message together."""

    limits: Limits
    files: int = field(init=False)
    left: int = field(init=False)
    ends: float = field(init=False)  # by the monotonic clock

    def __post_init__(self) -> None:
        self.files = self.limits.files
        self.left = self.limits.unpacked_bytes
        self.ends = time.monotonic() + self.limits.unpacking_seconds

    def one_file(self) -> None:
        """Count a member; raises DocumentTrouble when there are too many."""
        self.files -= 1
        if self.files < 0:
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"包内文件超过{self.limits.files}个")

    def spend(self, size: int, unpacked: int, packed: int) -> None:
        """Count bytes; raises DocumentTrouble when all, this container's ratio or the time pass the limits."""
        if time.monotonic() > self.ends:
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"解压超过{self.limits.unpacking_seconds:.0f}秒")
        self.left -= size
        if self.left < 0:
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"解压后超过{self.limits.unpacked_bytes // MIB}MB")
        if unpacked > self.limits.ratio_from_bytes and unpacked > self.limits.ratio * max(packed, 1):
            raise DocumentTrouble(TroubleKind.TOO_LARGE, f"压缩比超过{self.limits.ratio}倍")


def members(data: bytes, budget: Budget, name: str = "") -> Iterator[Member]:
    """The documents in a container. Raises DocumentTrouble: UNREADABLE, ENCRYPTED, TOO_LARGE or EMPTY.

    name: the container's own, after which what is merely compressed is called.
    """
    if volume := volume_of(data, name):
        raise DocumentTrouble(TroubleKind.UNREADABLE, volume)
    yield from whole_members(data, budget, name)


def whole_members(data: bytes, budget: Budget, name: str = "") -> Iterator[Member]:
    """The same of an archive that was joined from its volumes, of which some still call themselves one."""
    found = False
    for member in _zip_members(data, budget) if data[:2] == b"PK" else _archive_members(data, budget, name):
        found = True
        yield member
    if not found:
        raise DocumentTrouble(TroubleKind.EMPTY, "包内没有文件")


def _zip_members(data: bytes, budget: Budget) -> Iterator[Member]:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
    except UnicodeDecodeError:  # a name that isn't the UTF-8 that its flag promises
        yield from _archive_members(data, budget, "")
        return
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "压缩包已损坏") from error
    if min((info.header_offset for info in infos), default=0):  # the directory is that of a zip stored inside
        raise DocumentTrouble(TroubleKind.UNREADABLE, "压缩包不完整，目录缺失")
    if any(info.compress_type not in _METHODS for info in infos) and not any(info.flag_bits & 0x1 for info in infos):
        yield from _archive_members(data, budget, "")
        return
    unpacked = 0
    for info in infos:
        path = plain_path(zip_name(info))
        if info.filename.endswith("/") or is_junk(path) or not _is_file(info):
            continue
        budget.one_file()
        if info.flag_bits & 0x1:
            raise DocumentTrouble(TroubleKind.ENCRYPTED, f"打开包内“{path}”需要密码")
        content = _zip_member(package, info, budget, unpacked, len(data))
        unpacked += len(content)
        yield Member(path, content)


def _is_file(info: zipfile.ZipInfo) -> bool:
    """Whether its Unix mode, where it has one, is a plain file's: no link, device or pipe (APPNOTE 4.4.15)."""
    return (info.external_attr >> 28) in (0, 0x8) or info.create_system not in (3, 19)


def _zip_member(package: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, before: int, packed: int) -> bytes:
    pieces, size = [], 0
    try:
        with package.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                budget.spend(len(piece), before + size, packed)
                pieces.append(piece)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise DocumentTrouble(
            TroubleKind.UNREADABLE, f"包内文件“{plain_path(zip_name(info))}”已损坏，无法解开"
        ) from error
    return b"".join(pieces)


def _archive_members(data: bytes, budget: Budget, name: str, charset: str = "") -> Iterator[Member]:
    try:
        import libarchive  # noqa: PLC0415  loading fails where the system library is missing, and only rar and 7z need it
        from libarchive.exception import ArchiveError  # noqa: PLC0415
    except (ImportError, OSError, TypeError, AttributeError) as error:
        raise DocumentTrouble(TroubleKind.UNSUPPORTED, "本机未安装libarchive，不能打开这种压缩包") from error
    _speak_utf8()
    seen = False
    try:
        for member in _entries(_opened(libarchive, data, "all", charset), data, budget, ""):
            seen = True
            yield member
    except ArchiveError as error:
        if (
            not seen and _LHA.match(data) and not charset
        ):  # whose names libarchive refuses where they aren't the locale's
            yield from _archive_members(data, budget, name, "GB18030")
            return
        if seen or not data.startswith(_COMPRESSED):
            raise DocumentTrouble(_archive_trouble(str(error)), _archive_words(str(error))) from error
    if not seen and data.startswith(_COMPRESSED):
        try:
            yield from _entries(_opened(libarchive, data, "raw", ""), data, budget, inner_name(data, name))
        except ArchiveError as error:
            raise DocumentTrouble(TroubleKind.UNREADABLE, _archive_words(str(error))) from error


def _speak_utf8() -> None:
    """Libarchive turns 7z's and rar's UTF-16 names into the locale's charset, and under LC_ALL=C into nothing."""
    if "utf" not in locale.setlocale(locale.LC_CTYPE).lower():
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, "C.UTF-8")


def _archive_trouble(message: str) -> TroubleKind:
    lowered = message.lower()
    encrypted = "passphrase" in lowered or "encrypt" in lowered or "password" in lowered
    return TroubleKind.ENCRYPTED if encrypted else TroubleKind.UNREADABLE


def _archive_words(message: str) -> str:
    return "打开需要密码" if _archive_trouble(message) is TroubleKind.ENCRYPTED else "压缩包已损坏"


@contextmanager
def _opened(libarchive: Any, data: bytes, kind: str, charset: str) -> Iterator[Any]:
    """Entries of the format that libarchive finds, or (kind "raw") the one stream. charset: of names, "" the locale's."""
    reading = libarchive.read
    with reading.new_archive_read(kind) as archive:
        if charset:
            option = libarchive.ffi.libarchive.archive_read_set_options
            option.argtypes, option.restype = [c_void_p, c_char_p], c_int
            option(archive, f"hdrcharset={charset}".encode())
        libarchive.ffi.read_open_memory(archive, cast(c_char_p(data), c_void_p), len(data))
        yield reading.ArchiveRead(archive)


def _entries(opened: AbstractContextManager[Any], data: bytes, budget: Budget, name: str) -> Iterator[Member]:
    """The entries; the one of a stream that is merely compressed gets that name."""
    unpacked = 0
    with opened as entries:
        for entry in entries:
            path = plain_path(name or _entry_name(entry))
            if not entry.isfile or entry.islnk or entry.issym or is_junk(path):
                continue
            budget.one_file()
            if _is_encrypted(entry):
                raise DocumentTrouble(TroubleKind.ENCRYPTED, f"打开包内“{path}”需要密码")  # its bytes would be noise
            pieces = []
            for block in entry.get_blocks(_CHUNK):
                unpacked += len(block)
                budget.spend(len(block), unpacked, len(data))
                pieces.append(bytes(block))
            content = b"".join(pieces)
            if len(content) < (entry.size or 0):  # a volume lacks, at which some of libarchive's readers just end
                raise DocumentTrouble(TroubleKind.UNREADABLE, f"包内文件“{path}”不完整")
            if _has_wrong_sum(entry):
                raise DocumentTrouble(TroubleKind.UNREADABLE, f"包内文件“{path}”已损坏，无法解开")
            yield Member(path, content)


def _has_wrong_sum(entry: Any) -> bool:
    """Whether libarchive found the member's checksum wrong, of which it only warns."""
    from libarchive.ffi import error_string  # noqa: PLC0415  as above

    return b"crc" in (error_string(entry._archive_p) or b"").lower()


def _is_encrypted(entry: Any) -> bool:
    from libarchive.ffi import libarchive  # noqa: PLC0415  as above

    return bool(libarchive.archive_entry_is_encrypted(c_void_p(entry._entry_p)))


def _entry_name(entry: Any) -> str:
    """The name as text; "" where libarchive can't convert it, which `plain_path` gives a name."""
    name = entry.pathname
    return decode_name(name) if isinstance(name, bytes) else (name or "")
