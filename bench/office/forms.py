"""Forms as data: what they ask for and how their blanks are laid out. One is the shipped call's, others are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

KINDS = ("text", "person", "unit", "units", "phone", "mobile", "email", "date", "options", "prose")


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is one of KINDS; `options` an option group's; `also` other names people use for the label."""

    key: str
    label: str
    kind: str
    required: bool = True
    options: tuple[str, ...] = ()
    hint: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """A row of labels with answers right of them."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Headed:
    """A row of labels with a row of answers under it."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a caption at their left."""

    caption: str
    rows: tuple[Pairs, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """An option group: its label, then a cell an option or all in one cell."""

    field: Field
    style: str = "cells"  # or "cell"


@dataclass(frozen=True, slots=True)
class Section:
    """A free text: under its heading, beside it (a vertical label), or within its own cell."""

    field: Field
    style: str = "under"


@dataclass(frozen=True, slots=True)
class Nested:
    """Rows in a table of its own, inside one cell beside a caption."""

    caption: str
    rows: tuple[Pairs | Headed, ...]


Row = Nested | Pairs | Headed | Group | Ticks | Section


@dataclass(frozen=True)
class Form:
    name: str
    title: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[Field, ...] = ()  # on lines above the table
    seal: str = "单位盖章："  # printed beside the first of them
    between: str = ""  # a printed line between those and the table
    below: tuple[Field, ...] = field(default=())

    def fields(self) -> Iterator[Field]:
        yield from self.above
        for row in self.rows:
            match row:
                case Pairs(fields) | Headed(fields):
                    yield from fields
                case Group(_, rows):
                    yield from (each for inner in rows for each in inner.fields)
                case Nested(_, inner_rows):
                    yield from (each for inner in inner_rows for each in inner.fields)
                case Ticks(each) | Section(each):
                    yield each
        yield from self.below


_PLAN_HINT = (
    "（应突出重点，言简意赅，包括但不限于“五大模块”，列出1-2项最具特色亮点活动的工作思路、实施举措，时间、地点、人员、"
    "主题、主要安排、预期成效等要素，原则上每项活动500字以内，一项一表，表格可自行复制）"
)
PLAN = Form(
    name="2020-29",
    title=("2020年“全国科技工作者日”", "特色亮点活动筹备方案（样表）"),
    above=(Field("submitted_on", "报送时间", "date", required=False),),
    between="一、基本信息",
    rows=(
        Pairs((Field("host_organisation", "主办单位名称", "unit", also=("主办单位",)),)),
        Pairs((Field("activity_name", "主题活动名称", "text", also=("活动名称",)),)),
        Ticks(
            Field(
                "modules",
                "主题活动模块",
                "options",
                options=("团结引领", "建家办事", "为民服务", "开放合作", "表彰发布"),
                hint="（请在相应模块划√，可多选）",
            )
        ),
        Pairs((Field("co_organisers", "承办单位名称", "units", required=False, also=("承办单位",)),)),
        Group(
            "联系人",
            (
                Pairs(
                    (
                        Field("contact_name", "姓  名", "person"),
                        Field("contact_office_phone", "办公电话", "phone", required=False),
                    )
                ),
                Pairs(
                    (
                        Field("contact_mobile", "手  机", "mobile", also=("手机号码", "手机号")),
                        Field("contact_fax", "传    真", "phone", required=False),
                    )
                ),
                Pairs((Field("contact_email", "电子邮箱", "email", also=("邮箱",)),)),
            ),
        ),
        Section(Field("plan_text", "二、工作方案", "prose", hint=_PLAN_HINT)),
    ),
)

# label words for drawn forms, by kind; none of them is the shipped call's alone
_LABELS: dict[str, tuple[str, ...]] = {
    "text": (
        "项目名称",
        "课题名称",
        "职务职称",
        "研究方向",
        "通讯地址",
        "作品名称",
        "参赛组别",
        "专业特长",
        "获奖情况",
    ),
    "person": ("申请人", "推荐人", "负责人", "领队", "参会代表", "经办人"),
    "unit": ("工作单位", "推荐单位", "申报单位", "依托单位", "派出单位"),
    "units": ("合作单位", "支持单位", "参与单位"),
    "phone": ("联系电话", "单位电话", "传真号码", "值班电话"),
    "mobile": ("移动电话", "手机号码", "本人手机"),
    "email": ("电子信箱", "E-mail", "邮箱地址"),
    "date": ("出生日期", "填表日期", "到达日期", "起始时间", "完成日期"),
    "options": ("申报类别", "住宿要求", "参会方式", "成果形式", "资助类型"),
    "prose": ("主要业绩", "推荐意见", "项目简介", "参赛宣言", "情况说明", "创新要点"),
}
_OPTIONS = (
    ("自然科学", "工程技术", "科学普及"),
    ("线上", "线下"),
    ("单间", "合住", "自理"),
    ("论文", "专著", "专利", "标准"),
    ("重点项目", "一般项目", "青年项目", "自筹项目"),
)
_HINTS = (
    "",
    "（请用第三人称填写，不超过三百字，突出近三年的贡献）",
    "（限500字以内，可另附页）",
    "（由所在单位填写并说明理由）",
)
_TITLES = (
    "青年工程师奖励申请书",
    "科普作品征集推荐表",
    "学术年会报名回执",
    "专家信息登记表",
    "科技项目申报表",
    "优秀案例推荐表",
)


def drawn(rng: Random) -> Form:
    """A form that nobody has seen before: labels, order, layout all drawn."""
    stock = {kind: list(labels) for kind, labels in _LABELS.items()}
    for labels in stock.values():
        rng.shuffle(labels)
    counts = {"text": 2, "person": 1, "unit": 1, "units": 1, "phone": 1, "mobile": 1, "email": 1, "date": 1}
    counts["text"] = rng.randrange(1, 4)
    options = [
        Field(f"options_{n}", stock["options"].pop(), "options", options=rng.choice(_OPTIONS))
        for n in range(rng.randrange(1, 2))
    ]
    simple = [
        Field(f"{kind}_{n}", stock[kind].pop(), kind, required=kind not in ("units", "phone", "date"))
        for kind, count in counts.items()
        for n in range(count)
    ]
    rng.shuffle(simple)
    prose = [
        Field(f"prose_{n}", stock["prose"].pop(), "prose", hint=rng.choice(_HINTS)) for n in range(rng.randrange(1, 3))
    ]
    above = tuple(each for each in simple if each.kind == "date") if rng.random() < 0.4 else ()
    rows = _laid_out([each for each in simple if each not in above], rng)
    rows.insert(rng.randrange(len(rows) + 1), Ticks(options[0], rng.choice(("cells", "cell"))))
    rows.extend(Section(each, rng.choice(("under", "beside", "within"))) for each in prose)
    return Form("drawn", (rng.choice(_TITLES),), tuple(rows), above=above, seal=rng.choice(("", "单位（盖章）：")))


def _laid_out(fields: list[Field], rng: Random) -> list[Row]:
    rows: list[Row] = []
    rest = list(fields)
    while rest:
        style = rng.choice(("pair", "pairs", "pairs", "headed", "group"))
        if style == "pair" or len(rest) == 1:
            rows.append(Pairs((rest.pop(0),)))
        elif style == "pairs":
            rows.append(Pairs((rest.pop(0), rest.pop(0))))
        elif style == "headed" and len(rest) >= 3:
            rows.append(Headed((rest.pop(0), rest.pop(0), rest.pop(0))))
        elif style == "group" and len(rest) >= 4 and not any(isinstance(row, Group) for row in rows):
            rows.append(
                Group(
                    rng.choice(("联系方式", "基本情况")),
                    (Pairs((rest.pop(0), rest.pop(0))), Pairs((rest.pop(0), rest.pop(0)))),
                )
            )
    return rows
