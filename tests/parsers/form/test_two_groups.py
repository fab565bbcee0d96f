"""The same labels in two groups (负责人, 联系人): each field finds its own, in tables and in lines."""

import io

import docx

from parsers.facts import FieldKind, FieldSpec, FormSpec, Kind
from parsers.form import learn, read_forms
from parsers.word import read_word

ROWS = [
    ["单位名称", "{unit}", "", "", ""],
    ["项目负责人", "姓名", "{leader}", "手机", "{leader_mobile}"],
    ["联系人", "姓名", "{contact}", "手机", "{contact_mobile}"],
]
FIELDS = (
    FieldSpec("unit", ("单位名称",), FieldKind.TEXT),
    FieldSpec("leader", ("项目负责人姓名",), FieldKind.TEXT),
    FieldSpec("leader_mobile", ("项目负责人手机",), FieldKind.MOBILE),
    FieldSpec("contact", ("联系人姓名", "姓名"), FieldKind.TEXT),
    FieldSpec("contact_mobile", ("联系人手机", "手机"), FieldKind.MOBILE),
)
ANSWERS = {
    "unit": "青岭省菌物学会",
    "leader": "周云帆",
    "leader_mobile": "13900001111",
    "contact": "林晓雨",
    "contact_mobile": "13700002222",
}


def _table(rows: list[list[str]], **answers: str) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    texts = [[text.format_map({**dict.fromkeys(ANSWERS, ""), **answers}) for text in row] for row in rows]
    for number, row in enumerate(texts):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    return _saved(document)


def _lines(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return _saved(document)


def _saved(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


SPEC = FormSpec(
    "plan",
    _table([[*row[:2], "", *row[3:]] if row[0] != "单位名称" else [row[0], *[""] * 4] for row in ROWS]),
    FIELDS,
    (),
    2023,
)


def _read(filled: bytes) -> dict[str, object]:
    (form,) = read_forms(read_word(filled, Kind.DOCX), [SPEC])
    return {reading.key: reading.value for reading in form.fields}


def test_each_field_has_a_place_in_its_group() -> None:
    assert {place.field.key: (place.group, place.label) for place in learn(SPEC).places} == {
        "unit": ("", "单位名称"),
        "leader": ("项目负责人", "姓名"),
        "leader_mobile": ("项目负责人", "手机"),
        "contact": ("联系人", "姓名"),
        "contact_mobile": ("联系人", "手机"),
    }


def test_a_filled_copy() -> None:
    assert _read(_table(ROWS, **ANSWERS)) == ANSWERS


def test_groups_in_the_other_order() -> None:
    assert _read(_table([ROWS[0], ROWS[2], ROWS[1]], **ANSWERS)) == ANSWERS


def test_one_group_left_empty() -> None:
    answers = ANSWERS | {"leader": "", "leader_mobile": ""}
    assert _read(_table(ROWS, **answers)) == ANSWERS | {"leader": None, "leader_mobile": None}


def test_typed_again_as_lines() -> None:
    lines = _lines(
        "单位名称：青岭省菌物学会", "姓名：周云帆", "手机：13900001111", "联系人姓名：林晓雨", "联系人手机：13700002222"
    )
    assert _read(lines) == ANSWERS


def test_typed_again_as_lines_without_the_groups() -> None:
    lines = _lines("单位名称：青岭省菌物学会", "姓名：周云帆", "手机：13900001111", "姓名：林晓雨", "手机：13700002222")
    assert _read(lines) == ANSWERS


def test_a_copy_split_over_two_tables_without_their_captions() -> None:
    """The second 姓名 is the second group's, though it stands in a table of its own."""
    document = docx.Document()
    for rows in (
        (["单位名称", ANSWERS["unit"], "姓名", ANSWERS["leader"]], ["手机", ANSWERS["leader_mobile"]]),
        (
            ["姓名", ANSWERS["contact"]],
            ["手机", ANSWERS["contact_mobile"]],
        ),
    ):
        table = document.add_table(len(rows), 4)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
        document.add_paragraph()
    assert _read(_saved(document)) == ANSWERS


def test_two_copies_a_table_each() -> None:
    other = {key: f"{value}" if "mobile" not in key else f"138{value[3:]}" for key, value in ANSWERS.items()}
    other |= {"unit": "青岭省苔藓学会", "leader": "沈秋白", "contact": "何一舟"}
    document = docx.Document()
    for answers in (ANSWERS, other):
        table = document.add_table(len(ROWS), len(ROWS[0]))
        for number, row in enumerate(ROWS):
            for column, text in enumerate(row):
                table.cell(number, column).text = text.format_map(answers)
        document.add_paragraph()
    forms = read_forms(read_word(_saved(document), Kind.DOCX), [SPEC])
    assert [{reading.key: reading.value for reading in form.fields} for form in forms] == [ANSWERS, other]
