"""A filled form beside its own printout, as LibreOffice prints it and as a scanner sees that."""

import random

import pytest

from config.demo.generator.scans import Scanner, image_pdf, pages, press, scan, to_pdf
from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Comparison, Kind, Pair, TextSource, WordDocument
from parsers.paged import read_pdf
from parsers.sameness import compare
from parsers.word import read_word
from tests.forms import PLAN, filled
from tests.pages import DPI, ORGANISATION

pytestmark = pytest.mark.parts
CHANGED = PLAN.replace("5月30日在青岭举办宣讲会", "6月12日到白水镇开展义诊")


@pytest.fixture(scope="module")
def printed() -> bytes:
    return to_pdf(filled())


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
def test_a_sealed_scan_is_the_same_however_it_lies(printed: bytes, skew: float):
    document = read_pdf(scan_of(printed, skew))[0]
    assert document.source is TextSource.OCR
    assert [stamp.text for stamp in document.stamps] == [ORGANISATION]
    comparison = compare(Pair(word(), document))
    assert comparison.differences == ()
    assert comparison.similarity > 0.97


@pytest.mark.parametrize("scanned", [False, True], ids=["printed", "scanned"])
def test_a_sentence_changed_in_word_afterwards_is_named(printed: bytes, scanned: bool):
    document = read_pdf(scan_of(printed, 0.5) if scanned else printed)[0]
    differences = compare(Pair(word(plan=CHANGED), document)).differences
    assert any("白水镇" in each.word for each in differences)
    assert any("青岭" in each.pdf for each in differences)


def test_a_date_changed_in_word_afterwards_is_named(printed: bytes):
    differences = compare(Pair(word(submitted="2020年5月28日"), read_pdf(printed)[0])).differences
    assert any("28" in each.word or "5" in each.word for each in differences)
