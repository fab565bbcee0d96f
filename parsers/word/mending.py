"""Binary Word documents as LibreOffice writes them, mended for a reader that takes [MS-DOC] to the letter.

A paragraph's properties are padded to whole words (§2.9.182); the byte of padding should be 0, and LibreOffice leaves
whatever stood there before.
"""

import io
import struct
from collections.abc import Iterator

import olefile

_PAGE = 512
_PLCF_BTE_PAPX = 0x102  # FibRgFcLcb97.fcPlcfBtePapx, with its length behind it (§2.5.6)
_LONGEST = 0x10000  # paragraph pages; each describes at least one paragraph
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes by Sprm.spra (§2.6.1)
_DEF_TABLE, _CHANGE_TABS = 0xD608, 0xC615


def mended(data: bytes) -> bytes | None:
    """The document with its padding zeroed; None where there is nothing to mend or it can't be found."""
    try:
        with olefile.OleFileIO(io.BytesIO(data), write_mode=False) as ole:
            main = bytearray(ole.openstream("WordDocument").read())
            table = ole.openstream("1Table" if main[0x0B] & 0x02 else "0Table").read()
        places = [place for page in _pages(main, table) for place in _padding(main, page)]
        for place in places:
            main[place] = 0
        return _written(data, bytes(main)) if places else None
    except (OSError, ValueError, TypeError, LookupError, struct.error, OverflowError):
        return None


def _written(data: bytes, main: bytes) -> bytes:
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        ole.write_stream("WordDocument", main)
        return file.getvalue()


def _pages(main: bytes | bytearray, table: bytes) -> Iterator[int]:
    """Where the pages of paragraph properties begin (PlcBtePapx, §2.8.6)."""
    start, length = struct.unpack_from("<II", main, _PLCF_BTE_PAPX)
    count = min((length - 4) // 8, _LONGEST)
    for index in range(count):
        (number,) = struct.unpack_from("<I", table, start + (count + 1) * 4 + index * 4)
        yield (number & 0x3FFFFF) * _PAGE


def _padding(main: bytes | bytearray, page: int) -> Iterator[int]:
    """Where single bytes are left behind the last property of a paragraph (PapxFkp, §2.9.180)."""
    paragraphs = main[page + _PAGE - 1]
    for index in range(paragraphs):
        offset = main[page + (paragraphs + 1) * 4 + index * 13] * 2
        if not offset:
            continue
        words = main[page + offset]
        start = page + offset + (1 if words else 2)
        length = words * 2 - 1 if words else main[page + offset + 1] * 2
        end = min(start + length, page + _PAGE - 1)
        if _end_of_properties(main, start + 2, end) == end - 1:
            yield end - 1


def _end_of_properties(main: bytes | bytearray, position: int, end: int) -> int:
    """Where the last whole Sprm ends (§2.6)."""
    while position + 2 <= end:
        (code,) = struct.unpack_from("<H", main, position)
        position += 2
        kind = code >> 13
        if kind != 6:
            position += _OPERANDS[kind]
        elif code == _DEF_TABLE:
            position += struct.unpack_from("<H", main, position)[0] + 1
        elif code == _CHANGE_TABS and main[position] == 0xFF:
            deleted = main[position + 1]
            position += 3 + deleted * 4 + main[position + 2 + deleted * 4] * 3
        else:
            position += 1 + main[position]
    return position
