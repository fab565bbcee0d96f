"""Builds the demo's sample mails and what is right for each: `python -m config.demo.generator.build`. Needs LibreOffice."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pypdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from config.demo.generator import names
from config.demo.generator.mails import File, Sample, gbk_zip, mail, message_id
from config.demo.generator.names import PLANS, Unit
from config.demo.generator.papers import Plan, plan_docx, rezipped, two_plans_docx
from config.demo.generator.scans import Scanner, image_pdf, pages, press, scan, to_pdf
from config.demo.generator.seals import Seal, draw, pressed

SAMPLES = Path(__file__).parents[1] / "samples"
_DPI = 150


def seal_of(unit: Unit, rng: random.Random) -> Image.Image:
    """The unit's seal as pressed on paper, at the scans' resolution."""
    return pressed(
        draw(Seal(unit.name, colour=(200 + rng.randrange(20), 20 + rng.randrange(20), 30 + rng.randrange(20))), _DPI),
        rng,
        rng.uniform(-14, 14),
    )


def scanned(docx: bytes, seals: list[Image.Image], rng: random.Random) -> bytes:
    """The printed document with a seal on its first page (one for each, left to right), scanned."""
    sheets = pages(to_pdf(docx), _DPI)
    for number, seal in enumerate(seals):
        page = min(number, len(sheets) - 1)
        sheets[page] = press(sheets[page], seal, 0.27 + rng.uniform(-0.03, 0.03), 0.165 + rng.uniform(-0.015, 0.015))
    scanner = Scanner(skew=rng.uniform(-0.7, 0.7), noise=rng.uniform(1.5, 3.0))
    return image_pdf([scan(sheet, scanner, rng) for sheet in sheets], _DPI, quality=60)


def born_digital(docx: bytes, seal: Image.Image) -> bytes:
    """The PDF as exported, sealed."""
    return pasted(to_pdf(docx), seal)


def pasted(pdf: bytes, seal: Image.Image) -> bytes:
    """The PDF with the seal pasted as a picture with transparency; without a trace of when it was made."""
    overlay = io.BytesIO()
    sheet = canvas.Canvas(overlay, pagesize=A4, invariant=1)
    side = seal.width / _DPI * 72
    sheet.drawImage(ImageReader(seal), A4[0] * 0.17, A4[1] * 0.78, side, seal.height / _DPI * 72, mask="auto")
    sheet.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pages[0].merge_page(pypdf.PdfReader(overlay).pages[0])
    writer.metadata = None
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def samples() -> Iterator[tuple[str, Sample]]:
    """Each sample's file name and mail, in the order in which they arrive."""
    rng = random.Random(2020)  # noqa: S311  repeatable, and no secret
    yield from _complete(rng)
    yield from _lacking(rng)
    yield from _several(rng)
    yield from _again(rng)
    yield from _beside()
    yield from _doubtful(rng)


def _complete(rng: random.Random) -> Iterator[tuple[str, Sample]]:
    """Nothing is the matter with them."""
    spruce = Plan(names.SPRUCE, "云杉林下的科技工作者节", PLANS["forest"], ("团结引领", "为民服务"), co="青岭植物园")
    yield (
        "01-complete-scan",
        _both(
            spruce,
            "筹备方案报送",
            "您好！现将我会筹备方案报送，Word版和盖章扫描件见附件，请查收。",
            "Thu, 16 Apr 2020 10:12:05",
            rng,
        ),
    )
    lotus = Plan(names.LOTUS, "莲池夜话", PLANS["forum"], ("开放合作",), mark="（ √ ）")
    yield "02-complete-digital", _digital(lotus, "Thu, 16 Apr 2020 14:30:41", rng)


def _lacking(rng: random.Random) -> Iterator[tuple[str, Sample]]:
    """Each lacks one thing that its sender can mend."""
    granite = Plan(names.GRANITE, "岩心里的故事", PLANS["award"], ("表彰发布",))
    yield (
        "03-only-word",
        _sample(
            granite.unit,
            "岩心里的故事筹备方案",
            "附件为我会筹备方案，请查收。",
            "Fri, 17 Apr 2020 09:02:11",
            (_word(granite),),
            "outlook",
        ),
    )
    egret = Plan(names.EGRET, "白鹭行动科技下乡", PLANS["clinic"], ("为民服务",), letterhead="青岭省科学技术协会")
    yield "04-no-seal", _unsealed(egret, rng)
    comet = Plan(names.COMET, "望远镜开放夜", PLANS["forest"], ("建家办事",), other={"mobile": ""})
    yield (
        "05-no-mobile",
        _both(comet, "彗星观测学会筹备方案", "各位老师：随信附上筹备方案，请审阅。", "Fri, 17 Apr 2020 16:45:00", rng),
    )
    river = Plan(
        names.RIVER,
        "澜湾创新论坛",
        "\n".join([PLANS["forum"], PLANS["clinic"], PLANS["award"], PLANS["forest"]] * 2),
        ("开放合作",),
    )
    yield (
        "06-too-long",
        _both(river, "报送澜湾大学科协筹备方案", "现将方案报送，请查收附件。", "Sat, 18 Apr 2020 08:20:30", rng, "163"),
    )


