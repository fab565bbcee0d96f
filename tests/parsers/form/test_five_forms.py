"""Five forms that have nothing in common (tests/corpus/forms): one code learns and reads them all.

Made by `python -m bench.office.five`; beside each copy stands what was meant when it was written.
"""

import json
from pathlib import Path

import pytest

from parsers.facts import FieldKind, FieldSpec, FormSpec, Kind
from parsers.form import learn, read_forms
from parsers.word import read_word

FORMS = sorted((Path(__file__).parents[2] / "corpus" / "forms").iterdir())
COPIES = [copy for form in FORMS for copy in sorted(form.glob("[0-9]*.docx"))]
KINDS = {"person": "text", "unit": "text", "units": "text"}


def spec(form: Path) -> FormSpec:
    asked = json.loads((form / "form.json").read_text("utf-8"))
    fields = tuple(FieldSpec(a["key"], (a["label"],), FieldKind(KINDS.get(a["kind"], a["kind"]))) for a in asked)
    return FormSpec(form.name, (form / "blank.docx").read_bytes(), fields, (), 2020)


def test_there_are_five() -> None:
    assert [form.name for form in FORMS] == ["application", "nested", "recommendation", "registration", "sideways"]
    assert len(COPIES) == 15


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_label_of_the_blank_is_learnt_and_the_blank_is_blank(form: Path) -> None:
    asked = spec(form)
    assert {place.field.key for place in learn(asked).places} == {field.key for field in asked.fields}
    (empty,) = read_forms(read_word((form / "blank.docx").read_bytes(), Kind.DOCX), [asked])
    assert empty.blank


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: f"{copy.parent.name}-{copy.stem}")
def test_a_filled_copy_says_what_was_meant(copy: Path) -> None:
    forms = read_forms(read_word(copy.read_bytes(), Kind.DOCX), [spec(copy.parent)])
    read = [{r.key: {"invalid": r.written} if r.problem else r.value for r in form.fields} for form in forms]
    meant = json.loads(copy.with_suffix(".json").read_text("utf-8"))
    assert json.loads(json.dumps(read)) == meant


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_form_is_taken_for_another(form: Path) -> None:
    document = read_word((form / "1.docx").read_bytes(), Kind.DOCX)
    assert {found.stage for found in read_forms(document, [spec(other) for other in FORMS])} == {form.name}
