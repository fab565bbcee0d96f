"""Two activities in columns beside each other are two copies; a column of remarks is none."""

import io

import docx
import pytest

from config.calls.loading import load_call
from parsers.facts import FilledForm, Kind
from parsers.form import read_forms
from parsers.word import read_word

FORM = load_call("2020-29").stages[0].form
ROWS = [
    ["主办单位名称", "中国云杉工程学会", "中国云杉工程学会"],
    ["主题活动名称", "云杉林下的课堂", "一粒种子的旅行"],
    ["主题活动模块", "√团结引领 □建家办事 □为民服务 □开放合作 □表彰发布", "□团结引领 □建家办事 √为民服务 □开放合作 □表彰发布"],
    ["承办单位名称", "青岭大学林学院", "青岭省苔藓学会"],
    ["姓名", "周云帆", "林晓雨"],
    ["手机", "13900001111", "13700002222"],
    ["电子邮箱", "zhou@spruce.example.org", "lin@spruce.example.org"],
    ["工作方案", "五月在云杉林中开课三次。", "六月在五所小学讲种子的故事。"],
]  # fmt: skip
FIRST = {"activity_name": "云杉林下的课堂", "modules": ("团结引领",), "contact_mobile": "13900001111"}
SECOND = {"activity_name": "一粒种子的旅行", "modules": ("为民服务",), "contact_mobile": "13700002222"}


def _read(rows: list[list[str]], shared: tuple[str, ...] = ()) -> list[FilledForm]:
    """`shared`: labels whose answer spans the columns."""
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text if column < 2 or row[0] not in shared else ""
        if row[0] in shared:
            table.cell(number, 1).merge(table.cell(number, len(row) - 1))
    file = io.BytesIO()
    document.save(file)
    return list(read_forms(read_word(file.getvalue(), Kind.DOCX), [FORM]))


def _values(form: FilledForm) -> dict[str, object]:
    return {reading.key: reading.value for reading in form.fields}


@pytest.mark.parametrize("shared", [(), ("主办单位名称",), ("主办单位名称", "姓名", "电子邮箱")])
def test_a_column_an_activity(shared: tuple[str, ...]) -> None:
    forms = [_values(form) for form in _read(ROWS, shared)]
    assert len(forms) == 2
    for form, own in zip(forms, (FIRST, SECOND), strict=True):
        assert {key: form[key] for key in own} == own
        assert form["host_organisation"] == "中国云杉工程学会"
    assert [form["plan_text"] for form in forms] == [ROWS[-1][1], ROWS[-1][2]]
    assert forms[1]["contact_email"] == ("zhou" if "电子邮箱" in shared else "lin") + "@spruce.example.org"


def test_a_column_of_remarks() -> None:
    (form,) = _read([[*row[:2], "已核对"] for row in ROWS])
    assert _values(form)["contact_name"] is not None


def test_one_column() -> None:
    (form,) = _read([row[:2] for row in ROWS])
    assert {key: _values(form)[key] for key in FIRST} == FIRST