def _several(rng: random.Random) -> Iterator[tuple[str, Sample]]:
    """Packed in a zip; two activities in one mail."""
    pine = Plan(names.PINE, "松果科普列车", PLANS["clinic"], ("为民服务", "团结引领"), submitted="2020.4.18")
    yield "07-zip", _zipped(pine, rng)
    yield "08-two-activities", _two(rng)


def _again(rng: random.Random) -> Iterator[tuple[str, Sample]]:
    """What was lacking, mended."""
    mended = Plan(names.COMET, "望远镜开放夜", PLANS["forest"], ("建家办事",))
    first = _sample(names.COMET, "", "", "")
    yield (
        "09-resubmission",
        _both(
            mended,
            "回复：彗星观测学会筹备方案（已补手机号）",
            "已补填手机号，请以此版为准。",
            "Mon, 20 Apr 2020 09:10:00",
            rng,
            answers=message_id(first, 5),
        ),
    )


def _beside() -> Iterator[tuple[str, Sample]]:
    """No material: answers of machines, a question, a link."""
    yield (
        "10-auto-reply",
        Sample(
            "zhang@lotus.example.org",
            "叶小荷",
            "自动回复: 筹备方案",
            "您好，我正在休假，无法及时回复您的邮件。",
            "Mon, 20 Apr 2020 09:30:00",
            headers=(("X-QQ-AUTO-REPLY", "true"),),
        ),
    )
    yield (
        "11-enquiry",
        Sample(
            "wen@aspen.example.org",
            "温知问",
            "咨询样表填写",
            "老师好，请问附件中的样表一个单位最多可以填几项活动？承办单位必须填写吗？谢谢！",
            "Mon, 20 Apr 2020 10:05:20",
            style="163",
        ),
    )
    yield "12-cloud-link", _linked()
    yield (
        "13-bounce",
        Sample(
            "PostMaster@qq.com",
            "PostMaster",
            "来自QQ邮箱的退信",
            "抱歉，您的邮件被退回来了……\n收件人邮箱不存在。",
            "Mon, 20 Apr 2020 11:00:00",
        ),
    )


def _doubtful(rng: random.Random) -> Iterator[tuple[str, Sample]]:
    """For a person to look at, or not to be opened."""
    yield "14-versions-differ", _differing(rng)
    yield "15-other-seal", _other_seal(rng)
    yield "16-macro", _macro(rng)
    yield "17-encrypted-zip", _encrypted()


def _sample(
    unit: Unit, subject: str, text: str, when: str, files: tuple[File, ...] = (), style: str = "qq", answers: str = ""
) -> Sample:
    signature = f"\n\n{unit.name}\n{unit.person} {unit.phone}"
    return Sample(unit.email, unit.person, subject, text + signature, when, files, style, answers=answers)


def _word(plan: Plan, suffix: str = "") -> File:
    return File(f"{plan.unit.name}-{plan.activity}{suffix}.docx", plan_docx(plan))


def _both(
    plan: Plan, subject: str, text: str, when: str, rng: random.Random, style: str = "qq", answers: str = ""
) -> Sample:
    """A plan as Word and as a sealed scan."""
    word = _word(plan)
    sealed = File(f"{plan.unit.name}-{plan.activity}（盖章）.pdf", scanned(word.data, [seal_of(plan.unit, rng)], rng))
    return _sample(plan.unit, subject, text, when, (word, sealed), style, answers)


def _digital(plan: Plan, when: str, rng: random.Random) -> Sample:
    word = _word(plan)
    sealed = File(f"{plan.activity}.pdf", born_digital(word.data, seal_of(plan.unit, rng)))
    return _sample(
        plan.unit, f"{plan.unit.name}筹备方案", "现报送我会筹备方案，请查收附件。", when, (word, sealed), "163"
    )


