"""What a letter says, before it is worded: both its text and its HTML are made from this one view."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from intake.call import Call, Contact
from intake.codes import Code, Severity, Verdict
from intake.grouping.roles import stage_by_date
from intake.model import Assessment, Finding, JudgedSubmission, Material, Version
from parsers.facts import CONTAINER_KINDS, Document

_LACKING = frozenset((Code.PDF_MISSING, Code.WORD_MISSING))
_KIB = 1024


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that arrived: its name, its size in words, what it was taken for."""

    name: str
    size: str
    role: str


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One activity in a letter. `faults` must be mended; `notes` need not; `fine` is what needn't be sent again.

    `until` says by when, with a date to come; `within` says it without a date; both "" where it is long over.
    """

    title: str
    organisation: str
    stage: str
    receipt: str
    files: tuple[FileView, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    fine: tuple[str, ...]
    until: str
    within: str
    lacking_only: bool


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter. `until` says by when the message's own `faults` are to be mended, "" where no date may be named.

    `names` is the earliest day by which something is to be mended, None where no day is named.
    """

    call_title: str
    greeting: str
    received: str
    submissions: tuple[SubmissionView, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    until: str
    files: tuple[FileView, ...]
    contact: Contact
    written: str
    names: date | None = None


def view_of(assessment: Assessment, receipts: Iterable[str], call: Call, now: datetime) -> LetterView:
    """The view of a message's assessment, receipts in its submissions' order."""
    case = assessment.case
    submissions = tuple(
        _submission(judged, receipt, assessment, now)
        for judged, receipt in zip(assessment.submissions, receipts, strict=True)
    )
    named = {identity for judged in assessment.submissions for identity in judged.material.documents}
    loose = [document for document in case.examination.documents if document.id not in named and _is_file(document)]
    return LetterView(
        call_title=call.title,
        greeting=_greeting(assessment),
        received=in_words(case.received_at),
        submissions=submissions,
        faults=_details(assessment.findings, Severity.ERROR),
        notes=_details(assessment.findings, Severity.WARNING),
        until=_before(_deadline(call, case.received_at, now)),
        files=tuple(_file(document, "") for document in loose),
        contact=call.contact,
        written=day_in_words(now.date()),
        names=_earliest(assessment, now),
    )


def without_dates(view: LetterView) -> LetterView:
    """The same for a letter that a person may release some day: no date in it can have passed by then."""
    return replace(
        view,
        written="",
        until="",
        names=None,
        submissions=tuple(replace(each, until=each.within) for each in view.submissions),
    )


def one_line(text: str) -> str:
    """A name or sentence as one line: nothing in it breaks lines, is invisible, or turns the direction of writing."""
    shown = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in shown if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).split())


def in_words(moment: datetime) -> str:
    """2020年4月20日 10:11."""
    return f"{day_in_words(moment.date())} {moment:%H:%M}"


