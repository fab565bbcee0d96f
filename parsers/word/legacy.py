"""doc and wps (Word 97–2003 binary): converted to docx by `doc2docx`, which keeps tables and marks, then read as such."""

import io
import struct
import tempfile
import warnings
from pathlib import Path

import olefile

from parsers.facts import TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.docx import read_docx
from parsers.word.mending import mended

# FibBase.wIdent ([MS-DOC] §2.5.2 has 0xA5EC) of Word 6 and 95 and their East Asian editions
_WORD_6_95 = (0xA5DC, 0xA699, 0xA697, 0xA698)


def read_doc(data: bytes) -> WordDocument:
    """A binary Word document. Raises DocumentTrouble.

    A whole file that the converter can't read is UNSUPPORTED, not broken: Word itself may well open it, and a sender
    must not be told that a sound file is damaged.
    """
    try:
        return _converted(data)
    except DocumentTrouble as trouble:
        again = mended(data) if trouble.trouble.kind is TroubleKind.UNSUPPORTED else None
        if again is None:
            raise
        return _converted(again)


def _converted(data: bytes) -> WordDocument:
    from doc2docx import convert  # noqa: PLC0415  a fifth of the time in which a parsing process loads, for few documents
    from doc2docx.errors import (  # noqa: PLC0415
        Doc2DocxError,
        EncryptedDocumentError,
        UnsupportedFeatureError,
    )

    with tempfile.TemporaryDirectory(prefix="baosong-doc-") as folder:
        source, target = Path(folder, "in.doc"), Path(folder, "out.docx")
        source.write_bytes(data)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the converter warns of drawing details that no text depends on
                convert(source, target)
        except EncryptedDocumentError as error:
            raise DocumentTrouble(TroubleKind.ENCRYPTED, "文档设有打开密码") from error
        except UnsupportedFeatureError as error:
            raise DocumentTrouble(TroubleKind.UNSUPPORTED, "这种旧版Word文档尚不能读取") from error
        except (
            Doc2DocxError,
            ArithmeticError,
            AttributeError,
            LookupError,
            OSError,
            RecursionError,
            TypeError,
            ValueError,
            struct.error,
        ) as error:  # its own errors, and what its code raises on bytes that its authors did not foresee
            raise _trouble(data, str(error)) from error
        return read_docx(target.read_bytes())


def _trouble(data: bytes, found: str) -> DocumentTrouble:
    if any(f"wIdent 0x{ident:04X}" in found for ident in _WORD_6_95):
        return DocumentTrouble(TroubleKind.UNSUPPORTED, "Word 6.0/95 格式的文档")
    if _is_whole(data):
        return DocumentTrouble(TroubleKind.UNSUPPORTED, "这种旧版Word文档尚不能读取")
    return DocumentTrouble(TroubleKind.UNREADABLE, "旧版Word文档已损坏或不完整")


def _is_whole(data: bytes) -> bool:
    """Whether the compound file holds its main stream to the last byte ([MS-DOC] §2.1.1)."""
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
            return bool(len(ole.openstream("WordDocument").read()) == ole.get_size("WordDocument"))
    except (OSError, ValueError, TypeError, LookupError, RecursionError, OverflowError, struct.error):
        return False
