"""What a PDF carries besides its pages' pictures: stamp annotations, signature fields, things that run."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box, Trouble, TroubleKind
from parsers.paged.native import page_box

_SIGNATURE_FIELD = 7  # FPDF_FORMFIELD_SIGNATURE
_RUNS = re.compile(r"\.(?:exe|com|scr|bat|cmd|vbs|js|jse|wsf|ps1|lnk|msi|hta|jar|docm|xlsm|pptm)$", re.IGNORECASE)
_SIGNER = re.compile(rb"/Name\s*\(((?:[^()\\]|\\.)*)\)")


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation on a page: `signature` says which of the two kinds it is."""

    box: Box
    signature: bool


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
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
        return None
    return Mark(page_box(page, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), is_signature)


def signer(data: bytes) -> str:
    """The signer's name as the signature dictionary says it (ISO 32000-1 §12.8.1, /Name), "" where it doesn't."""
    match = _SIGNER.search(data)
    if not match:
        return ""
    raw = re.sub(rb"\\(.)", rb"\1", match[1])
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("utf-8", "replace")


def dangers(document: pypdfium2.PdfDocument, data: bytes) -> tuple[Trouble, ...]:
    """What would run when the document is opened or clicked: JavaScript, launch actions, embedded programs."""
    found = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0 or re.search(rb"/S\s*/JavaScript\b", data):
        found.append("PDF含JavaScript脚本")
    if re.search(rb"/S\s*/Launch\b", data):
        found.append("PDF含启动外部程序的动作")
    found.extend(f"PDF内嵌可运行的文件“{name}”" for name in _attachments(document) if _RUNS.search(name))
    return tuple(Trouble(TroubleKind.DANGEROUS, phrase) for phrase in found)


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document.raw), 200)):
        yield document.get_attachment(index).get_name()
