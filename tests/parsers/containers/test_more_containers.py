"""Containers by kind: names, passwords, volumes, and that every limit holds while they are unpacked."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest

from parsers.containers import Budget, members
from parsers.facts import TroubleKind
from parsers.limits import MIB, Limits
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble

NAME = "材料/筹备方案（盖章）.docx"
DATA = b"hello " * 50


def unpacked(data: bytes, name: str = "", limits: Limits = Limits()) -> list[tuple[str, bytes]]:
    return [(member.path, member.data) for member in members(data, Budget(limits), name)]


def trouble(data: bytes, name: str = "", limits: Limits = Limits()) -> TroubleKind:
    with pytest.raises(DocumentTrouble) as raised:
        unpacked(data, name, limits)
    return raised.value.trouble.kind


def varint(value: int) -> bytes:
    pieces = []
    while value > 0x7F:
        pieces.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*pieces, value])


def rar5(name: str, data: bytes, flags: int = 0, encryption: bool = False) -> bytes:
    """A stored member (RAR 5.0 archive format): main header, file header, end."""

    def block(body: bytes) -> bytes:
        sized = varint(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    text = name.encode()
    head = varint(2) + varint(2) + varint(len(data)) + varint(4) + varint(len(data)) + varint(0o100644)
    head += struct.pack("<I", zlib.crc32(data)) + varint(0) + varint(1) + varint(len(text)) + text
    crypt = block(varint(4) + varint(0) + varint(0) + varint(0) + b"\x0f" + bytes(16)) if encryption else b""
    main = block(varint(1) + varint(0) + varint(flags))
    return b"Rar!\x1a\x07\x01\x00" + crypt + main + block(head) + data + block(varint(5) + varint(0) + varint(0))


def rar4(name: str, data: bytes, flags: int = 0, password: bool = False) -> bytes:
    """A stored member (RAR 2.9): the name in GBK and, after a zero, compressed UTF-16."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        rest = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest

    coded = name.encode("utf-8")
    body = struct.pack(
        "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x50941234, 29, 0x30, len(coded), 0o100644
    )
    kind = 0x8000 | 0x0200 | (0x0004 if password else 0)
    head = b"Rar!\x1a\x07\x00" + block(0x73, flags, bytes(6))
    return head + block(0x74, kind, body + coded) + data + block(0x7B, 0x4000, b"")


def tar(add: Callable[[tarfile.TarFile], None], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, encoding="gb18030", format=tarfile.GNU_FORMAT) as archive:  # type: ignore[call-overload]
        add(archive)
    return buffer.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, len(DATA) if kind == tarfile.REGTYPE else 0
    return info


def one_file(archive: tarfile.TarFile) -> None:
    archive.addfile(entry(NAME), io.BytesIO(DATA))


def zipped(*names: str, data: bytes = DATA, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name in names:
            package.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [rar5(NAME, DATA), rar4(NAME, DATA), tar(one_file), tar(one_file, "w:xz"), tar(one_file, "w"), zipped(NAME)],
    ids=["rar5", "rar4", "tar.gz", "tar.xz", "tar", "zip"],
)
def test_names_come_out_right(data: bytes) -> None:
    assert sniff(data, "").kind == "archive"
    assert unpacked(data) == [(NAME, DATA)]


@pytest.mark.parametrize(
    ("name", "inner"), [("方案.txt.gz", "方案.txt"), ("方案.docx.GZ", "方案.docx"), ("方案", "方案")]
)
def test_what_is_merely_compressed_has_its_own_name(name: str, inner: str) -> None:
    assert unpacked(gzip.compress(DATA), name) == [(inner, DATA)]


@pytest.mark.parametrize(
    "data",
    [rar4(NAME, DATA, password=True), rar4(NAME, DATA, flags=0x0080), rar5(NAME, DATA, encryption=True)],
    ids=["rar4, member", "rar4, header", "rar5, header"],
)
def test_a_password_is_asked(data: bytes) -> None:
    assert trouble(data) is TroubleKind.ENCRYPTED


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (rar5(NAME, DATA, flags=1), "材料.part1.rar"),
        (rar4(NAME, DATA, flags=1), "材料.part1.rar"),
        (b"PK\x07\x08" + zipped(NAME)[:60], "材料.z01"),
        (zipped(NAME)[:60], "材料.zip.001"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "材料.7z.002"),
    ],
    ids=["rar5", "rar4", "z01", "zip.001", "7z.002"],  # the bytes hold the time at which they were made
)
def test_a_volume_says_so(data: bytes, name: str) -> None:
    with pytest.raises(DocumentTrouble, match="分卷"):
        unpacked(data, name)


def test_links_and_devices_are_passed_over_and_paths_stay_inside() -> None:
    def add(archive: tarfile.TarFile) -> None:
        archive.addfile(entry("link", tarfile.SYMTYPE, "/etc/passwd"))
        archive.addfile(entry("../../etc/方案.txt"), io.BytesIO(DATA))
        archive.addfile(entry("hard", tarfile.LNKTYPE, "../../etc/方案.txt"))
        archive.addfile(entry("device", tarfile.CHRTYPE))
        archive.addfile(entry("/root/b.txt"), io.BytesIO(DATA))

    assert unpacked(tar(add)) == [("etc/方案.txt", DATA), ("root/b.txt", DATA)]


def test_a_link_in_a_zip_is_passed_over() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        package.writestr(info, "/etc/passwd")
        package.writestr("a.txt", DATA)
    assert unpacked(buffer.getvalue()) == [("a.txt", DATA)]


ZEROS = bytes(3 * MIB)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (zipped("a", data=ZEROS), Limits(ratio_from_bytes=MIB)),
        (gzip.compress(ZEROS), Limits(ratio_from_bytes=MIB)),
        (zipped("a", data=ZEROS), Limits(unpacked_bytes=MIB)),
        (tar(one_file), Limits(unpacked_bytes=10)),
        (zipped("a", "b", "c"), Limits(files=2)),
        (zipped("a", "b", "c"), Limits(unpacking_seconds=0)),
        (tar(one_file), Limits(unpacking_seconds=0)),
    ],
    ids=[
        "ratio of a zip",
        "ratio of a gz",
        "bytes of a zip",
        "bytes of a tar",
        "files",
        "seconds, zip",
        "seconds, tar",
    ],
)
def test_each_limit_holds(data: bytes, limits: Limits) -> None:
    assert trouble(data, "a.gz", limits) is TroubleKind.TOO_LARGE


def test_a_unicode_path_field_counts_for_its_own_name_only() -> None:
    def packed(crc_of: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            info = zipfile.ZipInfo("plan.docx")
            field = b"\x01" + struct.pack("<I", zlib.crc32(crc_of)) + "方案.docx".encode()
            info.extra = struct.pack("<HH", 0x7075, len(field)) + field
            package.writestr(info, DATA)
        return buffer.getvalue()

    assert unpacked(packed(b"plan.docx")) == [("方案.docx", DATA)]
    assert unpacked(packed(b"another")) == [("plan.docx", DATA)]
