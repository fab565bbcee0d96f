"""What a finding is about: the files it was found in, by which a decision about it survives or doesn't."""

from intake.codes import Code
from intake.decisions.model import Decision
from intake.model import Case, Finding, Material, Version

_OF_THE_PDF = frozenset((Code.STAMP_MISSING, Code.STAMP_UNCERTAIN, Code.SIGNATURE_INVALID))
_OF_THE_WORD = frozenset((Code.WRONG_TEMPLATE, Code.FORM_BLANK, Code.TEXT_TOO_LONG))


def documents_of(case: Case, material: Material | None, finding: Finding) -> tuple[str, ...]:
    """The SHA-256 of each file that the finding is about; () where it is about no file, or where its words say it all."""
    if finding.field is not None and finding.code is not Code.TEXT_TOO_LONG:
        return ()  # a field's finding is about what stands there, in whichever file
    if finding.code in _OF_THE_PDF:
        return _digests(material.pdf if material else None) or _here(case, finding)
    if finding.code in _OF_THE_WORD:
        return _digests(material.word if material else None)
    if finding.code is Code.VERSIONS_DIFFER:
        return _digests(material.word, material.pdf) if material else ()
    return _here(case, finding)


def versions_of(material: Material) -> tuple[str, ...]:
    """The SHA-256 of a submission's versions, Word before PDF."""
    return _digests(material.word, material.pdf)


def is_about(decision: Decision, finding: Finding, documents: tuple[str, ...]) -> bool:
    """Whether the decision was about this very finding: of the same files, or in the same words."""
    if (decision.code, decision.field) != (finding.code.value, finding.field or ""):
        return False
    same_files = bool(documents) and set(documents) == set(decision.documents)
    return same_files or decision.said == finding.detail


def _here(case: Case, finding: Finding) -> tuple[str, ...]:
    known = {document.id: document.sha256 for document in case.examination.documents}
    return (known[finding.document],) if finding.document in known else ()


def _digests(*versions: Version | None) -> tuple[str, ...]:
    return tuple(version.document.sha256 for version in versions if version is not None)
