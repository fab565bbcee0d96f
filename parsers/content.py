"""One document's bytes, read by the reader of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.facts import WORD_KINDS, FormSpec, Kind, PagedDocument, Trouble, TroubleKind, WordDocument
from parsers.form import read_forms, read_paged, read_prose
from parsers.limits import Limits
from parsers.mail.headers import decode_bytes
from parsers.paged import read_ofd, read_pdf, read_picture
from parsers.trouble import DocumentTrouble
from parsers.word import read_word

_CALLED = {
    Kind.IMAGE: "图片",
    Kind.ARCHIVE: "压缩",
    Kind.MESSAGE: "邮件",
    Kind.TEXT: "文本",
    Kind.SPREADSHEET: "表格",
    Kind.PRESENTATION: "演示",
    Kind.EXECUTABLE: "程序",
    Kind.TNEF: "winmail.dat",
    Kind.PDF: "PDF",
    Kind.OFD: "OFD",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader made of a document's bytes."""

    content: WordDocument | PagedDocument | None = None
    text: str = ""
    troubles: tuple[Trouble, ...] = ()


def content_of(
    data: bytes, kind: Kind, promised: tuple[Kind, ...], forms: Sequence[FormSpec], limits: Limits
) -> Content:
    """What is in a document; what goes wrong with it is a trouble of it alone. `promised`: by its name's ending."""
    try:
        return _read(data, kind, promised, forms, limits)
    except DocumentTrouble as trouble:
        return Content(troubles=(trouble.trouble,))
    except Exception as error:
        return Content(troubles=(mistake(error),))


def mistake(error: Exception) -> Trouble:
    """A reader's own mistake on somebody's document: a person looks, the others go on."""
    return Trouble(TroubleKind.UNSUPPORTED, f"程序读取时出错（{type(error).__name__}: {str(error)[:120]}）")


def _read(data: bytes, kind: Kind, promised: tuple[Kind, ...], forms: Sequence[FormSpec], limits: Limits) -> Content:
    if kind in WORD_KINDS:
        return Content(_word(data, kind, forms))
    if kind is Kind.PDF:
        paged, troubles = read_pdf(data, limits.pages, limits.trust_roots)
        return Content(read_paged(paged, forms), troubles=troubles)
    if kind is Kind.IMAGE:
        paged, troubles = read_picture(data)
        return Content(read_paged(paged, forms), troubles=troubles)
    if kind is Kind.OFD:
        return Content(read_paged(read_ofd(data, limits.pages), forms))
    if kind is Kind.TEXT:
        return Content(text=decode_bytes(data))
    if kind is Kind.OTHER and promised:
        called = _CALLED.get(promised[0], promised[0].value)
        raise DocumentTrouble(TroubleKind.UNREADABLE, f"已损坏，内容不是有效的{called}文件")
    return Content()


def _word(data: bytes, kind: Kind, forms: Sequence[FormSpec]) -> WordDocument:
    document = read_word(data, kind)
    if not document.text.strip() and not document.pictures:
        raise DocumentTrouble(TroubleKind.EMPTY, "文档里没有任何内容")
    document = replace(document, forms=read_forms(document, forms))
    return document if document.forms else replace(document, prose=read_prose(document))
