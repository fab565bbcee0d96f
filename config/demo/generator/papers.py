"""Fills the blank form as offices do, and writes the papers around it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from config.demo.generator.names import Unit

BLANK = Path(__file__).parents[2] / "calls" / "2020-29-plan.docx"
MODULES = ("团结引领", "建家办事", "为民服务", "开放合作", "表彰发布")
_CELLS = {
    "host": (0, 1),
    "activity": (1, 1),
    "co": (3, 1),
    "person": (4, 2),
    "phone": (4, 5),
    "mobile": (5, 2),
    "fax": (5, 5),
    "email": (6, 2),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One filled form. `other` replaces answers by their short key; `letterhead` is set in red above it."""

    unit: Unit
    activity: str
    text: str
    modules: tuple[str, ...] = ("团结引领",)
    co: str = ""
    submitted: str = "2020年4月16日"
    mark: str = "（√）"
    letterhead: str = ""
    other: Mapping[str, str] = field(default_factory=dict)


def plan_docx(plan: Plan) -> bytes:
    """The blank filled with a plan, as docx."""
    document = Document(str(BLANK))
    fill(document, plan)
    return settled(document)


def two_plans_docx(first: Plan, second: Plan) -> bytes:
    """Two activities in one document, the form copied as its hint allows (一项一表，表格可自行复制)."""
    document, other = Document(str(BLANK)), Document(str(BLANK))
    fill(document, first)
    fill(other, second)
    body = document.element.body
    section = body[-1]
    for element in list(other.element.body)[:-1]:
        section.addprevious(element)
    return settled(document)


def fill(document: DocumentType, plan: Plan) -> None:
    """Put the answers where the form wants them."""
    table = document.tables[0]
    unit = plan.unit
    answers = {
        "host": unit.name,
        "activity": plan.activity,
        "co": plan.co,
        "person": unit.person,
        "phone": unit.phone,
        "mobile": unit.mobile,
        "fax": "",
        "email": unit.email,
    }
    for key, answer in {**answers, **plan.other}.items():
        row, column = _CELLS[key]
        table.cell(row, column).text = answer
    for column, option in enumerate(MODULES, 1):
        if option in plan.modules:
            table.cell(2, column).text = f"{option}{plan.mark}"
    table.cell(8, 0).text = plan.text
    document.paragraphs[2].text = f"单位盖章：                      报送时间：{plan.submitted}"
    if plan.letterhead:
        _letterhead(document, plan.letterhead)


def _letterhead(document: DocumentType, name: str) -> None:
    """A red head with its line, as on official paper (红头)."""
    first = document.paragraphs[0]
    line = first.insert_paragraph_before("━" * 22)
    head = line.insert_paragraph_before(f"{name}文件")
    for paragraph, size in ((head, 30), (line, 14)):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), True, RGBColor(0xD0, 0x12, 0x1B)


def settled(document: DocumentType) -> bytes:
    """The document's bytes without a trace of when they were written."""
    buffer = io.BytesIO()
    document.save(buffer)
    return rezipped(buffer.getvalue(), {})


def rezipped(package: bytes, added: Mapping[str, bytes]) -> bytes:
    """A zip written anew with one fixed date, and further members (a macro's part, for instance)."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        members = {info.filename: source.read(info) for info in source.infolist()}
        for name, data in {**members, **added}.items():
            target.writestr(zipfile.ZipInfo(name, (2020, 4, 16, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()
