"""Forms that ask 姓名 and 手机 of several persons: of the one in charge, and of the one to write to."""

import io
import zipfile

import pytest

from parsers.facts import FieldKind, FieldSpec, FormSpec, Kind, Line, Page, PagedDocument, TextSource
from parsers.form import learn, read_forms, read_paged
from parsers.word import read_word
from tests.wordml import cell, docx, paragraph, table

FIELDS = {
    "activity_name": ("项目名称", FieldKind.TEXT),
    "leader": ("负责人姓名", FieldKind.TEXT),
    "contact_name": ("联系人姓名", FieldKind.TEXT),
    "contact_mobile": ("联系人手机", FieldKind.MOBILE),
    "plan_text": ("项目概述", FieldKind.PROSE),
}
NAMES = ("李四", "13900139000", "王五", "13700137000")
NONE = ("", "", "", "")
ABOUT = "项目概述（不超过300字）：\n"


def begun(text: str) -> str:
    return cell(text, properties='<w:vMerge w:val="restart"/>')


def going_on() -> str:
    return cell("", properties="<w:vMerge/>")


def beside(answers: tuple[str, ...], activity: str = "", about: str = "", tail: bool = True) -> bytes:
    """The groups' captions stand left of their rows."""
    rows = [
        ("项目名称", activity),
        (begun("项目负责人"), "姓名", answers[0]),
        (going_on(), "手机", answers[1]),
        (begun("项目联系人"), "姓名", answers[2]),
        (going_on(), "手机", answers[3]),
        (cell(*f"{ABOUT}{about}".split("\n")),),
        *([("经费预算（万元）",), ("序号", "科目", "金额"), ("1", "", "")] if tail else []),
    ]
    return docx(table(*rows))


def under(answers: tuple[str, ...], activity: str = "", about: str = "") -> bytes:
    """They stand as headings over their rows."""
    rows = [
        ("项目名称", activity),
        ("一、负责人信息",),
        ("姓名", answers[0], "手机", answers[1]),
        ("二、联系人信息",),
        ("姓名", answers[2], "手机", answers[3]),
        ("三、项目概述",),
        (about,),
    ]
    return docx(table(*rows))


def spec(template: bytes) -> FormSpec:
    fields = tuple(FieldSpec(key, (label,), kind) for key, (label, kind) in FIELDS.items())
    return FormSpec("plan", template, fields, (), 2026)


def read(data: bytes, template: bytes) -> list[dict[str, object]]:
    forms = read_forms(read_word(data, Kind.DOCX), [spec(template)])
    return [{field.key: field.value for field in form.fields} for form in forms]


RIGHT = {
    "activity_name": "星河夜话",
    "leader": "李四",
    "contact_name": "王五",
    "contact_mobile": "13700137000",
    "plan_text": "全年十二场。",
}


@pytest.mark.parametrize("form", [beside, under])
def test_each_answer_goes_to_its_own_group(form) -> None:  # type: ignore[no-untyped-def]
    assert read(form(NAMES, "星河夜话", "全年十二场。"), form(NONE)) == [RIGHT]


def test_a_group_that_the_copy_left_out() -> None:
    rows = [("项目名称", "星河夜话"), (begun("项目联系人"), "姓名", "王五"), (going_on(), "手机", "13700137000")]
    (fields,) = read(docx(table(*rows, (f"{ABOUT}全年十二场。",))), beside(NONE))
    assert fields == {**RIGHT, "leader": None}


def test_lines_whose_labels_take_turns() -> None:
    lines = [
        "项目名称：星河夜话",
        "姓名：李四　手机：13900139000",
        "姓名：王五　手机：13700137000",
        "项目概述：全年十二场。",
    ]
    assert read(docx("".join(map(paragraph, lines))), beside(NONE)) == [RIGHT]


def test_lines_that_name_the_group() -> None:
    lines = ["项目名称：星河夜话", "项目联系人姓名：王五", "项目联系人手机：13700137000", "项目概述：全年十二场。"]
    assert read(docx("".join(map(paragraph, lines))), beside(NONE)) == [{**RIGHT, "leader": None}]


def test_labels_side_by_side_over_their_answers() -> None:
    head = ("项目名称", "姓名", "手机", "姓名", "手机", "项目概述")
    row = ("星河夜话", *NAMES, "全年十二场。")
    assert read(docx(table(head, row)), beside(NONE)) == [RIGHT]


def test_a_page_whose_labels_take_turns() -> None:
    said = (
        "项目名称：星河夜话",
        "姓名：李四手机：13900139000",
        "姓名：王五手机：13700137000",
        "项目概述：全年十二场。",
    )
    lines = tuple(Line(text, (0.1, 0.1 + n / 20, 0.9, 0.13 + n / 20)) for n, text in enumerate(said))
    document = PagedDocument((Page(1, 595, 842, lines, TextSource.NATIVE),), 1, 0)
    (form,) = read_paged(document, [spec(beside(NONE))]).forms
    fields = {field.key: field.value for field in form.fields}
    assert (fields["leader"], fields["contact_name"], fields["contact_mobile"]) == ("李四", "王五", "13700137000")


def test_a_second_copy_begins_its_groups_anew() -> None:
    first, second = (beside(NAMES, name, "全年十二场。", tail=False) for name in ("星河夜话", "星河晨话"))
    both = docx("".join(body_of(data) for data in (first, second)))
    assert read(both, beside(NONE)) == [RIGHT, {**RIGHT, "activity_name": "星河晨话"}]


def body_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    return xml.partition("<w:body>")[2].partition("</w:body>")[0]


def test_a_text_left_empty_in_its_own_cell_takes_none_of_the_forms_later_rows() -> None:
    (fields,) = read(beside(NAMES, "星河夜话"), beside(NONE))
    assert fields["plan_text"] is None
    (form,) = read_forms(read_word(beside(NONE), Kind.DOCX), [spec(beside(NONE))])
    assert form.blank


def test_a_label_that_stands_once_needs_no_group() -> None:
    assert learn(spec(beside(NONE))).twins == {
        "姓名": ("项目负责人", "项目联系人"),
        "手机": ("项目负责人", "项目联系人"),
    }
