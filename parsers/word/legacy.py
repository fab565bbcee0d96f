"""doc and wps (Word 97–2003 binary): converted to docx by `doc2docx`, which keeps tables and marks, then read as such."""

import tempfile
import warnings
from pathlib import Path

from doc2docx import convert
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, UnsupportedFeatureError

from parsers.facts import TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.docx import read_docx


def read_doc(data: bytes) -> WordDocument:
    """A binary Word document. Raises DocumentTrouble."""
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
            raise DocumentTrouble(TroubleKind.UNSUPPORTED, f"旧版Word文档（{str(error)[:80]}）") from error
        except Doc2DocxError as error:
            raise DocumentTrouble(TroubleKind.UNREADABLE, f"旧版Word文档无法打开（{str(error)[:80]}）") from error
        return read_docx(target.read_bytes())
