"""Five forms that have nothing in common, drawn up by hand, and their filled copies, for tests/corpus/forms.

python -m bench.office.five tests/corpus/forms
"""

import json
import sys
from pathlib import Path

from bench.office.filling import Sample, sample
from bench.office.forms import Field, Form, Group, Headed, Nested, Pairs, Section, Ticks
from bench.office.layout import blank, blank_lines

COPIES = 3
_OPTIONS = ("自然科学", "工程技术", "科学普及")

AWARD = Form(
    "application",
    ("青年工程师奖励申请书",),
    rows=(
        Headed((Field("applicant", "申请人", "person"), Field("born_on", "出生日期", "date"), Field("unit", "工作单位", "unit"))),
        Pairs((Field("mobile", "移动电话", "mobile"), Field("email", "E-mail", "email"))),
        Ticks(Field("category", "申报类别", "options", options=_OPTIONS), "cell"),
        Section(Field("achievements", "主要业绩", "prose", hint="（请用第三人称填写，不超过三百字，突出近三年的贡献）"), "beside"),
        Section(Field("opinion", "推荐意见", "prose"), "within"),
    ),
)  # fmt: skip
RECOMMENDATION = Form(
    "recommendation",
    ("优秀科普作品推荐表",),
    above=(Field("filled_on", "填表日期", "date", required=False),),
    seal="推荐单位（盖章）：",
    rows=(
        Pairs((Field("work", "作品名称", "text"),)),
        Pairs((Field("author", "作者", "person"), Field("partners", "合作单位", "units", required=False))),
        Group(
            "联系方式",
            (
                Pairs((Field("mobile", "本人手机", "mobile"), Field("phone", "单位电话", "phone", required=False))),
                Pairs((Field("email", "电子信箱", "email"), Field("fax", "传真号码", "phone", required=False))),
            ),
        ),
        Ticks(Field("form", "成果形式", "options", options=("图书", "视频", "展品", "讲座"))),
        Section(Field("summary", "三、作品简介", "prose", hint="（限500字以内，可另附页）")),
    ),
)
REGISTRATION = Form(
    "registration",
    ("学术年会回执",),
    rows=(
        Pairs((Field("society", "学会全称", "unit"),)),
        Pairs((Field("delegate", "参会代表", "person"),)),
        Pairs((Field("mobile", "手机号码", "mobile"),)),
        Pairs((Field("arrival", "到达日期", "date", required=False),)),
        Ticks(Field("stay", "住宿要求", "options", options=("单间", "合住", "自理"))),
        Section(Field("remarks", "其他说明", "prose")),
    ),
)
NESTED = Form(
    "nested",
    ("专家信息登记表",),
    rows=(
        Pairs((Field("expert", "专家姓名", "person"), Field("unit", "所在单位", "unit"))),
        Nested(
            "通讯方式",
            (
                Pairs((Field("mobile", "移动电话", "mobile"), Field("phone", "办公座机", "phone", required=False))),
                Pairs((Field("email", "邮箱地址", "email"),)),
            ),
        ),
        Section(Field("field", "专业特长", "prose"), "under"),
    ),
)
SIDEWAYS = Form(
    "sideways",
    ("实验室开放日申报单",),
    rows=(
        Headed((Field("laboratory", "实验室名称", "unit"), Field("subject", "开放主题", "text"), Field("opens_on", "开放日期", "date"))),
        Headed((Field("head", "负责人", "person"), Field("mobile", "负责人手机", "mobile"), Field("email", "负责人邮箱", "email"))),
        Section(Field("route", "参观路线", "prose"), "beside"),
        Section(Field("safety", "安全措施", "prose", hint="（由安全员填写，说明应急预案和责任人）"), "beside"),
    ),
)  # fmt: skip
FORMS = (AWARD, RECOMMENDATION, REGISTRATION, NESTED, SIDEWAYS)


def written(folder: Path) -> None:
    """Each form's blank, what it asks for, its filled copies and what they mean."""
    for form in FORMS:
        place = folder / form.name
        place.mkdir(parents=True, exist_ok=True)
        lines = form is REGISTRATION
        (place / "blank.docx").write_bytes(blank_lines(form) if lines else blank(form))
        fields = [{"key": each.key, "label": each.label, "kind": each.kind} for each in form.fields()]
        _json(place / "form.json", fields)
        for number in range(COPIES):
            made = sample(form, 29, number)
            (place / f"{number + 1}.docx").write_bytes(made.data)
            _json(place / f"{number + 1}.json", _meant(made))


def _meant(made: Sample) -> list[dict[str, object]]:
    return [
        {key: {"invalid": answer.written} if answer.invalid else answer.value for key, answer in truth.items()}
        for truth in made.truths
    ]


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    written(Path(sys.argv[1]))
