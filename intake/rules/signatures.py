"""signature_invalid: content changed after a digital signature, or nobody here can vouch for it."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from parsers.facts import PagedDocument, Signature, SignatureState

_FALSE = (SignatureState.CHANGED, SignatureState.BROKEN)
_UNSURE = (SignatureState.UNTRUSTED, SignatureState.UNSUPPORTED)


def check(case: Case, material: Material) -> Iterator[Finding]:
    """At most one finding, the worst: for a person where content changed, a warning where it can't be verified."""
    content = material.pdf.document.content if material.pdf else None
    if material.pdf is None or not isinstance(content, PagedDocument):
        return
    here = case.here(material.pdf)
    identity, name = here.id if here else None, material.pdf.document.name
    false = [each for each in content.signatures if each.state in _FALSE]
    unsure = [each for each in content.signatures if each.state in _UNSURE]
    if false:
        detail = f"“{name}”{_said(false[0])}，须人工核对，或请签署后不再改动、重新发送。"
        yield Finding(Code.SIGNATURE_INVALID, Code.SIGNATURE_INVALID.severity, detail, identity)
    elif unsure:
        detail = f"“{name}”{_said(unsure[0])}，签署真伪请以纸质件或签发机构的核验为准。"
        yield Finding(Code.SIGNATURE_INVALID, Severity.WARNING, detail, identity)
    elif content.signature_fields and not content.signatures:  # facts on record from before signatures were read
        detail = f"“{name}”带有数字签名，签发机构未经核验。"
        yield Finding(Code.SIGNATURE_INVALID, Severity.WARNING, detail, identity)


def _said(signature: Signature) -> str:
    signer = f"“{signature.signer}”的" if signature.signer else ""
    return f"带有{signer}数字签名，{signature.found}"
