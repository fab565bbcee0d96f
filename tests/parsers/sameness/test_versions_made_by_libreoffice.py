"""A filled form beside its own printout, as LibreOffice prints it and as a scanner sees that."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from config.demo.generator import names
from config.demo.generator.scans import Scanner, image_pdf, pages, press, scan, to_pdf
from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Comparison, Kind, PagedDocument, Pair, TextSource, WordDocument
from parsers.paged import read_pdf
from parsers.sameness import compare
from parsers.word import read_word
from tests.forms import PLAN, filled
from tests.pages import DPI, ORGANISATION

pytestmark = pytest.mark.parts
OVERLEAF = (
    "经费由学会自筹，不足部分申请青岭林业基金补助，决算经监事会审议后公布。",
    "安全预案由后勤组制定，配备急救箱两只，遇暴雨大风改在室内礼堂举行。",
    "宣传组负责摄影摄像，照片注明拍摄人姓名，七日内上传至会员之家网站。",
    "外聘讲师须签订保密承诺书，未经许可不得公开未发表的样地调查数据。",
    "结业学员颁发纸质证书，成绩优异者推荐参加全省红松栽培技能竞赛。",
    "本方案未尽事宜由秘书处解释，重大变更应当提前三日报主管部门同意。",
)
CHANGED = PLAN.replace("5月30日在青岭举办宣讲会", "6月12日到白水镇开展义诊")


Scanned = Callable[[float], tuple[bytes, PagedDocument]]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return to_pdf(filled())


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> Scanned:
    """The form as scanned with a skew in degrees, and as it is read; each made once."""

    @cache
    def made(skew: float) -> tuple[bytes, PagedDocument]:
        data = scan_of(printed, skew)
        return data, read_pdf(data)[0]

    return made


def word(**changes: str) -> WordDocument:
    return read_word(filled(**changes), Kind.DOCX)


def scan_of(printed: bytes, skew: float) -> bytes:
    rng = random.Random(3)
    first, *rest = pages(printed, DPI)
    sealed = press(first, pressed(draw(Seal(ORGANISATION), DPI), rng, 6), 0.25, 0.14)
    return image_pdf([scan(page, Scanner(skew=skew), rng) for page in (sealed, *rest)])


def test_the_printout_is_the_same(printed: bytes):
    pages_read = read_pdf(printed)[0]
    assert pages_read.source is TextSource.NATIVE
    assert compare(Pair(word(), pages_read)) == Comparison(1.0)


@pytest.mark.parametrize("skew", [-0.8, -0.3, 0.5, 0.9])
def test_a_sealed_scan_is_the_same_however_it_lies(scanned: Scanned, skew: float):
    _, document = scanned(skew)
    assert document.source is TextSource.OCR
    assert [stamp.text for stamp in document.stamps] == [ORGANISATION]
    comparison = compare(Pair(word(), document))
    assert comparison.differences == ()
    assert comparison.similarity > 0.97


@pytest.mark.parametrize("is_scan", [False, True], ids=["printed", "scanned"])
def test_a_sentence_changed_in_word_afterwards_is_named(printed: bytes, scanned: Scanned, is_scan: bool):
    document = scanned(0.5)[1] if is_scan else read_pdf(printed)[0]
    differences = compare(Pair(word(plan=CHANGED), document)).differences
    assert any("白水镇" in each.word for each in differences)
    assert any("青岭" in each.pdf for each in differences)


def test_a_date_changed_in_word_afterwards_is_named(printed: bytes):
    differences = compare(Pair(word(submitted="2020年5月28日"), read_pdf(printed)[0])).differences
    assert any("28" in each.word or "5" in each.word for each in differences)


@pytest.mark.parametrize("skew", [-0.8, 0.5])
def test_read_again_a_clean_scan_stays_the_same(scanned: Scanned, skew: float):
    data, document = scanned(skew)
    assert compare(Pair(word(), document, None, data)).differences == ()


@pytest.mark.parametrize(
    ("answers", "before", "after"),
    [
        ({"contact_mobile": "139 0000 1254"}, "5", "3"),
        ({"contact_name": "李　四"}, "李　四", "张三"),
        ({"co_organisers": "青岭大学农学院"}, "农", "林"),
    ],
    ids=["a digit", "a name", "a character"],
)
def test_one_character_of_a_scan_is_named_where_both_readings_say_so(
    scanned: Scanned, answers: dict[str, str], before: str, after: str
):
    data, document = scanned(0.5)
    changed = read_word(filled(answers=answers), Kind.DOCX)
    (difference,) = compare(Pair(changed, document, None, data)).differences
    assert (difference.word, difference.pdf) == (before, after)
    assert difference.box is not None


def test_a_page_that_was_not_scanned_is_lacking():
    long = "\n".join((*names.PLANS.values(), *OVERLEAF))
    whole = to_pdf(filled(plan=long))
    first = pages(whole, DPI)[:1]
    assert len(pages(whole, DPI)) > 1
    data = image_pdf([scan(page, Scanner(), random.Random(3)) for page in first])
    differences = compare(Pair(word(plan=long), read_pdf(data)[0], None, data)).differences
    assert max(each.lacking for each in differences) > 100
