"""document_unreadable, document_encrypted, document_empty: a document that could not be read."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from intake.rules.silence import is_supporting_alone
from parsers.facts import CONTAINER_KINDS, Document, Kind, Trouble, TroubleKind

_CODES = {
    TroubleKind.UNREADABLE: Code.DOCUMENT_UNREADABLE,
    TroubleKind.UNSUPPORTED: Code.DOCUMENT_UNREADABLE,
    TroubleKind.TOO_LARGE: Code.DOCUMENT_UNREADABLE,
    TroubleKind.ENCRYPTED: Code.DOCUMENT_ENCRYPTED,
    TroubleKind.EMPTY: Code.DOCUMENT_EMPTY,
}
_ADVICE = {
    TroubleKind.UNREADABLE: "请在本机打开确认无误后重新发送",
    TroubleKind.UNSUPPORTED: "暂由人工查看，方便时请另存为docx或PDF格式重新发送",
    TroubleKind.TOO_LARGE: "请精简或压缩图片后重新发送",
    TroubleKind.ENCRYPTED: "请去掉密码后重新发送",
    TroubleKind.EMPTY: "请检查后重新发送填写好的文件",
}


def check(case: Case, document: Document) -> Iterator[Finding]:
    """One finding for each trouble; of supporting material alone a warning, and none of an OFD that is just that."""
    if document.apparent_kind in CONTAINER_KINDS or document.signature_picture:
        return
    supporting = is_supporting_alone(case, document)
    for trouble in document.troubles:
        if trouble.kind in _CODES and not (supporting and _is_sound_ofd(document, trouble)):
            severity = Severity.WARNING if supporting else _severity(trouble)
            yield _finding(document, trouble, severity, document.id)


def check_on_record(case: Case, material: Material) -> Iterator[Finding]:
    """A version that came earlier, couldn't be read, and hasn't been replaced: still the sender's to mend."""
    for version in (material.word, material.pdf):
        if version is not None and case.here(version) is None:
            for trouble in version.document.troubles:
                if trouble.kind in _CODES:
                    yield _finding(version.document, trouble, _severity(trouble), None)


def _severity(trouble: Trouble) -> Severity:
    """What has no reader here yet is a person's work, not the sender's fault."""
    return Severity.REVIEW if trouble.kind is TroubleKind.UNSUPPORTED else _CODES[trouble.kind].severity


def _is_sound_ofd(document: Document, trouble: Trouble) -> bool:
    """`pdf_missing` speaks of it where it stands in for the PDF; beside one, nothing is wrong with it."""
    return document.kind is Kind.OFD and trouble.kind is TroubleKind.UNSUPPORTED


def _finding(document: Document, trouble: Trouble, severity: Severity, identity: str | None) -> Finding:
    detail = f"“{document.name}”{trouble.found}，{_ADVICE[trouble.kind]}。"
    if trouble.kind is TroubleKind.UNSUPPORTED:
        detail = f"“{document.name}”（{trouble.found}）程序还不能读取，{_ADVICE[trouble.kind]}。"
    return Finding(_CODES[trouble.kind], severity, detail, identity)
