"""What is handed in: a filled form or a report as Word, and the same as a PDF with the unit's seal."""

import io
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from docx import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from config.demo.generator.scans import Scanner, image_pdf, pages
from config.demo.generator.scans import scan as scanned_by
from eval.fonts import path
from tests.forms import MODULES, filled
from tests.play.cast import Unit

_FONT, _SIZE, _WIDE, _HIGH = "play", 11, 38, 18
_DPI = 150
_WHO = ("一线科技工作者", "老科技工作者", "青年科研人员", "基层科普员", "企业工程师", "大学生志愿者")
_WHAT = ("宣讲会", "主题论坛", "技术门诊", "开放日", "座谈会", "科普展览", "走访慰问", "成果发布会")
_WHERE = ("植物园", "会议中心", "科技馆", "大学礼堂", "产业园", "乡镇文化站", "少年宫", "图书馆")
_EFFECT = ("形成宣讲视频{}部", "编印故事集{}册", "发放资料{}份", "结对帮扶{}对", "线上观看{}万人次", "媒体报道{}篇")
_NAMES = ("林间课堂", "星空夜话", "田野行动", "海岸守望", "实验室之夜", "岩心故事", "创新集市", "院士茶座")


@dataclass(frozen=True)
class Paper:
    """One activity's material at one stage. `mobile` None: what stands in the unit's own books."""

    unit: Unit
    stage: str
    activity: str
    text: str
    modules: tuple[str, ...]
    mobile: str | None = None

    def otherwise(self, **changes: object) -> "Paper":
        return replace(self, **changes)  # type: ignore[arg-type]


def plan(unit: Unit, rng: Random, number: int = 1) -> Paper:
    """A plan of its own words."""
    theme = _NAMES[(unit.number + 3 * number) % len(_NAMES)]  # no activity's name holds another's of the same unit
    name = f"{unit.name.removeprefix('中国')[:4]}{theme}"
    modules = tuple(sorted(rng.sample(MODULES, rng.choice((1, 1, 2))), key=MODULES.index))
    return Paper(unit, "plan", name, _prose(rng, 3), modules)


def report(of: Paper, rng: Random) -> Paper:
    """The report on a plan's activity."""
    return Paper(of.unit, "report", of.activity, _prose(rng, 9), of.modules)


def _prose(rng: Random, paragraphs: int) -> str:
    return "\n".join(f"{'一二三四五六七八九'[index]}、{_sentence(rng)}" for index in range(paragraphs))


def _sentence(rng: Random) -> str:
    effect = rng.choice(_EFFECT).format(rng.randrange(2, 400))
    return (
        f"5月{rng.randrange(20, 31)}日在{rng.choice(_WHERE)}举办{rng.choice(_WHAT)}，组织{rng.choice(_WHO)}"
        f"{rng.randrange(20, 900)}人参加，{effect}，由{rng.choice(_WHO)}代表发言并现场答疑。"
    )


def word(paper: Paper) -> bytes:
    """The Word version."""
    return _form(paper) if paper.stage == "plan" else _report(paper)


def _answers(paper: Paper) -> dict[str, str]:
    unit = paper.unit
    return {
        "host_organisation": unit.name,
        "activity_name": paper.activity,
        "co_organisers": "",
        "contact_name": unit.person,
        "contact_office_phone": f"010-{55550000 + unit.number}",
        "contact_mobile": unit.mobile if paper.mobile is None else paper.mobile,
        "contact_fax": "",
        "contact_email": unit.address,
    }


def _form(paper: Paper) -> bytes:
    return filled(_answers(paper), paper.modules, paper.text)


def _report(paper: Paper) -> bytes:
    document = Document()
    for line in _report_lines(paper):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _report_lines(paper: Paper) -> list[str]:
    return [
        f"“{paper.activity}”总结报告",
        f"报送单位：{paper.unit.name}",
        f"活动名称：{paper.activity}",
        *paper.text.split("\n"),
    ]


def pdf(paper: Paper, sealed: bool = True, by: Unit | None = None) -> bytes:
    """The same as a PDF, with the seal of the unit, or `by` another's."""
    lines = _printed_form(paper) if paper.stage == "plan" else _report_lines(paper)
    _font()
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4, invariant=1)
    height = A4[1] - 60
    for line in lines:
        for piece in [line[at : at + _WIDE] for at in range(0, len(line), _WIDE)]:
            if height < 200:
                sheet.showPage()
                height = A4[1] - 60
            sheet.setFont(_FONT, _SIZE)
            sheet.drawString(70, height, piece)
            height -= _HIGH
    if sealed:
        seal = Image.open(io.BytesIO((by or paper.unit).seal))
        side = seal.width / 150 * 72
        sheet.drawImage(ImageReader(seal), A4[0] - side - 80, height - side, side, side, mask="auto")
    sheet.save()
    return buffer.getvalue()


def scan(paper: Paper, rng: Random) -> bytes:
    """The sealed PDF printed and put through a scanner."""
    scanner = Scanner(skew=rng.uniform(-0.8, 0.8), noise=rng.uniform(2, 5), blur=rng.uniform(0.3, 0.7))
    return image_pdf([scanned_by(page, scanner, rng) for page in pages(pdf(paper), _DPI)], _DPI)


def _printed_form(paper: Paper) -> list[str]:
    """The form as it is printed: what stands above the table, then its rows."""
    document = Document(io.BytesIO(_form(paper)))
    rows = [list(dict.fromkeys(cell.text for cell in row.cells)) for row in document.tables[0].rows]
    lines = [paragraph.text for paragraph in document.paragraphs] + ["　".join(row) for row in rows]
    return [piece for line in lines for piece in line.split("\n") if piece.strip()]


@cache
def _font() -> None:
    file, index = path("ming")
    pdfmetrics.registerFont(TTFont(_FONT, file, subfontIndex=index))
