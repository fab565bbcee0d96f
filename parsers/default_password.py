"""Workbooks encrypted under Excel's own password, which Excel opens without asking: their structure was protected."""

import io
import struct
from xml.parsers.expat import ExpatError

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

_EXCELS_OWN = "VelvetSweatshop"  # [MS-OFFCRYPTO] §2.4.2.3: Excel's write protection and workbook protection
_MOST_ROUNDS = 1_000_000  # of hashing that a file may ask for; Office writes 100,000
_BROKEN = (
    DecryptionError,
    FileFormatError,
    ParseError,
    ExpatError,
    struct.error,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)


def opens_without_asking(data: bytes) -> bool:
    """Whether that password opens it; False too for what is too broken to tell."""
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        info = getattr(file, "info", None) or {}
        if info.get("spinValue", 0) > _MOST_ROUNDS:
            return False
        verified = {"verify_password": True} if file.format == "ooxml" else {}
        file.load_key(password=_EXCELS_OWN, **verified)
    except _BROKEN:
        return False
    return True
