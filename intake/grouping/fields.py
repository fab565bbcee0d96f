"""A material from what was read: a form's values, a page's, or what a text without a form says of itself."""

from collections.abc import Mapping

from intake.call import Stage
from intake.model import FieldValue, Material, Version
from parsers.facts import FilledForm, Prose


def material_of(stage: Stage, fields: Mapping[str, FieldValue], word: Version | None, pdf: Version | None) -> Material:
    """A material of this mail's versions; its organisation and activity are what its fields say."""
    documents = tuple(version.document.id for version in (word, pdf) if version)
    return Material(
        stage, _text(fields, "host_organisation"), _text(fields, "activity_name"), fields, word, pdf, documents
    )


def form_fields(form: FilledForm) -> Mapping[str, FieldValue]:
    """A form's values by key."""
    return {reading.key: reading.value for reading in form.fields}


def page_fields(form: FilledForm) -> Mapping[str, FieldValue]:
    """The same of a form on pages: what was recognised there and can't be right is left out."""
    return {reading.key: None if reading.problem else reading.value for reading in form.fields}


def prose_fields(stage: Stage, prose: Prose) -> Mapping[str, FieldValue]:
    """A report's values; a stage that asks for a form gets none from a text without it."""
    values: dict[str, FieldValue] = {
        "host_organisation": prose.organisation or None,
        "activity_name": prose.activity or None,
    }
    if not stage.has_form:
        values |= {stage.title_field: prose.title or None, stage.text_field or f"{stage.key}_text": prose.text or None}
    return values


def _text(fields: Mapping[str, FieldValue], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
