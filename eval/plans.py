"""Invented plans and reports: what their Word version says, as facts, piece by piece so that one piece can be changed."""

from dataclasses import dataclass, replace

from eval.names import Rng, organisation, person, place
from parsers.facts import Cell, FieldReading, FilledForm, Paragraph, Table, WordDocument

_OPENERS = (
    "为深入贯彻落实年度工作部署", "围绕科技工作者日主题", "结合本会章程与分支机构实际", "在广泛征求会员意见的基础上", "针对山区学校师资薄弱的现状",
    "借助暑期社会实践契机", "根据理事会第七次会议决议", "按照分类指导、量力而行的原则", "依托院士工作站和野外台站", "经与地方政府协商一致",
)  # fmt: skip
_DEEDS = (
    "在{place}举办{n}场专题宣讲，邀请{n}位专家登台", "组织{n}名青年骨干赴{place}开展技术会诊", "由{person}牵头编写科普图书《{place}草木志》",
    "向{place}镇中心小学捐赠显微镜{n}台、标本{n}套", "于{date}召开启动仪式，{person}研究员作报告", "安排经费{money}万元，用于场地、交通与资料印制",
    "开设线上直播间，预计观看人数不少于{n}万", "联合{org}建立长期协作机制", "遴选{n}个优秀案例汇编成册并向社会公布", "设置咨询热线{phone}，安排专人值守",
    "对{n}户茶农逐一走访，建立病虫害防治档案", "举办摄影与书法展览，展出作品{n}幅", "在{date}至{date}期间集中检查安全预案", "邀请{place}电视台全程录制并择期播出",
    "组建由{person}、{person}等人参加的巡讲团", "为{n}名老科技工作者送去慰问信和体检卡", "发放调查问卷{n}份，回收率不低于百分之{p}", "评选“{place}之星”{n}名，予以通报表扬",
)  # fmt: skip
_ENDINGS = (
    "切实增强基层获得感", "确保活动安全、节俭、有序", "形成可复制可推广的经验", "结束后{n}日内报送总结", "并接受纪检部门监督", "所需费用由{org}承担",
    "力争覆盖全省{n}个县区", "未经批准不得更改日程", "相关影像资料统一归档保存", "解决群众急难愁盼问题",
)  # fmt: skip
_HEADS = ("活动背景与思路", "主要内容", "组织实施与进度安排", "经费预算", "预期成效", "安全保障")
_NUMERALS = "一二三四五六"
HINT = "（请围绕工作思路、主要安排、预期成效等填写，原则上不超过500字）"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `rows`: label and value pairs, a row each; `body`: paragraphs, each a list of sentences."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    body: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]
    hint: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body as it is written."""
        return tuple("".join(sentences) for sentences in self.body)

    def with_body(self, body: list[list[str]]) -> "Paper":
        """The same with another body; emptied paragraphs go."""
        return replace(self, body=tuple(tuple(each) for each in body if each))


def _filled(template: str, rng: Rng) -> str:
    """A template with something invented in each slot."""
    makers = {
        "{place}": lambda: place(rng),
        "{person}": lambda: person(rng),
        "{org}": lambda: organisation(rng),
        "{n}": lambda: str(rng.integers(3, 990)),
        "{p}": lambda: str(rng.choice(list("七八九"))) + "十",
        "{money}": lambda: f"{rng.integers(1, 60)}.{rng.integers(1, 10)}",
        "{phone}": lambda: f"0{rng.integers(310, 999)}-{rng.integers(2_000_000, 8_999_999)}",
        "{date}": lambda: f"{rng.integers(4, 10)}月{rng.integers(1, 29)}日",
    }
    for slot, maker in makers.items():
        while slot in template:
            template = template.replace(slot, maker(), 1)
    return template


def sentence(rng: Rng) -> str:
    """One sentence of 20 to 80 characters."""
    parts = [str(rng.choice(_OPENERS))] if rng.random() < 0.4 else []
    parts += [str(each) for each in rng.choice(_DEEDS, size=int(rng.integers(1, 3)), replace=False)]
    parts += [str(rng.choice(_ENDINGS))] if rng.random() < 0.5 else []
    return _filled("，".join(parts) + "。", rng)


def _body(rng: Rng, heads: int, most: int) -> tuple[tuple[str, ...], ...]:
    body: list[tuple[str, ...]] = []
    for index in range(heads):
        body.append((f"{_NUMERALS[index]}、{_HEADS[index]}",))
        for _ in range(int(rng.integers(1, 3))):
            body.append(tuple(sentence(rng) for _ in range(int(rng.integers(1, most + 1)))))
    return tuple(body)


def plan(rng: Rng) -> Paper:
    """A filled form: contact cells and a plan of some 300 to 700 characters."""
    mobile = f"1{rng.choice(list('3578'))}{rng.integers(0, 10)}0000{rng.integers(1000, 10000)}"
    rows = (
        (("主办单位名称", organisation(rng)),),
        (("主题活动名称", f"{place(rng)}{rng.choice(('科技志愿行', '院士讲堂', '青年学术沙龙', '科普进校园', '成果展示周'))}活动"),),
        (("主题活动模块", str(rng.choice(("团结引领（√）", "为民服务（√）", "开放合作（√）")))),),
        (("承办单位名称", organisation(rng)),),
        (("姓名", person(rng)), ("办公电话", f"010-6{rng.integers(1_000_000, 9_999_999)}")),
        (("手机", mobile), ("传真", f"010-6{rng.integers(1_000_000, 9_999_999)}" if rng.random() < 0.6 else "无")),
        (("电子邮箱", f"{''.join(rng.choice(list('abcdeghkmnrstuwxyz'), 6))}{rng.integers(10, 99)}@{''.join(rng.choice(list('bcdfghkm'), 4))}.example.org"),),
    )  # fmt: skip
    date = f"2020年{rng.integers(4, 7)}月{rng.integers(1, 29)}日"
    foot = ("单位盖章：", f"报送时间：{date}")
    return Paper(
        "特色亮点活动筹备方案样表", rows, _body(rng, int(rng.integers(2, 4)), 2), foot, hint=bool(rng.random() < 0.25)
    )


def report(rng: Rng) -> Paper:
    """A report without a form: 800 to 1,800 characters, signed at its end."""
    title = f"关于{place(rng)}科技工作者节系列活动的总结报告"
    foot = (organisation(rng), f"2020年{rng.integers(5, 7)}月{rng.integers(1, 29)}日")
    return Paper(title, (), _body(rng, int(rng.integers(3, 6)), 4), foot)


def word_of(paper: Paper, hint: bool = False) -> WordDocument:
    """The Word version's facts; `hint`: the form's own instruction was left standing."""
    blocks: list[Paragraph | Table] = [Paragraph(paper.title)]
    if not paper.rows:
        blocks += [Paragraph(text) for text in (*paper.paragraphs, *paper.foot)]
        return WordDocument(tuple(blocks), 0)
    cells: list[Cell] = []
    for row, pairs in enumerate(paper.rows):
        texts = [text for pair in pairs for text in pair]
        cells += [Cell(row, column, 1, 1, (text,)) for column, text in enumerate(texts)]
    body = ((HINT,) if hint else ()) + paper.paragraphs
    cells += [Cell(len(paper.rows), 0, 1, 4, ("工作方案",)), Cell(len(paper.rows) + 1, 0, 1, 4, body)]
    blocks += [Table(len(paper.rows) + 2, 4, tuple(cells)), Paragraph("               ".join(paper.foot))]
    readings = [FieldReading(label, label, value, value) for pairs in paper.rows for label, value in pairs]
    readings.append(FieldReading("plan_text", "工作方案", "\n".join(paper.paragraphs), "\n".join(paper.paragraphs)))
    form = FilledForm("plan", tuple(readings), len(readings), len(readings), 0, blank=False, hints=(HINT,))
    return WordDocument(tuple(blocks), 0, forms=(form,))
