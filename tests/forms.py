"""Filled copies of the shipped blank, made for tests by python-docx."""

import io
from pathlib import Path

from docx import Document

from parsers.facts import FieldSpec, FormSpec
from tests.cases import LABELS

BLANK = Path(__file__).parents[1] / "config" / "calls" / "2020-29-plan.docx"
MODULES = ("团结引领", "建家办事", "为民服务", "开放合作", "表彰发布")
SPEC = FormSpec(
    stage="plan",
    template=BLANK.read_bytes(),
    fields=tuple(FieldSpec(key, (label,), kind) for key, (label, kind) in LABELS.items()),
    options=MODULES,
    year=2020,
)
ANSWERS = {
    "host_organisation": "中国云杉工程学会",
    "activity_name": "云杉林下的科技工作者节",
    "co_organisers": "青岭大学林学院",
    "contact_name": "张　三",
    "contact_office_phone": "（010）6216 8299 转 801",
    "contact_mobile": "139 0000 1234",
    "contact_fax": "无",
    "contact_email": "ZhangSan＠Spruce.EXAMPLE.org",
}
_CELLS = {
    "host_organisation": (0, 1),
    "activity_name": (1, 1),
    "co_organisers": (3, 1),
    "contact_name": (4, 2),
    "contact_office_phone": (4, 5),
    "contact_mobile": (5, 2),
    "contact_fax": (5, 5),
    "contact_email": (6, 2),
}
PLAN = (
    "一、工作思路\n以云杉林为课堂，请科技工作者讲自己的故事。\n二、主要安排\n5月30日在青岭举办宣讲会，预计200人参加。"
)


def filled(
    answers: dict[str, str] | None = None,
    modules: tuple[str, ...] = ("团结引领", "为民服务"),
    plan: str = PLAN,
    submitted: str = "2020年4月16日",
    mark: str = "{option}（√）",
    keep_hint: bool = False,
) -> bytes:
    """A docx of the blank with these answers in the cells where they belong."""
    document = Document(str(BLANK))
    table = document.tables[0]
    for key, answer in {**ANSWERS, **(answers or {})}.items():
        row, column = _CELLS[key]
        table.cell(row, column).text = answer
    for column, option in enumerate(MODULES, 1):
        if option in modules:
            table.cell(2, column).text = mark.format(option=option)
    cell = table.cell(8, 0)
    hint = cell.paragraphs[0].text
    cell.text = f"{hint}\n{plan}" if keep_hint else plan
    document.paragraphs[2].text = f"单位盖章：                 报送时间：{submitted}"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