def day_in_words(day: date) -> str:
    """2020年4月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _greeting(assessment: Assessment) -> str:
    names = dict.fromkeys(
        judged.material.organisation for judged in assessment.submissions if judged.material.organisation
    )
    return one_line("、".join(names)) or "各位老师"


def _submission(judged: JudgedSubmission, receipt: str, assessment: Assessment, now: datetime) -> SubmissionView:
    material = judged.material
    faults = [finding for finding in judged.findings if finding.severity is Severity.ERROR]
    return SubmissionView(
        title=one_line(material.activity) or "（活动名称未能读出）",
        organisation=one_line(material.organisation) or "（单位名称未能读出）",
        stage=material.stage.name,
        receipt=receipt,
        files=tuple(_files(material, assessment)),
        faults=_details(faults, Severity.ERROR),
        notes=_details(judged.findings, Severity.WARNING),
        fine=tuple(_fine(judged)) if judged.verdict is Verdict.CORRECTION else (),
        until=_before(_until(material, now)),
        within=_within(material, now),
        lacking_only=bool(faults) and all(finding.code in _LACKING for finding in faults),
    )


def _details(findings: Iterable[Finding], severity: Severity) -> tuple[str, ...]:
    return tuple(one_line(finding.detail) for finding in findings if finding.severity is severity)


def _before(day: date | None) -> str:
    return f"{day_in_words(day)}前（含当日）" if day else ""


def _earliest(assessment: Assessment, now: datetime) -> date | None:
    """The earliest day that is named where something is to be mended."""
    case = assessment.case
    days = [_until(judged.material, now) for judged in assessment.submissions if _is_at_fault(judged.findings)]
    if _is_at_fault(assessment.findings):
        days.append(_deadline(case.call, case.received_at, now))
    return min((day for day in days if day), default=None)


def _is_at_fault(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _until(material: Material, now: datetime) -> date | None:
    """The day by which to mend: the deadline, or `correction_days` from today where that is later or it has passed.

    Never a day that has passed: what is long over (a call of past years, read again) names none.
    """
    if _is_over(material, now):
        return None
    stage = material.stage
    return max(stage.deadline, now.date() + timedelta(days=stage.correction_days))


def _within(material: Material, now: datetime) -> str:
    if _is_over(material, now):
        return ""
    later = "（届时未到通知规定的截止日期的，以截止日期为准）" if material.stage.deadline >= now.date() else ""
    return f"收到本邮件之日起{material.stage.correction_days}日内{later}"


def _is_over(material: Material, now: datetime) -> bool:
    first = material.prior.first_received_at if material.prior else None
    days = timedelta(days=material.stage.correction_days)
    return material.stage.deadline + days < now.date() and (first is None or first.date() + days < now.date())


def _deadline(call: Call, received_at: datetime, now: datetime) -> date | None:
    """What a mail without readable material is to be mended by: nothing of it counts as received yet."""
    deadline = stage_by_date(call, received_at).deadline
    return deadline if now.date() <= deadline else None


def _files(material: Material, assessment: Assessment) -> Iterator[FileView]:
    """The files of this mail that belong here, then the half that came before."""
    case = assessment.case
    stage = material.stage
    words = {stage.word_role: f"{stage.name}Word版", stage.pdf_role: f"{stage.name}PDF版", "supporting": "附带材料"}
    for identity in material.documents:
        document = case.examination.document(identity)
        yield _file(document, words.get(case.roles.get(identity, ""), ""))
    for version, name in ((material.word, "Word版"), (material.pdf, "PDF版")):
        if version is not None and case.here(version) is None:
            yield _file(version.document, f"{stage.name}{name}，此前收到")


def _file(document: Document, role: str) -> FileView:
    return FileView(one_line(document.name) or "（无文件名）", size_in_words(document.size), role)


def size_in_words(size: int) -> str:
    """Bytes as people say them: 812字节, 37KB, 2.4MB."""
    if size < _KIB:
        return f"{size}字节"
    return f"{size / _KIB:.0f}KB" if size < _KIB * _KIB else f"{size / _KIB / _KIB:.1f}MB"


def _is_file(document: Document) -> bool:
    return not document.signature_picture and (document.kind not in CONTAINER_KINDS or bool(document.troubles))


def _fine(judged: JudgedSubmission) -> Iterator[str]:
    """What needn't be sent again: a version that no fault is about."""
    material = judged.material
    errors = [finding for finding in judged.findings if finding.severity is Severity.ERROR]
    form_faults = any(finding.field or finding.code in (Code.WRONG_TEMPLATE, Code.FORM_BLANK) for finding in errors)
    for version, words in ((material.word, "Word版"), (material.pdf, "PDF版")):
        if version is not None and not form_faults and not _is_faulty(version, errors):
            yield f"{words}（{one_line(version.document.name)}）"


def _is_faulty(version: Version, errors: Iterable[Finding]) -> bool:
    return any(finding.document == version.document.id for finding in errors)
