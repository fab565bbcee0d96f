"""Forms of lines whose free texts stand between printed headings, some of them of no field."""

from parsers.facts import FieldKind, FieldSpec, FormSpec, Kind
from parsers.form import read_forms
from parsers.word import read_word
from tests.wordml import docx, paragraph, table

FIELDS = (
    ("unit", "推荐单位", FieldKind.TEXT),
    ("name", "姓名", FieldKind.TEXT),
    ("deeds", "主要事迹", FieldKind.PROSE),
)
HEADER = ("序号", "服务时间", "服务项目")


def form(unit: str = "____", name: str = "____", deeds: str = "", *, served: bool = True, opinion: str = "") -> bytes:
    body = paragraph(f"推荐单位：{unit}　姓名：{name}") + paragraph("一、主要事迹（800字以内）：")
    body += "".join(paragraph(line) for line in deeds.split("\n"))
    body += table(HEADER, ("1", "", "")) if served else ""
    return docx(body + paragraph("二、推荐单位意见：") + paragraph(opinion))


SPEC = FormSpec("plan", form(), tuple(FieldSpec(key, (label,), kind) for key, label, kind in FIELDS), (), 2026)


def deeds(data: bytes) -> object:
    (read,) = read_forms(read_word(data, Kind.DOCX), [SPEC])
    reading = read.field("deeds")
    assert reading is not None
    return reading.value


def test_the_forms_next_table_ends_a_text() -> None:
    assert deeds(form("星河市科技馆", "赵六", "坚持创作。\n出版三部。")) == "坚持创作。\n出版三部。"


def test_a_heading_of_no_field_ends_a_text() -> None:
    filled = form("星河市科技馆", "赵六", "坚持创作。", served=False, opinion="同意推荐。")
    assert deeds(filled) == "坚持创作。"


def test_the_blank_itself_is_unfilled() -> None:
    (read,) = read_forms(read_word(form(), Kind.DOCX), [SPEC])
    assert read.blank
