"""A blank form's fields, found without being told them: the first half of drafting a call file."""

import io
import json
from pathlib import Path

import docx
import pytest
from docx.document import Document

from config.calls import wordbook
from config.calls.drafting.fields import draft_fields
from parsers.facts import BlankForm, FieldKind, FieldSpec, FormSpec, Kind
from parsers.form import read_forms
from parsers.form.labels import bare
from parsers.form.outline import outline
from parsers.word import read_word
from tests.parsers.form.test_five_forms import COPIES, FORMS, KINDS

BOOK = wordbook()["field"]
KNOWN = tuple(FieldSpec(key, tuple(entry["labels"]), FieldKind(entry["kind"])) for key, entry in BOOK.items())


def outlined(blank: bytes) -> BlankForm:
    return outline(FormSpec("plan", blank, KNOWN, (), 2020))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_labels_and_kinds_of_five_forms(form: Path) -> None:
    asked = json.loads((form / "form.json").read_text("utf-8"))
    found = {each.label: each.kind.value for each in outlined((form / "blank.docx").read_bytes()).fields}
    meant = {bare(each["label"]): KINDS.get(each["kind"], each["kind"]) for each in asked}
    assert {label: found.get(label) for label in meant} == meant
    assert set(found) - set(meant) <= {"推荐单位"}  # printed above the table, and not asked for in form.json


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: f"{copy.parent.name}-{copy.stem}")
def test_filled_copies_are_read_by_what_was_outlined(copy: Path) -> None:
    blank = (copy.parent / "blank.docx").read_bytes()
    fields = draft_fields(outlined(blank).fields, BOOK)
    labels = {each.key: each.label for each in fields}
    spec = FormSpec("plan", blank, tuple(FieldSpec(f.key, (f.label,), f.kind) for f in fields), (), 2020)
    forms = read_forms(read_word(copy.read_bytes(), Kind.DOCX), [spec])
    read = [
        {
            labels[r.key]: {"invalid": r.written} if r.problem else r.value
            for r in form.fields
            if labels[r.key] != "推荐单位"
        }
        for form in forms
    ]
    called = {each["key"]: bare(each["label"]) for each in json.loads((copy.parent / "form.json").read_text("utf-8"))}
    meant = [
        {called[key]: value for key, value in each.items()}
        for each in json.loads(copy.with_suffix(".json").read_text("utf-8"))
    ]
    assert json.loads(json.dumps(read)) == meant


def _saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table(rows: list[list[str]]) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    return _saved(document)


def test_a_label_in_two_groups_is_called_by_its_group() -> None:
    form = outlined(_table([["负责人", "姓名", "", "手机", ""], ["联系人", "姓名", "", "手机", ""]]))
    assert [each.label for each in form.fields] == ["负责人姓名", "负责人手机", "联系人姓名", "联系人手机"]
    assert [each.key for each in draft_fields(form.fields, BOOK)] == [
        *("fu_ze_ren_xing_ming", "fu_ze_ren_shou_ji", "contact_name", "contact_mobile"),
    ]


def test_the_rows_of_a_list_are_no_fields() -> None:
    form = outlined(_table([["作品名称", ""], ["姓名", "分工"], ["", ""], ["", ""]]))
    assert [each.label for each in form.fields] == ["作品名称"]


def test_a_place_for_a_seal_is_no_field_and_a_unit_to_seal_is() -> None:
    document = docx.Document()
    document.add_paragraph("单位盖章：        报送时间：    年   月   日")
    document.add_paragraph("推荐单位（盖章）：")
    assert [(each.label, each.kind) for each in outlined(_saved(document)).fields] == [
        ("报送时间", FieldKind.DATE),
        ("推荐单位", FieldKind.TEXT),
    ]


def test_a_hint_beside_the_label_that_limits_its_length_means_a_text() -> None:
    (field,) = outlined(_table([["作品简介\n（500字以内）", ""]])).fields
    assert (field.label, field.kind, field.hint) == ("作品简介", FieldKind.PROSE, "（500字以内）")


def test_no_organisation_and_no_activity_among_the_labels() -> None:
    fields = draft_fields(
        outlined(_table([["所在单位", ""], ["论文题目", ""], ["论文题目", ""], ["3D模型", ""]])).fields, BOOK
    )
    assert [each.key for each in fields] == ["host_organisation", "activity_name", "field_3d_mo_xing"]
