"""What a person knows better than the program: a field's right value, a finding that no rule made, where a mail belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from starlette.responses import Response

from archive.listing import of_organisation
from intake.call import Stage
from intake.codes import CODES, About, Code
from intake.deciding import Outcome
from intake.decisions import asking
from intake.decisions.amending import as_text, field_as_read
from intake.decisions.asking import Person, Subject
from intake.decisions.model import NEW, Decision
from intake.errors import BlobMissing, DecisionRefused
from intake.grouping.evidence import Reason
from intake.receipt import as_typed, call_of
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import FieldKind
from review_export.web.pages.scope import subject_of
from review_export.web.pages.waiting import LONGEST, undoable
from review_export.web.visit import Visit, missing

_MOST_BESIDE = 20  # submissions of the same organisation that are offered


@dataclass(frozen=True, slots=True)
class Line:
    """A field as it stands and as it was read; `options` where these are ticked."""

    key: str
    label: str
    kind: FieldKind
    value: str
    read: str
    options: tuple[str, ...]

    @property
    def ticked(self) -> tuple[str, ...]:
        """The options that are ticked now."""
        return tuple(each for each in self.value.split("、") if each)


def amend(visit: Visit) -> Response:
    """The page."""
    return _shown(visit, subject_of(visit))


def amended(visit: Visit) -> Response:
    """One of the three, then the submission with a way back."""
    subject = subject_of(visit)
    try:
        outcome = _done(visit, subject)
    except (DecisionRefused, BlobMissing, ParsingFailed, ScratchRefused) as refused:
        return _shown(visit, subject, str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    made = outcome.decisions
    receipt = made[0].value if visit.form["amend"] == "belongs" else subject.receipt
    return visit.see(f"{_submissions(visit)}/{quote(receipt, safe='')}", undo="-".join(str(each.id) for each in made))


def _done(visit: Visit, subject: Subject) -> Outcome:
    """Raises DecisionRefused, BlobMissing, ParsingFailed, ScratchRefused."""
    form, parts = visit.form, visit.parts
    person = Person(visit.somebody.name, visit.now, form["reason"][:LONGEST])
    if form["mail"] != subject.assessment.case.digest:
        raise DecisionRefused("这期间又来了新的材料，请看过新的再改")
    match form["amend"]:
        case "correct":
            return parts.decider.decide(*_corrections(visit, subject, person))
        case "add":
            says = form["says"][:LONGEST]
            return parts.decider.decide(
                asking.add(subject, person, form["code"], says, form["field"], form["document"])
            )
        case "belongs":
            return parts.placer.place(subject.receipt, _place(visit), person)
    raise DecisionRefused("没有这样的决定，请返回重试")


def _corrections(visit: Visit, subject: Subject, person: Person) -> Sequence[Decision]:
    """A decision for each field that is written otherwise now. Raises DecisionRefused where none is, or one can't be so."""
    written = {line.key: _written(visit, line) for line in _lines(subject)}
    changed = [line.key for line in _lines(subject) if written[line.key] != line.value]
    if not changed:
        raise DecisionRefused("没有哪一栏有改动")
    return tuple(asking.correct(subject, person, key, written[key]) for key in changed)


def _written(visit: Visit, line: Line) -> str:
    if line.kind is FieldKind.OPTIONS:
        return "、".join(visit.form.all(f"field-{line.key}"))
    return visit.form[f"field-{line.key}"].replace("\r\n", "\n")


def _place(visit: Visit) -> str:
    """The number that the mail's material belongs to, or `NEW`. Raises DecisionRefused."""
    to = visit.form["to"]
    if to == NEW:
        return NEW
    number = as_typed(visit.form["receipt"] if to == "other" else to)
    if not number:
        raise DecisionRefused("请选择归入哪一件，或写出收件编号")
    if call_of(number) != visit.call.name:
        raise DecisionRefused(f"没有收件编号{number}，请核对；另立一件请选“另立一件”")
    return number


def _shown(visit: Visit, subject: Subject, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    judged = subject.judged
    if judged is None:
        raise missing()
    stage = judged.material.stage
    return visit.show(
        "amending.html",
        status,
        subject=subject,
        stage=stage,
        lines=tuple(_lines(subject)),
        typed=visit.form,
        codes=_codes(),
        documents=[each for each in subject.assessment.case.examination.documents if _may_be_named(subject, each.id)],
        labels=tuple((line.key, line.label) for line in _lines(subject)),
        candidates=judged.material.candidates,
        reasons={each.value: each.wording for each in Reason},
        beside=_beside(visit, subject, stage),
        back=f"{_submissions(visit)}/{quote(subject.receipt, safe='')}",
        fault=fault,
        undo=undoable(visit),
    )


def _lines(subject: Subject) -> Iterator[Line]:
    judged = subject.judged
    if judged is None:
        return
    now, read = judged.material, judged.read or judged.material
    names = {"host_organisation": now.organisation, "activity_name": now.activity}
    stage = now.stage
    for key in dict.fromkeys((*names, *(each.key for each in stage.form.fields))):
        kind = stage.kind(key)
        value = as_text(now.fields.get(key)) or names.get(key, "")
        options = stage.form.options if kind is FieldKind.OPTIONS else ()
        yield Line(key, _label(stage, key), kind, value, field_as_read(read, key), options)


def _label(stage: Stage, key: str) -> str:
    plain = {"host_organisation": "报送单位", "activity_name": "活动名称"}
    return stage.label(key) if stage.label(key) != key else plain.get(key, key)


def _codes() -> tuple[Code, ...]:
    """What a person may find of a submission."""
    return tuple(code for code, entry in CODES.items() if entry.about is not About.MESSAGE)


def _may_be_named(subject: Subject, identity: str) -> bool:
    return subject.judged is not None and identity in subject.judged.material.documents


def _beside(visit: Visit, subject: Subject, stage: Stage) -> tuple[tuple[str, str], ...]:
    """Other submissions of the same organisation at the same stage, (number, activity), that aren't candidates already."""
    if subject.judged is None:
        return ()
    material = subject.judged.material
    known = {subject.receipt, *(each.receipt for each in material.candidates)}
    call, most = visit.call.name, _MOST_BESIDE
    alike = of_organisation(visit.parts.records, call, stage.key, material.organisation, most)
    return tuple(each for each in alike if each[0] not in known)


def _submissions(visit: Visit) -> str:
    return f"{visit.base}/submissions"
