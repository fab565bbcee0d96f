"""Containers that unpack to more than they weigh, or to more files, or into themselves."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile

from parsers.limits import MIB


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def zip_of_zeros() -> bytes:
    return zipped({"方案.docx": bytes(64 * MIB)})


def zips_in_zips() -> bytes:
    data = zipped({"方案.txt": b"plan"})
    for level in range(30):
        data = zipped({f"{level}.zip": data})
    return data


def zips_beside_zips() -> bytes:
    """16 to the fifth members, were they all opened."""
    data = zipped({"方案.txt": b"plan"})
    for _ in range(4):
        data = zipped({f"{number}.zip": data for number in range(16)})
    return data


def zip_of_many_files() -> bytes:
    return zipped({f"{number}.txt": b"" for number in range(20_000)}, zipfile.ZIP_STORED)


def overlapping_zip() -> bytes:
    """Fifield's: many names in the directory, one set of bytes for all of them."""
    one = zipped({"a": bytes(8 * MIB)})
    directory = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entries = one[directory:end] * 200
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 200, 200, len(entries), directory, 0)
    return one[:directory] + entries + closing


def zip_that_lies_of_sizes() -> bytes:
    """It says that its member is one byte long."""
    data = bytearray(zipped({"方案.docx": bytes(32 * MIB)}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, 22, 1)
    struct.pack_into("<L", data, directory + 24, 1)
    return bytes(data)


def gz_of_zeros() -> bytes:
    return gzip.compress(bytes(64 * MIB))


def bz2_of_zeros() -> bytes:
    return bz2.compress(bytes(64 * MIB))


def xz_of_zeros() -> bytes:
    return lzma.compress(bytes(64 * MIB), preset=1)


def tar_of_many_files() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as package:
        for number in range(20_000):
            package.addfile(tarfile.TarInfo(f"{number}.txt"), io.BytesIO(b""))
    return buffer.getvalue()
