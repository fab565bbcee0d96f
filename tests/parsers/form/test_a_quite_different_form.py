"""Two forms that share nothing with the shipped one: the same code learns and reads them."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from parsers.facts import FieldKind, FieldSpec, FilledForm, FormSpec, Kind
from parsers.form import learn, read_forms
from parsers.form.blank import Slot
from parsers.word import read_word

KEYS = {
    "applicant": (("申请人",), FieldKind.TEXT),
    "gender": (("性别",), FieldKind.OPTIONS),
    "born_on": (("出生年月日",), FieldKind.DATE),
    "unit": (("工作单位",), FieldKind.TEXT),
    "mobile": (("移动电话",), FieldKind.MOBILE),
    "email": (("E-mail",), FieldKind.EMAIL),
    "category": (("申报类别",), FieldKind.OPTIONS),
    "achievements": (("主要业绩",), FieldKind.PROSE),
    "opinion": (("推荐意见",), FieldKind.PROSE),
    "recommender": (("推荐人",), FieldKind.TEXT),
}
HINT = "（请用第三人称填写，不超过三百字，重点说明近三年的贡献）"


def put(document: DocumentObject, rows: list[list[str]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> None:
    """A table of these rows; merges are (row, column, last row, last column)."""
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for top, left, bottom, right in merges:
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text


def application(answers: dict[str, str]) -> bytes:
    """Labels as a header row with answers under them, a vertical label beside a long text, a line under the table."""
    a = {key: answers.get(key, "") for key in KEYS}
    document = Document()
    document.add_paragraph("青年工程师奖励申请书")
    put(
        document,
        [
            ["申请人", "性别", "出生年月日", "工作单位"],
            [a["applicant"], a["gender"] or "□男 □女", a["born_on"] or "年　月　日", a["unit"]],
            ["移动电话", a["mobile"], "E-mail", a["email"]],
            ["申报类别", a["category"] or "林业（ ）　水利（ ）　测绘（ ）", "", ""],
            ["主\n要\n业\n绩", a["achievements"] or HINT, "", ""],
            ["推荐意见：\n" + a["opinion"], "", "", ""],
        ],
        ((3, 1, 3, 3), (4, 1, 4, 3), (5, 0, 5, 3)),
    )
    document.add_paragraph(f"推荐人（签字）：{a['recommender']}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def spec(template: bytes, keys: dict[str, tuple[tuple[str, ...], FieldKind]]) -> FormSpec:
    fields = tuple(FieldSpec(key, labels, kind) for key, (labels, kind) in keys.items())
    return FormSpec("apply", template, fields, (), 2024)


SPEC = spec(application({}), KEYS)
ANSWERS = {
    "applicant": "李　四",
    "gender": "□男 ☑女",
    "born_on": "1990.5.4",
    "unit": "青岭勘测设计院",
    "mobile": "138 0000 5678",
    "email": "lisi@example.org",
    "category": "林业（ ）　水利（√）　测绘（√）",
    "achievements": "主持青岭水库勘测。\n获省级奖励两项。",
    "opinion": "同意推荐。",
    "recommender": "王五",
}
VALUES = {
    "applicant": "李四",
    "gender": ("女",),
    "born_on": "1990-05-04",
    "unit": "青岭勘测设计院",
    "mobile": "13800005678",
    "email": "lisi@example.org",
    "category": ("水利", "测绘"),
    "achievements": "主持青岭水库勘测。\n获省级奖励两项。",
    "opinion": "同意推荐。",
    "recommender": "王五",
}


def values(form: FilledForm) -> dict[str, str | tuple[str, ...] | None]:
    return {reading.key: reading.value for reading in form.fields}


def test_places_of_the_application() -> None:
    places = {place.field.key: place for place in learn(SPEC).places}
    assert set(places) == set(KEYS)
    assert {key for key, place in places.items() if place.slot is Slot.UNDER} == {
        "applicant",
        "gender",
        "born_on",
        "unit",
    }
    assert places["gender"].choices == ("男", "女")
    assert places["category"].choices == ("林业", "水利", "测绘")


def test_the_application_filled() -> None:
    (form,) = read_forms(read_word(application(ANSWERS), Kind.DOCX), [SPEC])
    assert values(form) == VALUES
    assert (form.labels_found, form.labels_expected, form.blank) == (10, 10, False)


def test_the_application_blank() -> None:
    (form,) = read_forms(read_word(application({}), Kind.DOCX), [SPEC])
    assert set(values(form).values()) == {None}
    assert form.blank


def test_an_empty_field_is_not_filled_from_its_neighbour() -> None:
    (form,) = read_forms(read_word(application({**ANSWERS, "applicant": "", "mobile": ""}), Kind.DOCX), [SPEC])
    assert values(form) == {**VALUES, "applicant": None, "mobile": None}


REGISTRATION_KEYS = {
    "society": (("参会学会", "学会全称"), FieldKind.TEXT),
    "delegate": (("代表",), FieldKind.TEXT),
    "phone": (("联络电话",), FieldKind.PHONE),
    "arrival": (("到达日期",), FieldKind.DATE),
    "dinner": (("用餐",), FieldKind.OPTIONS),
    "remarks": (("三、其他说明",), FieldKind.PROSE),
}


def registration(society: str = "", people: str = "", dinner: str = "□清真 □素食", remarks: str = "") -> bytes:
    """A form of lines without any table."""
    document = Document()
    for line in (
        "年会回执",
        f"学会全称：{society or '　　　　　　　'}",
        people or "代表：　　　　联络电话：　　　　到达日期：　　年　　月　　日",
        f"用餐：{dinner}",
        "三、其他说明",
        remarks or "（如有特殊需要请在此注明）",
    ):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


REGISTRATION = spec(registration(), REGISTRATION_KEYS)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (registration, dict.fromkeys(REGISTRATION_KEYS)),
        (
            lambda: registration(
                "中国云杉工程学会",
                "代表：张　三　联络电话：（010）62168299　到达日期：2024年 5 月 4 日",
                "□清真 √素食",
                "需要轮椅通道。\n另带一名助手。",
            ),
            {
                "society": "中国云杉工程学会",
                "delegate": "张三",
                "phone": "010-62168299",
                "arrival": "2024-05-04",
                "dinner": ("素食",),
                "remarks": "需要轮椅通道。\n另带一名助手。",
            },
        ),
    ],
)
def test_a_form_of_lines(make: Callable[[], bytes], expected: dict[str, object]) -> None:
    (form,) = read_forms(read_word(make(), Kind.DOCX), [REGISTRATION])
    assert values(form) == expected


def test_each_form_is_told_from_the_other() -> None:
    both = [SPEC, REGISTRATION]
    assert len(read_forms(read_word(application(ANSWERS), Kind.DOCX), both)) == 1
    assert len(read_forms(read_word(registration("中国云杉工程学会"), Kind.DOCX), both)) == 1
