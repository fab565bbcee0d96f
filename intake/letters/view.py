"""What a letter says, before it is worded: both its text and its HTML are made from this one view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.call import Call, Contact
from intake.codes import Code, Severity, Verdict
from intake.letters.days import deadline, until_of, within
from intake.letters.faults import (
    LACKING,
    FaultGroup,
    alters_the_pdf,
    change,
    errors_of,
    fine,
    grouped,
    mended,
    received_versions,
    sealed_pdf,
    to_send,
    wants_form,
)
from intake.letters.lines import before, day_in_words, in_words, one_line, size_in_words
from intake.model import Assessment, Finding, JudgedSubmission, Material
from parsers.facts import CONTAINER_KINDS, Document


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that arrived: its name, its size in words, what it was taken for."""

    name: str
    size: str
    role: str


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One activity in a letter. `faults` must be mended, `groups` are the same file by file; `notes` need not.

    `until` says by when, with a date to come; `within` says it without a date; both "" where it is long over.
    `change` is what the mail did to what was on record, `mended` what it put right; `fine` needn't be sent again,
    `to_send` would mend it, and `alters_the_pdf` says that the PDF on record must be made anew as well, `sealed` whether
    its stage asks for a seal. `there` and `awaited` are versions in words; `blank_form` is the name of the blank form that goes with the letter.
    """

    title: str
    organisation: str
    stage: str
    receipt: str
    files: tuple[FileView, ...]
    faults: tuple[str, ...]
    groups: tuple[FaultGroup, ...]
    notes: tuple[str, ...]
    fine: tuple[str, ...]
    change: str
    mended: tuple[str, ...]
    to_send: str
    alters_the_pdf: bool
    sealed: bool
    there: str
    awaited: str
    blank_form: str
    late: bool
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
        until=before(deadline(call, case.received_at, now)),
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


def _greeting(assessment: Assessment) -> str:
    names = dict.fromkeys(
        judged.material.organisation for judged in assessment.submissions if judged.material.organisation
    )
    return one_line("、".join(names)) or "各位老师"


def _submission(judged: JudgedSubmission, receipt: str, assessment: Assessment, now: datetime) -> SubmissionView:
    material, errors = judged.material, errors_of(judged.findings)
    stage = material.stage
    return SubmissionView(
        title=one_line(material.activity) or "（活动名称未能读出）",
        organisation=one_line(material.organisation) or "（单位名称未能读出）",
        stage=stage.name,
        receipt=receipt,
        files=tuple(_files(material, assessment)),
        faults=_details(errors, Severity.ERROR),
        groups=grouped(judged, assessment.case),
        notes=_details(judged.findings, Severity.WARNING),
        fine=tuple(fine(judged, assessment.case)) if judged.verdict is Verdict.CORRECTION else (),
        change=change(judged, assessment.case),
        mended=mended(judged),
        to_send=to_send(judged, assessment.case),
        alters_the_pdf=alters_the_pdf(judged, assessment.case),
        sealed=stage.seal,
        there=received_versions(material),
        awaited=_awaited(judged),
        blank_form=stage.blank_name if wants_form(judged) else "",
        late=any(finding.code is Code.LATE for finding in judged.findings),
        until=before(until_of(material, now)),
        within=within(material, now),
        lacking_only=bool(errors) and all(finding.code in LACKING for finding in errors),
    )


def _awaited(judged: JudgedSubmission) -> str:
    codes = {finding.code for finding in errors_of(judged.findings)}
    words = ((Code.WORD_MISSING, "Word版"), (Code.PDF_MISSING, sealed_pdf(judged.material.stage)))
    return "和".join(said for code, said in words if code in codes)


def _details(findings: Iterable[Finding], severity: Severity) -> tuple[str, ...]:
    return tuple(one_line(finding.detail) for finding in findings if finding.severity is severity)


def _earliest(assessment: Assessment, now: datetime) -> date | None:
    """The earliest day that is named where something is to be mended."""
    case = assessment.case
    days = [until_of(each.material, now) for each in assessment.submissions if errors_of(each.findings)]
    if errors_of(assessment.findings):
        days.append(deadline(case.call, case.received_at, now))
    return min((day for day in days if day), default=None)


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


def _is_file(document: Document) -> bool:
    return not document.signature_picture and (document.kind not in CONTAINER_KINDS or bool(document.troubles))
