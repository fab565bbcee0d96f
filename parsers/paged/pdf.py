"""A PDF's pages: text by PDFium where it can be trusted, else recognised; seals on the page as a reader sees it."""

from dataclasses import replace

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Line, Page, PagedDocument, Stamp, StampKind, StampShape, TextSource, Trouble, TroubleKind
from parsers.paged.looking import A4_LONG, Pixels, sealed_page, seen_lines
from parsers.paged.marks import Mark, dangers, marks, signer
from parsers.paged.native import is_garbled, native_lines
from parsers.trouble import DocumentTrouble
from parsers.word.counting import characters

_OCR_DPI = 150
_MOST_PIXELS = 30_000_000
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
        picture = _render(page, _OCR_DPI)
        lines, source = _text(page, picture)
        stamps = _with_marks(
            sealed_page(picture, index + 1, scanned=source is not TextSource.NATIVE or _has_image(page)),
            list(marks(document, page)),
            index + 1,
            data,
        )
        return Page(index + 1, float(width), float(height), lines, source, stamps)
    finally:
        page.close()


def _render(page: pypdfium2.PdfPage, dpi: int) -> Pixels:
    """The page as displayed, as if it were A4: scans often claim sizes that no paper has."""
    width, height = page.get_size()
    longer = max(width, height, 1.0)
    scale = dpi / 72 if 0.7 <= longer / A4_LONG <= 1.5 else dpi / 72 * A4_LONG / longer
    scale = min(scale, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=True)
    picture = np.ascontiguousarray(bitmap.to_numpy()[..., :3])
    bitmap.close()
    return picture if picture.shape[2] == 3 else np.repeat(picture, 3, axis=2)


def _text(page: pypdfium2.PdfPage, picture: Pixels) -> tuple[tuple[Line, ...], TextSource]:
    lines = native_lines(page)
    text = "".join(line.text for line in lines)
    trusted = bool(lines) and not is_garbled(text)
    if trusted and (len(text) >= _FEW or not _has_image(page)):
        return lines, TextSource.NATIVE
    seen = seen_lines(picture)
    if seen:
        return seen, TextSource.OCR
    return (lines, TextSource.NATIVE) if trusted else ((), TextSource.NONE)


def _has_image(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _with_marks(stamps: tuple[Stamp, ...], found: list[Mark], number: int, data: bytes) -> tuple[Stamp, ...]:
    """Seals on the picture that are an annotation's appearance get its kind; signatures are seals by themselves."""
    kept = [replace(stamp, kind=StampKind.ANNOTATION) if _is_on(stamp, found, False) else stamp for stamp in stamps]
    kept = [stamp for stamp in kept if not _is_on(stamp, found, True)]
    for mark in found:
        if mark.signature:
            under = next((stamp for stamp in stamps if _covers(mark, stamp)), None)
            text = (under.text if under else "") or signer(data)
            kept.append(
                Stamp(number, mark.box, StampKind.SIGNATURE, StampShape.OFFICIAL, 1.0, text, 1.0 if text else 0.0)
            )
    return tuple(kept)


def _is_on(stamp: Stamp, found: list[Mark], signature: bool) -> bool:
    return any(mark.signature is signature and _covers(mark, stamp) for mark in found)


def _covers(mark: Mark, stamp: Stamp) -> bool:
    """Whether a seal's middle lies within an annotation that isn't much larger than it."""
    x, y = (stamp.box[0] + stamp.box[2]) / 2, (stamp.box[1] + stamp.box[3]) / 2
    left, top, right, bottom = mark.box
    area = (stamp.box[2] - stamp.box[0]) * (stamp.box[3] - stamp.box[1])
    return left <= x <= right and top <= y <= bottom and (right - left) * (bottom - top) < 6 * max(area, 1e-6)


def _is_blank(data: bytes, pages: tuple[Page, ...]) -> bool:
    """Whether nothing at all is drawn on the pages that were looked at."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            picture = _render(document[page.number - 1], 36)
            if int(picture.max()) - int(picture.min()) > 24:
                return False
    finally:
        document.close()
    return True
