"""What decisions change before the rules look: an organisation's deadline, a field's value."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from intake.call import Stage
from intake.decisions.model import Decision, DecisionKind
from intake.model import Case, FieldValue, Material, Version
from intake.naming import organisation_key, units
from parsers.facts import FieldKind, FieldReading, FilledForm, WordDocument
from parsers.facts.counting import characters


def amended(case: Case, receipts: Sequence[str], decisions: Sequence[Decision]) -> Case:
    """The case as decisions have it: corrected fields, extended deadlines; its files' facts stay what they are."""
    materials = tuple(
        _extended(
            _corrected(material, [each for each in decisions if each.receipt and each.receipt == receipt]), decisions
        )
        for material, receipt in zip(case.materials, receipts, strict=True)
    )
    return replace(case, materials=materials)


def _extended(material: Material, decisions: Iterable[Decision]) -> Material:
    names = {organisation_key(name) for name in (material.organisation, *units(material.organisation))} - {""}
    days = [
        date.fromisoformat(each.value)
        for each in decisions
        if each.kind is DecisionKind.EXTENSION and each.stage == material.stage.key
        if organisation_key(each.organisation) in names
    ]
    last = max([*days[-1:], material.stage.deadline])
    return (
        material if last == material.stage.deadline else replace(material, stage=replace(material.stage, deadline=last))
    )


def _corrected(material: Material, decisions: Iterable[Decision]) -> Material:
    for each in decisions:
        if each.kind is DecisionKind.CORRECT and still_says(material, each):
            material = _with_field(material, each.field, value_of(material.stage, each.field, each.value))
    return material


def still_says(material: Material, decision: Decision) -> bool:
    """Whether the field still stands as it did when it was corrected: the same Word version, or the same words."""
    word = material.word.document.sha256 if material.word else ""
    return (bool(word) and decision.documents == (word,)) or field_as_read(material, decision.field) == decision.said


def field_as_read(material: Material, key: str) -> str:
    """A field's value as one line of text, options joined by 、; "" where it is empty."""
    form = _form(material.word)
    reading = form.field(key) if form is not None else None
    if reading is not None:
        return as_text(reading.value) or " ".join(reading.written.split())
    return as_text(material.fields.get(key)) or {
        "host_organisation": material.organisation,
        "activity_name": material.activity,
    }.get(key, "")


def as_text(value: FieldValue) -> str:
    """A field's value as a person writes it."""
    return "、".join(value) if isinstance(value, tuple) else value or ""


def value_of(stage: Stage, key: str, text: str) -> FieldValue:
    """A person's writing as the field's value."""
    if stage.kind(key) is FieldKind.OPTIONS:
        return units(text)
    return text or None


def _with_field(material: Material, key: str, value: FieldValue) -> Material:
    changes: dict[str, object] = {"fields": {**material.fields, key: value}}
    named = {"host_organisation": "organisation", "activity_name": "activity"}
    if key in named:
        changes[named[key]] = as_text(value)
    if material.word is not None:
        changes["word"] = _reading_otherwise(material.stage, material.word, key, value)
    return replace(material, **changes)  # type: ignore[arg-type]  # by name


def _reading_otherwise(stage: Stage, version: Version, key: str, value: FieldValue) -> Version:
    """The version as if its form, or its text, said so: the rules look there. What is free text is counted anew."""
    form, content = _form(version), version.document.content
    if not isinstance(content, WordDocument):
        return version
    if form is None:
        return _with_content(version, _prose_otherwise(stage, content, key, value))
    readings = tuple(_read(reading, value) if reading.key == key else reading for reading in form.fields)
    changed = replace(form, fields=readings)
    if stage.kind(key) is FieldKind.PROSE:
        texts = (reading.value for reading in readings if stage.kind(reading.key) is FieldKind.PROSE)
        changed = replace(changed, characters=characters("\n".join(as_text(text) for text in texts)))
    return _with_content(
        version, replace(content, forms=tuple(changed if each is form else each for each in content.forms))
    )


def _prose_otherwise(stage: Stage, content: WordDocument, key: str, value: FieldValue) -> WordDocument:
    """A text without a form: of its fields, the free text alone is counted."""
    if stage.has_form or key != stage.text_field:
        return content
    text = as_text(value)
    return replace(content, prose=replace(content.prose, text=text, characters=characters(text)))


def _with_content(version: Version, content: WordDocument) -> Version:
    return replace(version, document=replace(version.document, content=content))


def _read(reading: FieldReading, value: FieldValue) -> FieldReading:
    return replace(reading, value=value, problem="")


def _form(version: Version | None) -> FilledForm | None:
    content = version.document.content if version is not None else None
    if version is None or version.form is None or not isinstance(content, WordDocument):
        return None
    return content.forms[version.form] if version.form < len(content.forms) else None
