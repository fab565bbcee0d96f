"""signature_invalid, as far as it is checked: a digital signature is there, and nobody verified its issuer here."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from parsers.facts import PagedDocument


def check(case: Case, material: Material) -> Iterator[Finding]:
    """A warning for a signed PDF: its issuer is unknown to the program."""
    content = material.pdf.document.content if material.pdf else None
    if material.pdf is not None and isinstance(content, PagedDocument) and content.signature_fields:
        here = case.here(material.pdf)
        detail = f"“{material.pdf.document.name}”带有数字签名，签发机构未经核验。"
        yield Finding(Code.SIGNATURE_INVALID, Severity.WARNING, detail, here.id if here else None)
