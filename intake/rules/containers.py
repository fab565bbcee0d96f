"""container_unreadable, container_encrypted, container_too_large: a container that could not be looked into."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding
from parsers.facts import CONTAINER_KINDS, Document, Kind, Trouble, TroubleKind

_CODES = {
    TroubleKind.UNREADABLE: Code.CONTAINER_UNREADABLE,
    TroubleKind.EMPTY: Code.CONTAINER_UNREADABLE,
    TroubleKind.UNSUPPORTED: Code.CONTAINER_UNREADABLE,
    TroubleKind.ENCRYPTED: Code.CONTAINER_ENCRYPTED,
    TroubleKind.TOO_LARGE: Code.CONTAINER_TOO_LARGE,
}
_ADVICE = {
    Code.CONTAINER_UNREADABLE: "请重新打包，或把文件逐个作为附件发送",
    Code.CONTAINER_ENCRYPTED: "请去掉密码重新打包，或把文件逐个作为附件发送",
    Code.CONTAINER_TOO_LARGE: "请只打包本次报送的文件，或把文件逐个作为附件发送",
}


def check(case: Case, document: Document) -> Iterator[Finding]:
    """One finding for each trouble. What has no reader here yet is a person's work, not the sender's fault."""
    del case
    if document.apparent_kind in CONTAINER_KINDS and not document.signature_picture:
        for trouble in document.troubles:
            if trouble.kind in _CODES:
                yield _finding(document, trouble)


def _finding(document: Document, trouble: Trouble) -> Finding:
    code = _CODES[trouble.kind]
    if trouble.kind is TroubleKind.UNSUPPORTED:
        return Finding(
            code,
            Severity.REVIEW,
            f"“{document.name}”（{trouble.found}）程序还不能打开，暂由人工查看，方便时请把文件逐个作为附件重新发送。",
            document.id,
        )
    advice = _ADVICE[code]
    if code is Code.CONTAINER_TOO_LARGE and document.kind is Kind.MESSAGE:
        nested = document.container is not None
        advice = "请把里面的材料直接作为附件重新发送" if nested else "请精简附件，或分成几封重新发送"
    return Finding(code, code.severity, f"“{document.name}”{trouble.found}，{advice}。", document.id)
