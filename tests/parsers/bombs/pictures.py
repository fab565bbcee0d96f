"""Pictures that claim more pixels than memory has."""

import io
import struct
import zlib

from PIL import Image

from parsers.limits import MIB


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in ((b"IHDR", head), *chunks, (b"IEND", b"")))


def png_of_a_town() -> bytes:
    return _png(60_000, 60_000, (b"IDAT", zlib.compress(bytes(16 * MIB), 9)))


def png_with_a_long_note() -> bytes:
    note = b"Comment\x00\x00" + zlib.compress(b"a" * 64 * MIB, 9)
    return _png(10, 10, (b"zTXt", note), (b"IDAT", zlib.compress(bytes(110))))


def png_just_within() -> bytes:
    """As many pixels as are let through, all of one colour."""
    rows = zlib.compress(bytes(7746 * 7745), 9)
    return _png(7745, 7745, (b"IDAT", rows))


def jpeg_2000_of_a_town() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (64, 64)).save(buffer, "JPEG2000")
    data = bytearray(buffer.getvalue())
    size = data.index(b"\xff\x51") + 6  # SIZ (ISO/IEC 15444-1 §A.5.1): Xsiz, Ysiz, …, XTsiz, YTsiz
    struct.pack_into(">2L", data, size, 60_000, 60_000)
    struct.pack_into(">2L", data, size + 16, 60_000, 60_000)
    header = data.index(b"ihdr") + 4
    struct.pack_into(">2L", data, header, 60_000, 60_000)
    return bytes(data)


def tiff_of_a_town() -> bytes:
    strip = zlib.compress(bytes(16 * MIB), 9)
    entries = (
        (256, 4, 1, 60_000), (257, 4, 1, 60_000), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 60_000), (279, 4, 1, len(strip)),
    )  # fmt: skip
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<2HLL", *each) for each in entries) + bytes(4)
    return b"II*\x00" + struct.pack("<L", 8 + len(strip)) + strip + directory


def tiff_whose_pages_go_round() -> bytes:
    entries = (
        (256, 4, 1, 10),
        (257, 4, 1, 10),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (279, 4, 1, 100),
    )
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<2HLL", *each) for each in entries)
    return b"II*\x00" + struct.pack("<L", 108) + bytes(100) + directory + struct.pack("<L", 108)


def gif_of_a_town() -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<2H3B", 65535, 65535, 0, 0, 0)
        + b","
        + struct.pack("<4HB", 0, 0, 65535, 65535, 0)
        + b"\x02\x02L\x01\x00;"
    )


def bmp_of_a_town() -> bytes:
    return (
        b"BM"
        + struct.pack("<LHHL", 100, 0, 0, 54)
        + struct.pack("<LllHHLLllLL", 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(100)
    )
