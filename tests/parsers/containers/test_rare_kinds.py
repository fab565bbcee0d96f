"""Containers that the standard library doesn't write: AES, Zip64, 7z, zstandard, compress, cab, lha."""

import io
import struct
import zipfile

import libarchive
import pytest

from parsers.containers import Budget, members
from parsers.facts import Kind, TroubleKind
from parsers.limits import Limits
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble

NAME, DATA = "筹备方案.txt", "方案正文 plan ".encode() * 40


def unpacked(data: bytes, name: str = "") -> list[tuple[str, bytes]]:
    return [(member.path, member.data) for member in members(data, Budget(Limits()), name)]


def written(kind: str, compression: str | None = None, options: str = "", password: str | None = None) -> bytes:
    pieces: list[bytes] = []
    with libarchive.custom_writer(
        lambda data: pieces.append(bytes(data)) or len(pieces[-1]),
        kind,
        compression,
        options=options,
        passphrase=password,
    ) as archive:
        archive.add_file_from_memory(NAME if kind != "zip" else "plan.txt", len(DATA), DATA)
    return b"".join(pieces)


def lha(name: bytes, data: bytes) -> bytes:
    """A stored member with a header of level 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    body = b"-lh0-" + struct.pack("<III", len(data), len(data), 0x50941234) + b"\x20\x00"
    body += bytes([len(name)]) + name + struct.pack("<H", crc)
    return bytes([len(body), sum(body) & 0xFF]) + body + data + b"\0"


def cab(name: bytes, data: bytes, attributes: int) -> bytes:
    """A stored member ([MS-CAB] §2): header, one folder, one file, one block."""
    file = struct.pack("<IIHHHH", len(data), 0, 0, 0x5094, 0, attributes) + name + b"\0"
    at = 36 + 8 + len(file)
    block = struct.pack("<IHH", 0, len(data), len(data)) + data
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, at + len(block), 0, 44, 0, 3, 1, 1, 1, 0, 1, 0)
    return head + struct.pack("<IHH", at, 1, 0) + file + block


@pytest.mark.parametrize(
    "data",
    [
        written("7zip"),
        written("pax", "zstd"),
        written("pax", "compress"),
        written("pax", "lzip"),
        lha(NAME.encode("gb18030"), DATA),
        cab(NAME.encode(), DATA, 0x80),
        cab(NAME.encode("gb18030"), DATA, 0),
    ],
    ids=["7z", "tar.zst", "tar.Z", "tar.lz", "lha, GBK", "cab, UTF-8", "cab, GBK"],
)
def test_what_is_inside(data: bytes) -> None:
    assert sniff(data, "").kind is Kind.ARCHIVE
    assert unpacked(data) == [(NAME, DATA)]


@pytest.mark.parametrize("how", ["aes128", "aes256", "traditional"])
def test_a_zip_that_asks_a_password(how: str) -> None:
    data = written("zip", options=f"zip:encryption={how}", password="secret")
    assert sniff(data, "").kind is Kind.ARCHIVE
    with pytest.raises(DocumentTrouble, match="需要密码") as raised:
        unpacked(data)
    assert raised.value.trouble.kind is TroubleKind.ENCRYPTED


def test_the_same_zip_without() -> None:
    assert unpacked(written("zip")) == [("plan.txt", DATA)]


@pytest.mark.parametrize("whole", [True, False])
def test_zip64(monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """Members alone, or the directory, too, as beyond 4 GiB."""
    if whole:
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package, package.open(NAME, "w", force_zip64=True) as to:
        to.write(DATA)
    monkeypatch.undo()
    data = buffer.getvalue()
    assert (b"PK\x06\x06" in data) is whole
    assert sniff(data, "").kind is Kind.ARCHIVE
    assert unpacked(data) == [(NAME, DATA)]


def test_what_is_broken_is_told_in_our_words() -> None:
    for data in (b"PK\x03\x04broken", b"7z\xbc\xaf\x27\x1cbroken", written("7zip")[:-20]):
        with pytest.raises(DocumentTrouble) as raised:
            unpacked(data)
        assert raised.value.trouble.found == "压缩包已损坏"


@pytest.mark.parametrize(
    "data", [lha(b"plan.txt", DATA), written("7zip", options="compression=store")], ids=["lha", "7z"]
)
def test_damage_of_which_libarchive_only_warns(data: bytes) -> None:
    at = data.index(DATA) + 100
    assert len(unpacked(data)) == 1
    with pytest.raises(DocumentTrouble, match="已损坏，无法解开"):
        unpacked(data[:at] + b"X" + data[at + 1 :])
