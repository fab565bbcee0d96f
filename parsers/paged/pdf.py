"""A PDF's pages: text by PDFium where it can be trusted, else recognised; seals on the page as a reader sees it."""

from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Line, Page, PagedDocument, Signature, TextSource, Trouble, TroubleKind
from parsers.facts.counting import characters
from parsers.paged.across import Looked, looked, with_seals_across
from parsers.paged.carried import carried, is_pageless
from parsers.paged.filled import filled_lines, put_among
from parsers.paged.one_jpeg import is_plain
from parsers.paged.rendering import render
from parsers.paged.sealed import Sheet, dark_on, page_stamps
from parsers.paged.signatures import signatures
from parsers.paged.trust import believed
from parsers.seal import Dark
from parsers.trouble import DocumentTrouble

_OCR_DPI = 150
_TAIL = 2048  # bytes in which a PDF's end says where its cross-references are (ISO 32000-1 Annex H.3.4.4)
_SAMPLED = 2  # pages whose own text gets a look


def read_pdf(
    data: bytes, max_pages: int = 60, trust_roots: Sequence[bytes] = ()
) -> tuple[PagedDocument, tuple[Trouble, ...]]:
    """Its pages, up to `max_pages`, and what is dangerous in it. Raises DocumentTrouble.

    trust_roots: certificates (DER or PEM) whose signatures are believed.
    """
    start = data.find(b"%PDF-", 0, 1024 + 5)
    content = data[start:] if start > 0 else data
    document = _open(content)
    try:
        document.init_forms()
        count = len(document)
        if count == 0:
            raise DocumentTrouble(TroubleKind.EMPTY, "PDF没有任何页面")
        if _is_cut_short(content):
            raise DocumentTrouble(TroubleKind.UNREADABLE, "PDF不完整，文件末尾缺失")
        signed = signatures(content, trust_roots) if pdfium.FPDF_GetSignatureCount(document.raw) > 0 else ()
        beside = carried(content)
        plain = is_plain(content)
        pages = _pages(document, min(count, max_pages), signed, plain)
    finally:
        document.close()
    nothing = not beside.xfa and all(not page.lines and not page.stamps for page in pages)
    if nothing and _is_blank(content, pages):
        raise DocumentTrouble(TroubleKind.EMPTY, f"PDF共{count}页，都是空白页")
    pages = _with_xfa(pages, beside.xfa)
    text = "\n".join(page.text for page in pages)
    document_read = PagedDocument(pages, count, characters(text), signature_fields=len(signed), signatures=signed)
    return document_read, beside.dangers


def _with_xfa(pages: tuple[Page, ...], values: Sequence[str]) -> tuple[Page, ...]:
    """The first page with those values of an XFA form that no page shows: a viewer of its own would draw them."""
    text = "".join("".join(page.text.split()) for page in pages)
    unseen = [value for value in values if "".join(value.split()) not in text]
    if not unseen:
        return pages
    lines = (*pages[0].lines, *(Line(value, (0.0, 0.0, 1.0, 1.0)) for value in unseen))
    source = pages[0].source if pages[0].source is not TextSource.NONE else TextSource.NATIVE
    return (replace(pages[0], lines=lines, source=source), *pages[1:])


def _is_cut_short(data: bytes) -> bool:
    """Whether the file ends within an object, so that a page or picture is there in part only."""
    return b"startxref" not in data[-_TAIL:] and data.rfind(b" obj") > data.rfind(b"endobj")


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if is_pageless(data):  # PDFium opens no document without a page, and leaves its last error as it was
            raise DocumentTrouble(TroubleKind.EMPTY, "PDF没有任何页面") from error
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise DocumentTrouble(TroubleKind.ENCRYPTED, "PDF设有打开密码") from error
        raise DocumentTrouble(TroubleKind.UNREADABLE, "PDF已损坏，无法打开") from error


def _pages(document: pypdfium2.PdfDocument, count: int, signed: tuple[Signature, ...], plain: bool) -> tuple[Page, ...]:
    """The first so many pages, looked at from the last one on, where a seal is expected: once there is a clear one, dark
    rings on the others tell nothing.
    """
    pages: list[Looked] = []
    for index in reversed(range(count)):
        sealed = any(stamp.is_clear for each in pages for stamp in each.page.stamps)
        pages.append(_page(document, index, signed, plain, sealed))
    return with_seals_across(pages[::-1])


def _page(
    document: pypdfium2.PdfDocument, index: int, signed: tuple[Signature, ...], plain: bool, sealed: bool
) -> Looked:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, f"PDF第{index + 1}页已损坏") from error
    try:
        width, height = page.get_size()
        picture = render(page, _OCR_DPI, plain)
        text = believed(page, picture, sampled=index < _SAMPLED)
        lines = put_among(text.lines, filled_lines(document, page)) if text.source is not TextSource.OCR else text.lines
        source = TextSource.NATIVE if lines and text.source is TextSource.NONE else text.source
        dark = Dark.NOTHING if sealed else dark_on(page, source is not TextSource.NATIVE or text.hidden)
        stamps = page_stamps(Sheet(document, page, index + 1, signed), picture, dark)
        seen = Page(
            index + 1,
            float(width),
            float(height),
            lines,
            source,
            stamps,
            text.seen.quarters,
            text.seen.slope,
            text.hidden,
        )
        return looked(seen, picture, (width, height))
    finally:
        page.close()


def _is_blank(data: bytes, pages: tuple[Page, ...]) -> bool:
    """Whether nothing at all is drawn on the pages that were looked at."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            picture = render(document[page.number - 1], 36)
            if int(picture.max()) - int(picture.min()) > 24:
                return False
    finally:
        document.close()
    return True
