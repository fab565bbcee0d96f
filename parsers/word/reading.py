"""One door to the readers of the Word family."""

from collections.abc import Callable

from parsers.facts import Kind, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.docx import read_docx
from parsers.word.legacy import read_doc
from parsers.word.markup import read_html, read_mhtml
from parsers.word.odt import read_odt
from parsers.word.rtf import read_rtf
from parsers.word.xml_saved import is_xml, read_xml

_READERS: dict[Kind, Callable[[bytes], WordDocument]] = {
    Kind.DOCX: read_docx,
    Kind.DOC: read_doc,
    Kind.WPS: read_doc,
    Kind.HTML: read_html,
    Kind.MHTML: read_mhtml,
    Kind.ODT: read_odt,
    Kind.RTF: read_rtf,
}


def read_word(data: bytes, kind: Kind) -> WordDocument:
    """The document's blocks; `forms` and `prose` are left for `parsers.form`. Raises DocumentTrouble."""
    reader = read_xml if kind in (Kind.DOCX, Kind.DOC) and is_xml(data) else _READERS.get(kind)
    if reader is None:
        raise DocumentTrouble(TroubleKind.UNSUPPORTED, f"{kind.value}格式的文档")
    return reader(data)
