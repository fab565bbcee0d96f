"""What was filled into a PDF: its form fields' values and typewriter notes, which are no part of a page's own text."""

import ctypes
from collections.abc import Callable, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box, Line
from parsers.paged.native import page_box

_MOST = 2000  # annotations of a page
_TICKED = "√"
_HIDDEN = 0x02 | 0x20  # ISO 32000-1 table 165: Hidden, NoView
_TEXTS = frozenset((pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX))
_BUTTONS = frozenset((pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON))


def filled_lines(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> tuple[Line, ...]:
    """The values of a page's form fields and the texts of its FreeText annotations; a ticked box is `√`."""
    return tuple(
        Line(text, box)
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST))
        for text, box in _annotation(document, page, index)
    )


def _annotation(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, index: int) -> Iterator[tuple[str, Box]]:
    annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
    if not annotation:
        return
    try:
        text = "" if pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN else _text(document, annotation)
        rectangle = pdfium.FS_RECTF()
        if text and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
            box = page_box(page, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            yield from ((line, _part(box, at, len(lines))) for at, line in enumerate(lines))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _text(document: pypdfium2.PdfDocument, annotation: object) -> str:
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    if subtype == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if subtype != pdfium.FPDF_ANNOT_WIDGET or document.formenv is None:
        return ""
    form = document.formenv.raw
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BUTTONS:
        return _TICKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind not in _TEXTS:
        return ""
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def field_name(document: pypdfium2.PdfDocument, annotation: object) -> str:
    """A widget's fully qualified field name, "" where it has none."""
    if document.formenv is None:
        return ""
    form = document.formenv.raw
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, buffer, size))


def _string(call: Callable[[object, int], int]) -> str:
    """What a PDFium function writes into a buffer of UTF-16, asked for its size first."""
    size = int(call(None, 0))
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00").replace("\r\n", "\n").replace("\r", "\n")


def _part(box: Box, at: int, of: int) -> Box:
    left, top, right, bottom = box
    height = (bottom - top) / of
    return left, top + at * height, right, top + (at + 1) * height


def put_among(lines: Sequence[Line], filled: Sequence[Line]) -> tuple[Line, ...]:
    """The page's lines with what was filled in, each behind the line it stands beside or, where there is none, below."""
    merged = list(lines)
    for line in filled:
        middle = (line.box[1] + line.box[3]) / 2
        beside = [each for each in merged if each.box[1] <= middle <= each.box[3] and each.box[0] < line.box[0] + 0.002]
        above = [each for each in merged if each.box[3] <= middle and each not in beside]
        before = (
            max(beside, key=lambda each: each.box[0]) if beside else max(above, key=lambda e: e.box[3], default=None)
        )
        merged.insert(merged.index(before) + 1 if before is not None else 0, line)
    return tuple(merged)
