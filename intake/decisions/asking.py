"""A person's wish as a decision: what it is about is looked up in what is now thought of the mail. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from intake.call import Stage
from intake.codes import CODES, Code, Severity
from intake.decisions.about import documents_of, versions_of
from intake.decisions.amending import field_as_read
from intake.decisions.model import Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.model import Assessment, Finding, JudgedSubmission
from intake.ports import Recorded
from parsers.facts import FieldKind

_INSTEAD = {Code.LATE: DecisionKind.ACCEPT_LATE, Code.TOO_MANY_ACTIVITIES: DecisionKind.KEEP}


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides, when and why."""

    name: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A submission, or a mail's own findings where `receipt` is "", as it is now judged."""

    assessment: Assessment
    receipt: str = ""
    judged: JudgedSubmission | None = None
    recorded: Recorded | None = None  # what it was judged of, None where that is to be read anew

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is found of it."""
        return self.judged.findings if self.judged else self.assessment.findings

    def open(self) -> Iterator[Finding]:
        """What waits for a person."""
        return (each for each in self.findings if each.severity is Severity.REVIEW)

    def decision(self, person: Person, kind: DecisionKind, **about: object) -> Decision:
        """A decision about it."""
        case = self.assessment.case
        return Decision(
            at=person.at,
            actor=person.name,
            reason=person.reason,
            kind=kind,
            call=case.call.name,
            receipt=self.receipt,
            mail=case.digest,
            **about,  # type: ignore[arg-type]  # by name
        )


def on_finding(
    subject: Subject, person: Person, kind: DecisionKind, code: str, field: str = "", says: str = ""
) -> Decision:
    """Confirm or waive one finding. Raises DecisionRefused where there is none such, or several."""
    return _about(subject, person, kind, _one(subject, code, field), says)


def accept(subject: Subject, person: Person) -> tuple[Decision, ...]:
    """Waive all that waits. Raises DecisionRefused where nothing does."""
    return tuple(_about(subject, person, DecisionKind.WAIVE, finding) for finding in _waiting(subject))


def send_back(subject: Subject, person: Person, says: str = "") -> tuple[Decision, ...]:
    """Confirm all that waits: it goes back to its sender. Raises DecisionRefused where nothing does."""
    return tuple(_about(subject, person, DecisionKind.CONFIRM, finding, says) for finding in _waiting(subject))


def add(subject: Subject, person: Person, code: str, says: str, field: str = "", document: str = "") -> Decision:
    """A finding that no rule made. Raises DecisionRefused where the code is unknown, or there are no words for the sender."""
    if code not in CODES:
        raise DecisionRefused(f"没有“{code}”这种核对意见，可用：{'、'.join(each.value for each in CODES)}")
    if field and subject.judged is not None:
        field = _key(subject.judged.material.stage, field)
    if not says.strip():
        raise DecisionRefused("补充问题要写明给报送单位看的话，请用--says写一句")
    documents = (_named(subject, document),) if document else _versions(subject)
    return subject.decision(person, DecisionKind.ADD, code=code, field=field, documents=documents, value=says.strip())


def correct(subject: Subject, person: Person, field: str, value: str) -> Decision:
    """A field's right value. Raises DecisionRefused where it can't be one."""
    judged = subject.judged
    if judged is None:
        raise DecisionRefused("只有报送件才有栏目可以更正，请写明收件编号")
    read = judged.read or judged.material
    field = _key(read.stage, field)
    _check(read.stage, field, value.strip())
    word = (read.word.document.sha256,) if read.word else ()
    said = field_as_read(read, field)
    return subject.decision(person, DecisionKind.CORRECT, field=field, documents=word, said=said, value=value.strip())


def _key(stage: Stage, named: str) -> str:
    """The field that a person names by its key or by the form's label. Raises DecisionRefused where there is none."""
    keys = dict.fromkeys(("host_organisation", "activity_name", *(each.key for each in stage.form.fields)))
    labels = {label: each.key for each in stage.form.fields for label in reversed(each.labels)}
    if named in keys:
        return named
    if named in labels:
        return labels[named]
    known = "、".join(key if stage.label(key) == key else f"{stage.label(key)}（{key}）" for key in keys)
    raise DecisionRefused(f"{stage.name}没有“{named}”这一栏，可用：{known}")


def _about(subject: Subject, person: Person, kind: DecisionKind, finding: Finding, says: str = "") -> Decision:
    before = finding.decided if finding.decided and finding.decided.code else None
    read = (subject.judged.read or subject.judged.material) if subject.judged else None
    return subject.decision(
        person,
        _INSTEAD.get(finding.code, kind) if kind is DecisionKind.WAIVE and subject.receipt else kind,
        code=finding.code.value,
        field=finding.field or "",
        documents=documents_of(subject.assessment.case, read, finding),
        said=before.said if before else finding.detail,
        value=says.strip(),
    )


def _waiting(subject: Subject) -> tuple[Finding, ...]:
    waiting = tuple(subject.open())
    if not waiting:
        raise DecisionRefused(f"{subject.receipt or '这封来信'}没有待人工核对的事项")
    return waiting


def _one(subject: Subject, code: str, field: str) -> Finding:
    found = [each for each in subject.findings if each.code.value == code and field in ("", each.field)]
    if not found:
        there = "、".join(dict.fromkeys(each.code.value for each in subject.findings)) or "没有核对意见"
        where = f"{code}（{field}）" if field else code
        raise DecisionRefused(f"{subject.receipt or '这封来信'}没有{where}，现有：{there}")
    fields = [each.field for each in found if each.field]
    if len(found) > 1 and len(set(fields)) > 1:
        raise DecisionRefused(f"{code}有{len(found)}处，请用--field指明是哪一栏：{'、'.join(fields)}")
    return next((each for each in found if each.severity is Severity.REVIEW), found[0])


def _versions(subject: Subject) -> tuple[str, ...]:
    return versions_of(subject.judged.material) if subject.judged else ()


def _named(subject: Subject, identity: str) -> str:
    documents = subject.assessment.case.examination.documents
    found = next((each.sha256 for each in documents if identity in (each.id, each.name, each.sha256)), None)
    if found is None:
        raise DecisionRefused(f"来信里没有“{identity}”这个文件，现有：{'、'.join(each.name for each in documents)}")
    return found


def _check(stage: Stage, field: str, value: str) -> None:
    """What a person types can be mistyped, too."""
    label, kind = stage.label(field), stage.kind(field)
    if not value:
        return
    if kind is FieldKind.MOBILE and not (len(value) == 11 and value.isascii() and value.isdigit() and value[0] == "1"):
        raise DecisionRefused(f"“{label}”应为1开头的11位数字，写的是“{value}”")
    if kind is FieldKind.EMAIL and (value.count("@") != 1 or "." not in value.rpartition("@")[2] or " " in value):
        raise DecisionRefused(f"“{label}”应为邮箱地址，写的是“{value}”")
    if kind is FieldKind.OPTIONS:
        wrong = [each for each in value.split("、") if each not in stage.form.options]
        if wrong:
            raise DecisionRefused(f"“{label}”没有“{wrong[0]}”这一项，可选：{'、'.join(stage.form.options)}")
    if kind is FieldKind.DATE:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise DecisionRefused(f"“{label}”应写成2020-04-20这样的日期，写的是“{value}”") from error
