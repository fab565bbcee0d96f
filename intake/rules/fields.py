"""field_missing, field_invalid, module_missing: what the form asks for and doesn't hold."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from intake.rules.form import form_of, label_of
from parsers.facts import FieldKind, FieldReading

# fields whose emptiness is worth a word though the call doesn't require them (CONTRACT, field_missing)
_WORTH_A_WORD = frozenset(("contact_office_phone", "submitted_on"))


def check(case: Case, material: Material) -> Iterator[Finding]:
    """A form's fields in its order; of a text without a form, what couldn't be read from it, for a person."""
    del case
    form = form_of(material)
    if form is not None and not form.blank:
        for reading in form.fields:
            yield from _of_reading(material, reading)
    elif not material.stage.has_form and material.word is not None and material.word.document.content is not None:
        yield from _of_prose(material)


def _of_reading(material: Material, reading: FieldReading) -> Iterator[Finding]:
    required = reading.key in material.stage.required
    label = label_of(material, reading.key)
    if reading.problem:
        severity = Severity.ERROR if required else Severity.WARNING
        detail = f"表中“{label}”一栏{_short(reading.problem)}，请核对后重新填写。"
        yield Finding(Code.FIELD_INVALID, severity, detail, field=reading.key)
    elif not reading.value and required and material.stage.kind(reading.key) is FieldKind.OPTIONS:
        detail = f"表中“{label}”一栏没有勾选任何一项，请在相应项划√（可多选）。"
        yield Finding(Code.MODULE_MISSING, Code.MODULE_MISSING.severity, detail, field=reading.key)
    elif not reading.value and (required or reading.key in _WORTH_A_WORD):
        severity = Severity.ERROR if required else Severity.WARNING
        wish = "请补填" if required else "方便时请补充"
        detail = f"表中“{label}”一栏没有填写，{wish}。"
        yield Finding(Code.FIELD_MISSING, severity, detail, field=reading.key)


def _of_prose(material: Material) -> Iterator[Finding]:
    known = {"host_organisation": material.organisation, "activity_name": material.activity}
    for key in material.stage.required:
        if not (known.get(key) or material.fields.get(key)):
            detail = f"未能从{material.stage.name}中读出“{material.stage.label(key)}”，请人工核对。"
            yield Finding(Code.FIELD_MISSING, Severity.REVIEW, detail, field=key)


def _short(problem: str) -> str:
    line = " ".join(problem.split())
    return line if len(line) <= 80 else f"{line[:80]}…"
