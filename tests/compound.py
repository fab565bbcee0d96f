"""Compound files ([MS-CFB], version 3) as small as tests need them, which no library at hand writes."""

import struct
from dataclasses import dataclass, field
from typing import Any

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, Any]  # bytes, or a tree again


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a storage, 2 a stream, 5 the root
    data: bytes = b""
    right: int = _NONE
    child: int = _NONE
    start: int = _END


@dataclass
class _Chains:
    """Sectors and the table that chains them."""

    size: int
    table: list[int] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> int:
        """The first sector of this data, `_END` where there is none."""
        count = -(-len(data) // self.size)
        first = len(self.table)
        self.table += [*range(first + 1, first + count), _END] if count else []
        self.body += data.ljust(count * self.size, b"\0")
        return first if count else _END


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and storages."""
    entries = [_Entry("Root Entry", 5)]
    _fill(entries, 0, tree)
    sectors, small = _Chains(_SECTOR), _Chains(_MINI)
    for entry in entries:
        if entry.kind == 2:
            entry.start = (small if len(entry.data) < _CUTOFF else sectors).add(entry.data)
    entries[0].data, entries[0].start = bytes(small.body), sectors.add(bytes(small.body))
    small_table = sectors.add(b"".join(struct.pack("<I", each) for each in small.table))
    directory = sectors.add(b"".join(map(_packed, entries)).ljust(_SECTOR, b"\0"))
    count = -(-len(sectors.table) // 127)  # a sector of the table holds 128, itself among them
    assert count <= 109
    first = len(sectors.table)
    table = sectors.table + [_FAT] * count
    table += [_FREE] * (count * 128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack(
        "<IIIIIIIII", 0, count, directory, 0, _CUTOFF, small_table, -(-len(small.table) // 128), _END, 0
    )
    head += b"".join(struct.pack("<I", first + n if n < count else _FREE) for n in range(109))
    return head + sectors.body + b"".join(struct.pack("<I", each) for each in table)


def _fill(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Siblings in [MS-CFB]'s order, each the right one of the one before."""
    before = None
    for name in sorted(tree, key=lambda each: (len(each), each.upper())):
        value, index = tree[name], len(entries)
        entries.append(_Entry(name, 2, value) if isinstance(value, bytes) else _Entry(name, 1))
        if before is None:
            entries[parent].child = index
        else:
            entries[before].right = index
        before = index
        if not isinstance(value, bytes):
            _fill(entries, index, value)


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry.kind, 1)
    return head + struct.pack("<III36xIQ", _NONE, entry.right, entry.child, entry.start, len(entry.data))
