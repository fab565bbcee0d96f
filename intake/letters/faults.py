"""What is to be mended, file by file; what has been mended since; what to send, and what needn't be sent again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.call import Stage
from intake.codes import Code, Severity
from intake.letters.lines import one_line
from intake.model import Case, Finding, JudgedSubmission, Material, Version
from intake.rules.form import label_of

LACKING = frozenset((Code.PDF_MISSING, Code.WORD_MISSING))
_FORM = frozenset((Code.WRONG_TEMPLATE, Code.FORM_BLANK))
_SHORT = {
    Code.STAMP_MISSING: "公章",
    Code.TEXT_TOO_LONG: "字数",
    Code.WRONG_TEMPLATE: "样表",
    Code.FORM_BLANK: "样表的填写",
    Code.PDF_MISSING: "PDF版",
    Code.WORD_MISSING: "Word版",
}


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults of one file, numbered from `start`; `title` "" where they are of none."""

    title: str
    faults: tuple[str, ...]
    start: int


def errors_of(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What must be mended."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def grouped(judged: JudgedSubmission, case: Case) -> tuple[FaultGroup, ...]:
    """The errors file by file: the form's, the other files' in the mail's order, then what is missing."""
    by_title: dict[str, list[str]] = {}
    errors = errors_of(judged.findings)
    for finding in sorted(errors, key=lambda each: _rank(each, judged.material, case)):
        by_title.setdefault(_title(finding, judged.material, case), []).append(one_line(finding.detail))
    groups: list[FaultGroup] = []
    for title, faults in by_title.items():
        groups.append(FaultGroup(title, tuple(faults), 1 + sum(len(group.faults) for group in groups)))
    return tuple(groups)


def _rank(finding: Finding, material: Material, case: Case) -> tuple[int, str]:
    if finding.code in LACKING:
        return 3, ""
    if _about_form(finding) or _is(material.word, finding, case):
        return 0, ""
    return (1, "") if _is(material.pdf, finding, case) else (2, finding.document or "")


def _title(finding: Finding, material: Material, case: Case) -> str:
    if finding.code in LACKING:
        return "还缺的文件"
    for version, words in ((material.word, "Word版"), (material.pdf, "PDF版")):
        of_form = version is material.word and _about_form(finding)
        if version is not None and (of_form or _is(version, finding, case)):
            return f"{words}（{one_line(version.document.name)}）"
    if _about_form(finding) and material.pdf is not None:
        return f"PDF版（{one_line(material.pdf.document.name)}）"
    named = [document.name for document in case.examination.documents if document.id == finding.document]
    return one_line(named[0]) if named else ""


def _about_form(finding: Finding) -> bool:
    """Whether what is written in the form is at fault."""
    return bool(finding.field) or finding.code is Code.TEXT_TOO_LONG or finding.code in _FORM


def _is(version: Version | None, finding: Finding, case: Case) -> bool:
    """Whether a finding is about this version; one that is on record has no id here, and is told by its name."""
    if version is None:
        return False
    here = case.here(version)
    if here is not None:
        return here.id == finding.document
    return finding.document is None and f"“{version.document.name}”" in finding.detail


def mended(judged: JudgedSubmission) -> tuple[str, ...]:
    """What was at fault before this mail and is no more, in a word each; a half that came is told otherwise."""
    prior = judged.material.prior
    still = {(finding.code, finding.field) for finding in errors_of(judged.findings)}
    before = prior.faults if prior is not None else ()
    gone = (each for each in before if (each.code, each.field) not in still and each.code not in LACKING)
    return tuple(dict.fromkeys(_short(finding, judged.material) for finding in gone))


def _short(finding: Finding, material: Material) -> str:
    return (
        f"“{label_of(material, finding.field)}”一栏"
        if finding.field
        else _SHORT.get(finding.code, finding.code.wording)
    )


def to_send(judged: JudgedSubmission, case: Case) -> str:
    """The files that would mend it: "改好的Word版和加盖公章的PDF版"."""
    material, errors = judged.material, errors_of(judged.findings)
    if wants_form(judged):
        return f"填好的样表（Word版）{_and_its_print(material.stage)}"
    files = [each for each in (_word_to_send(material, errors, case), _pdf_to_send(material, errors, case)) if each]
    return "和".join(files) or "改好的文件"


def _and_its_print(stage: Stage) -> str:
    if "pdf" not in stage.wants:
        return ""
    return f"，以及用它打印、{'盖章、' if stage.seal else ''}扫描的PDF版"


def _word_to_send(material: Material, errors: Sequence[Finding], case: Case) -> str:
    if any(finding.code is Code.WORD_MISSING for finding in errors):
        return "Word版"
    at_fault = any(_about_form(each) or _is(material.word, each, case) for each in errors)
    return "改好的Word版" if at_fault and "word" in material.stage.wants else ""


def _pdf_to_send(material: Material, errors: Sequence[Finding], case: Case) -> str:
    codes = {finding.code for finding in errors}
    if codes & {Code.PDF_MISSING, Code.STAMP_MISSING}:
        return sealed_pdf(material.stage)
    return "能正常打开的PDF版" if any(_is(material.pdf, finding, case) for finding in errors) else ""


def sealed_pdf(stage: Stage) -> str:
    """What its PDF is called."""
    return "加盖公章的PDF版" if stage.seal else "PDF版"


def alters_the_pdf(judged: JudgedSubmission, case: Case) -> bool:
    """Whether a PDF on record says what is to be changed, so that it must be made anew as well."""
    errors = errors_of(judged.findings)
    asked = _pdf_to_send(judged.material, errors, case)
    if wants_form(judged):
        return False
    return judged.material.pdf is not None and not asked and any(_about_form(finding) for finding in errors)


def fine(judged: JudgedSubmission, case: Case) -> Iterator[str]:
    """What needn't be sent again: a version that no fault is about."""
    material, errors = judged.material, errors_of(judged.findings)
    if any(_about_form(finding) for finding in errors):
        return
    for version, words in ((material.word, "Word版"), (material.pdf, "PDF版")):
        if version is not None and not any(_is(version, finding, case) for finding in errors):
            yield f"{words}（{one_line(version.document.name)}）"


def wants_form(judged: JudgedSubmission) -> bool:
    """Whether the blank form helps: the wrong one was used, or it came back blank."""
    return judged.material.stage.has_form and any(finding.code in _FORM for finding in errors_of(judged.findings))


def received_versions(material: Material) -> str:
    """Word版, PDF版 or Word版和PDF版."""
    there = [words for version, words in ((material.word, "Word版"), (material.pdf, "PDF版")) if version is not None]
    return "和".join(there)


def change(judged: JudgedSubmission, case: Case) -> str:
    """What this mail did to what was on record, a sentence; "" where nothing was."""
    material, prior = judged.material, judged.material.prior
    if prior is None:
        return ""
    if any(finding.code is Code.DUPLICATE for finding in judged.findings):
        return "这次发来的文件与此前收到的完全相同，收件编号不变，不重复计数。"
    pairs = ((material.word, prior.word, "Word版"), (material.pdf, prior.pdf, "PDF版"))
    came = [(before, words) for now, before, words in pairs if now is not None and now.mail == case.digest]
    completed = "和".join(words for before, words in came if before is None)
    replaced = "和".join(words for before, words in came if before is not None)
    if not came:
        return (
            "这封来信早于我们已收到的材料，以较新的为准，收件编号不变。"
            if prior.last_received_at > case.received_at
            else ""
        )
    said = "，并".join([*([f"补齐了{completed}"] if completed else []), *([f"更新了{replaced}"] if replaced else [])])
    kept = "，以最新收到的为准，此前的版本留存备查" if replaced else ""
    return f"这次来信{said}{kept}。收件编号不变。"
