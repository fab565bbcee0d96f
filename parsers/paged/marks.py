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
_SIGNER = re.compile(rb"/Name\s*(?:\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]*)>)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


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
    raw = _ESCAPED.sub(_unescaped, match[1]) if match[1] is not None else _unhexed(match[2])
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("utf-8", "replace")


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What a backslash in a literal string stands for (ISO 32000-1 §7.3.4.2)."""
    return bytes([int(escape[1], 8) & 0xFF]) if escape[1][:1] in b"01234567" else _ESCAPES.get(escape[1], escape[1])


def _unhexed(digits: bytes) -> bytes:
    """A hexadecimal string; a last digit alone has a 0 behind it (§7.3.4.3)."""
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


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
