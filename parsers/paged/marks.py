"""What a PDF says of its seals: stamp annotations and signature fields."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box
from parsers.paged.filled import field_name
from parsers.paged.native import page_box

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top of page space
_SIGNATURE_FIELD = 7  # FPDF_FORMFIELD_SIGNATURE


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation on a page: `signature` says which of the two kinds it is, `field` the signature's form field."""

    box: Box
    signature: bool
    field: str = ""


def marks(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[Mark]:
    """Stamp annotations and filled signature fields of a page."""
    signed = pdfium.FPDF_GetSignatureCount(document.raw) > 0
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), 2000)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            mark = _mark(document, page, annotation, signed)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if mark is not None:
            yield mark


def _mark(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, annotation: object, signed: bool) -> Mark | None:
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    form = document.formenv.raw if document.formenv else None
    is_signature = (
        subtype == pdfium.FPDF_ANNOT_WIDGET
        and signed
        and form is not None
        and pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == _SIGNATURE_FIELD
    )
    if subtype != pdfium.FPDF_ANNOT_STAMP and not is_signature:
        return None
    rectangle = rectangle_of(annotation)
    if rectangle is None:
        return None
    box = page_box(page, *rectangle)
    return Mark(box, is_signature, field_name(document, annotation) if is_signature else "")


def rectangle_of(annotation: object) -> Rectangle | None:
    """Where an annotation lies, whichever two opposite corners it names (ISO 32000-1 §7.9.5)."""
    found = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(found)):
        return None
    left, right = sorted((found.left, found.right))
    bottom, top = sorted((found.bottom, found.top))
    return left, bottom, right, top
