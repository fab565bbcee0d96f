"""A PDF's pages: text by PDFium where it can be trusted, else recognised; seals on the page as a reader sees it."""

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Line, Page, PagedDocument, TextSource, Trouble, TroubleKind
from parsers.paged.looking import Pixels, seen_lines
from parsers.paged.marks import dangers
from parsers.paged.native import is_garbled, native_lines
from parsers.paged.rendering import has_image, render
from parsers.paged.sealed import Sheet, page_stamps
from parsers.trouble import DocumentTrouble
from parsers.word.counting import characters

_OCR_DPI = 150
_FEW = 20  # characters: a page number and a header are no text of a page that is a picture


def read_pdf(data: bytes, max_pages: int = 60) -> tuple[PagedDocument, tuple[Trouble, ...]]:
    """Its pages, up to `max_pages`, and what is dangerous in it. Raises DocumentTrouble."""
    start = data.find(b"%PDF-", 0, 1024 + 5)
    content = data[start:] if start > 0 else data
    document = _open(content)
    try:
        document.init_forms()
        count = len(document)
        if count == 0:
            raise DocumentTrouble(TroubleKind.EMPTY, "PDF没有任何页面")
        pages = tuple(_page(document, index, content) for index in range(min(count, max_pages)))
        troubles = dangers(document, content)
        signatures = max(0, pdfium.FPDF_GetSignatureCount(document.raw))
    finally:
        document.close()
    if all(not page.lines and not page.stamps for page in pages) and _is_blank(content, pages):
        raise DocumentTrouble(TroubleKind.EMPTY, f"PDF共{count}页，都是空白页")
    text = "\n".join(page.text for page in pages)
    return PagedDocument(pages, count, characters(text), signature_fields=signatures), troubles


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise DocumentTrouble(TroubleKind.ENCRYPTED, "PDF设有打开密码") from error
        raise DocumentTrouble(TroubleKind.UNREADABLE, "PDF已损坏，无法打开") from error


def _page(document: pypdfium2.PdfDocument, index: int, data: bytes) -> Page:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, f"PDF第{index + 1}页已损坏") from error
    try:
        width, height = page.get_size()
        picture = render(page, _OCR_DPI)
        lines, source = _text(page, picture)
        scanned = source is not TextSource.NATIVE or has_image(page)
        stamps = page_stamps(Sheet(document, page, index + 1, data), picture, scanned)
        return Page(index + 1, float(width), float(height), lines, source, stamps)
    finally:
        page.close()


def _text(page: pypdfium2.PdfPage, picture: Pixels) -> tuple[tuple[Line, ...], TextSource]:
    lines = native_lines(page)
    text = "".join(line.text for line in lines)
    trusted = bool(lines) and not is_garbled(text)
    if trusted and (len(text) >= _FEW or not has_image(page)):
        return lines, TextSource.NATIVE
    seen = seen_lines(picture)
    if seen:
        return seen, TextSource.OCR
    return (lines, TextSource.NATIVE) if trusted else ((), TextSource.NONE)


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