def _unsealed(plan: Plan, rng: random.Random) -> Sample:
    word = _word(plan)
    pdf = File("白鹭行动科技下乡.pdf", scanned(word.data, [], rng))
    return _sample(
        plan.unit,
        "青岭省科协筹备方案",
        "附件是我会筹备方案的Word版和PDF版，请查收。",
        "Fri, 17 Apr 2020 11:26:48",
        (word, pdf),
    )


def _zipped(plan: Plan, rng: random.Random) -> Sample:
    word = File("筹备方案/松果科普列车.docx", plan_docx(plan))
    sealed = File("筹备方案/松果科普列车盖章版.pdf", scanned(word.data, [seal_of(plan.unit, rng)], rng))
    package = File("中国松果学会报送材料.zip", gbk_zip([word, sealed]))
    return _sample(
        plan.unit, "中国松果学会报送材料", "材料打包在附件中，请查收。", "Sat, 18 Apr 2020 15:40:02", (package,)
    )


def _two(rng: random.Random) -> Sample:
    first = Plan(names.WILLOW, "垂柳护岸行", PLANS["clinic"], ("为民服务",))
    second = Plan(names.WILLOW, "柳树下的讲堂", PLANS["forest"], ("团结引领",))
    word = File("垂柳生态研究会两项活动.docx", two_plans_docx(first, second))
    pdfs = tuple(
        File(f"{plan.activity}盖章.pdf", scanned(plan_docx(plan), [seal_of(plan.unit, rng)], rng))
        for plan in (first, second)
    )
    return _sample(
        names.WILLOW,
        "垂柳生态研究会两项活动筹备方案",
        "我会报送两项活动，请查收附件。",
        "Sun, 19 Apr 2020 20:15:33",
        (word, *pdfs),
        "outlook",
    )


def _linked() -> Sample:
    text = "筹备方案文件较大，请点击下载：\nhttps://mail.qq.com/cgi-bin/ftnExs_download?k=0123456789abcdef&t=exs_ftn_download\n到期时间：2020年5月20日 10:20"
    return _sample(names.BRIDGE, "悬索桥学会筹备方案", text, "Mon, 20 Apr 2020 10:21:00")


def _differing(rng: random.Random) -> Sample:
    plan = Plan(names.BEE, "蜜源花开科普周", PLANS["forest"], ("团结引领",))
    older = Plan(
        names.BEE,
        "蜜源花开科普周",
        PLANS["forest"].replace("下午走访慰问老科技工作者18位", "晚间举办露天电影和篝火联欢活动"),
        ("团结引领",),
    )
    sealed = File("蜜源花开科普周.pdf", scanned(plan_docx(older), [seal_of(plan.unit, rng)], rng))
    return _sample(
        names.BEE,
        "蜜源植物学会筹备方案",
        "筹备方案见附件，请查收。",
        "Tue, 21 Apr 2020 09:00:00",
        (_word(plan), sealed),
    )


def _other_seal(rng: random.Random) -> Sample:
    plan = Plan(names.QUARTZ, "守时者说", PLANS["award"], ("表彰发布",))
    sealed = File("守时者说.pdf", scanned(plan_docx(plan), [seal_of(names.GRANITE, rng)], rng))
    return _sample(
        names.QUARTZ,
        "石英钟表学会筹备方案",
        "请查收附件中的筹备方案。",
        "Tue, 21 Apr 2020 10:48:16",
        (_word(plan), sealed),
        "163",
    )


def _macro(rng: random.Random) -> Sample:
    plan = Plan(names.AMBER, "琥珀里的创新", PLANS["forum"], ("开放合作",))
    word = File(
        "琥珀里的创新.docm", rezipped(plan_docx(plan), {"word/vbaProject.bin": b"no program, only the part's name"})
    )
    sealed = File("琥珀里的创新.pdf", scanned(plan_docx(plan), [seal_of(plan.unit, rng)], rng))
    return _sample(
        names.AMBER, "琥珀材料科协筹备方案", "现将筹备方案报送，请查收。", "Tue, 21 Apr 2020 15:05:59", (word, sealed)
    )


def _encrypted() -> Sample:
    package = File("筹备方案.zip", gbk_zip([File("筹备方案.docx", b"sealed away")], encrypted=True))
    return _sample(
        names.BRIDGE, "悬索桥学会筹备方案（补发）", "附件为筹备方案，请查收。", "Tue, 21 Apr 2020 17:30:00", (package,)
    )


def build(folder: Path = SAMPLES) -> None:
    """Write all samples."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, sample) in enumerate(samples(), 1):
        (folder / f"{name}.eml").write_bytes(mail(sample, number))


if __name__ == "__main__":
    build()
