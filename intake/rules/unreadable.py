"""document_unreadable, document_encrypted, document_empty: a document that could not be read."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding
from parsers.facts import CONTAINER_KINDS, Document, Trouble, TroubleKind

_CODES = {
    TroubleKind.UNREADABLE: Code.DOCUMENT_UNREADABLE,
    TroubleKind.UNSUPPORTED: Code.DOCUMENT_UNREADABLE,
    TroubleKind.TOO_LARGE: Code.DOCUMENT_UNREADABLE,
    TroubleKind.ENCRYPTED: Code.DOCUMENT_ENCRYPTED,
    TroubleKind.EMPTY: Code.DOCUMENT_EMPTY,
}
_ADVICE = {
    Code.DOCUMENT_UNREADABLE: "请在本机打开确认无误后重新发送",
    Code.DOCUMENT_ENCRYPTED: "请去掉密码后重新发送",
    Code.DOCUMENT_EMPTY: "请检查后重新发送填写好的文件",
}


def check(case: Case, document: Document) -> Iterator[Finding]:
    """One finding for each trouble; of supporting material a warning."""
    if document.apparent_kind in CONTAINER_KINDS or document.signature_picture:
        return
    supporting = case.roles.get(document.id) == "supporting"
    for trouble in document.troubles:
        if trouble.kind in _CODES:
            yield _finding(document, trouble, supporting)


def _finding(document: Document, trouble: Trouble, supporting: bool) -> Finding:
    code = _CODES[trouble.kind]
    if trouble.kind is TroubleKind.UNSUPPORTED:
        severity = Severity.WARNING if supporting else Severity.REVIEW
        return Finding(code, severity, f"“{document.name}”（{trouble.found}）程序还不能读取，请人工查看。", document.id)
    severity = Severity.WARNING if supporting else code.severity
    return Finding(code, severity, f"“{document.name}”{trouble.found}，{_ADVICE[code]}。", document.id)
