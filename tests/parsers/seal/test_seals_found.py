"""Seals on scans and on drawn pages: each once, in its place, of its shape, and read."""

import io
import random
from dataclasses import replace

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageDraw
from rapidfuzz import fuzz

from config.demo.generator.fonts import font
from config.demo.generator.scans import press
from config.demo.generator.seals import Seal, draw, name_chop, pressed
from parsers.facts import Stamp, StampKind, StampShape
from parsers.paged import read_pdf
from parsers.paged.looking import sealed_page
from parsers.seal import Dark, find_stamps
from parsers.trouble import DocumentTrouble
from tests.pages import (
    DPI,
    ORGANISATION,
    TEXT,
    Picture,
    Sheet,
    Unseen,
    full,
    letter,
    overlap,
    paper,
    pdf,
    scanned,
    seal_at,
)

pytestmark = pytest.mark.parts  # the recogniser's models at work


def stamps(page: Image.Image, dpi: float = DPI) -> list[Stamp]:
    return list(find_stamps(np.asarray(page), 1, dpi))


# each row: the seal, its middle on the page, its angle
SEALS = {
    "plain": (Seal(ORGANISATION), 0.7, 0.5, 0.0),
    "over text": (Seal(ORGANISATION), 0.35, 0.2, 8.0),
    "with a second line": (Seal("青岭省云杉科学技术协会", "办公室"), 0.6, 0.7, -12.0),
    "small": (Seal(ORGANISATION, diameter=38), 0.7, 0.8, 20.0),
    "large": (Seal("全国云杉工程学会青岭分会筹备委员会", diameter=50), 0.5, 0.6, 0.0),
    "dark red": (Seal(ORGANISATION, colour=(150, 20, 35)), 0.7, 0.5, 0.0),
    "orange": (Seal(ORGANISATION, colour=(235, 70, 30)), 0.7, 0.5, 0.0),
    "oval": (Seal("青岭云杉科技有限公司合同", star=False, oval=0.7), 0.6, 0.6, 0.0),
}


@pytest.mark.parametrize("row", SEALS.values(), ids=SEALS.keys())
@pytest.mark.parametrize("skew", [0.0, 0.8])
def test_a_seal_is_found_once_and_in_its_place(row: tuple[Seal, float, float, float], skew: float):
    page, where = seal_at(paper(), *row)
    (found,) = stamps(scanned(page, skew))
    assert overlap(found.box, where) > 0.5
    assert found.shape is StampShape.OFFICIAL
    assert found.confidence > 0.6


@pytest.mark.parametrize("name", ["青岭大学", "云杉研究院"])
def test_a_name_of_few_characters_is_a_seal_too(name: str):
    page, where = seal_at(paper(), Seal(name), 0.7, 0.6)
    (found,) = stamps(scanned(page))
    assert overlap(found.box, where) > 0.5
    assert found.confidence > 0.6


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (1, 2000), (2000, 1), (19, 400)])
def test_a_picture_too_narrow_for_a_seal_has_none(shape: tuple[int, int]):
    red = np.full((*shape, 3), (205, 24, 30), dtype=np.uint8)
    assert sealed_page(red, 1, Dark.RINGS) == ()


def test_a_page_like_a_ribbon_is_read():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(14_400, 3)
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(DocumentTrouble, match="空白页"):
        read_pdf(buffer.getvalue())


@pytest.mark.parametrize(("strength", "faint"), [(0.13, True), (0.25, False), (1.0, False)])
def test_one_that_hardly_shows_is_seen_and_said_to_be_faint(strength: float, faint: bool):
    ink = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 5, strength=strength)
    (found,) = stamps(scanned(press(paper(), ink, 0.7, 0.6)))
    assert found.faint is faint
    assert found.confidence > 0.6


def test_the_line_below_the_star_tells_a_contracts_seal():
    shapes = {}
    for lower in ("", "合同专用章"):
        page, _ = seal_at(paper(), Seal(ORGANISATION, lower), 0.7, 0.6)
        (stamp,) = read_pdf(pdf(full(scanned(page))))[0].stamps
        shapes[lower] = stamp.shape
    assert shapes == {"": StampShape.OFFICIAL, "合同专用章": StampShape.CONTRACT}


def test_two_seals_are_two():
    page, first = seal_at(paper(), Seal(ORGANISATION), 0.3, 0.7)
    page, second = seal_at(page, Seal("青岭大学林学院"), 0.75, 0.7)
    found = sorted(stamps(scanned(page)), key=lambda stamp: stamp.box)
    assert [overlap(stamp.box, box) > 0.5 for stamp, box in zip(found, (first, second), strict=True)] == [True, True]


def test_two_that_overlap_are_two():
    page, first = seal_at(paper(), Seal(ORGANISATION), 0.5, 0.7)
    page, second = seal_at(page, Seal("青岭大学林学院"), 0.64, 0.72)
    found = sorted(stamps(scanned(page)), key=lambda stamp: stamp.box)
    assert [overlap(stamp.box, box) > 0.5 for stamp, box in zip(found, (first, second), strict=True)] == [True, True]


@pytest.mark.parametrize("angle", [35.0, 90.0, 160.0])
def test_a_turned_oval_is_found_in_its_place(angle: float):
    page, _ = seal_at(paper(), Seal("青岭云杉科技有限公司合同", star=False, oval=0.7), 0.6, 0.6, angle)
    (found,) = stamps(scanned(page))
    middle = ((found.box[0] + found.box[2]) / 2, (found.box[1] + found.box[3]) / 2)
    assert middle == (pytest.approx(0.6, abs=0.02), pytest.approx(0.6, abs=0.02))


def test_a_seal_below_a_large_red_picture_is_found():
    page = paper()
    page.paste((190, 20, 30), (100, 700, 1140, 1150))
    page, where = seal_at(page, Seal(ORGANISATION), 0.7, 0.8)
    (found,) = stamps(scanned(page))
    assert overlap(found.box, where) > 0.5


def test_a_pale_seal_below_a_head_of_large_red_characters_is_found():
    page = paper()
    pen = ImageDraw.Draw(page)
    for left in range(90, 1150, 130):  # each nearly a ring to the filters
        pen.rounded_rectangle((left, 150, left + 118, 268), 40, outline=(190, 20, 30), width=12)
        pen.line((left + 59, 120, left + 59, 300), fill=(190, 20, 30), width=12)
    pale = pressed(draw(Seal(ORGANISATION), DPI), random.Random(1), 5, strength=0.13)
    page = press(page, pale, 0.7, 0.6)
    (found,) = [stamp for stamp in stamps(page) if stamp.box[1] > 0.3]
    assert found.box[0] < 0.7 < found.box[2]


def test_shadow_over_a_photographed_page_hides_no_seal():
    page, where = seal_at(paper(), Seal(ORGANISATION), 0.7, 0.6)
    lit = np.linspace(0.45, 1.0, page.width)[None, :, None] * np.array([1.0, 0.96, 0.85])
    (found,) = stamps(Image.fromarray((np.asarray(scanned(page)) * lit).astype(np.uint8)))
    assert overlap(found.box, where) > 0.5


def test_a_seal_drawn_on_a_born_digital_page_is_found_and_read():
    sheet = letter()
    things = (*sheet.things, Picture(draw(Seal(ORGANISATION)), 380, 480, 119, 119))
    (stamp,) = read_pdf(pdf(Sheet(things)))[0].stamps
    assert overlap(stamp.box, (380 / 595.3, 1 - 599 / 841.9, 499 / 595.3, 1 - 480 / 841.9)) > 0.5
    assert (stamp.kind, stamp.text) == (StampKind.INK, ORGANISATION)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_its_box_is_of_the_page_as_displayed(rotation: int):
    page, where = seal_at(paper(), Seal(ORGANISATION), 0.7, 0.3)
    turned = scanned(page).rotate(rotation, expand=True)  # and /Rotate shows it upright
    size = (842, 595) if rotation in (90, 270) else (595, 842)
    sheet = Sheet((Picture(turned, 0, 0, *size),), rotation, size)
    (stamp,) = read_pdf(pdf(sheet))[0].stamps
    assert overlap(stamp.box, where) > 0.5


@pytest.mark.parametrize("name", [ORGANISATION, "青岭省云杉科学技术协会", "青岭大学林学院", "北岭观鸟协会"])
def test_its_text_is_read(name: str):
    page, _ = seal_at(paper(), Seal(name), 0.7, 0.6, 5.0)
    (stamp,) = read_pdf(pdf(full(scanned(page))))[0].stamps
    assert fuzz.ratio(stamp.text, name) >= 75
    assert stamp.text_confidence > 0


def test_a_contract_seal_is_told_by_its_words():
    page, _ = seal_at(paper(), Seal("青岭云杉科技公司合同专用章"), 0.7, 0.6)
    (stamp,) = read_pdf(pdf(full(scanned(page))))[0].stamps
    assert stamp.shape is StampShape.CONTRACT


def test_a_name_chop_is_no_official_seal():
    page = press(paper(), name_chop("张三", dpi=DPI), 0.7, 0.6)
    assert [stamp.shape for stamp in stamps(scanned(page))] == [StampShape.CHOP]


def test_a_seal_in_a_grey_scan_is_not_believed():
    page, where = seal_at(paper(), Seal(ORGANISATION), 0.7, 0.6)
    found = read_pdf(pdf(full(scanned(page, grey=True))))[0].stamps
    assert [stamp.coloured for stamp in found] == [False]
    assert found[0].confidence < 0.6
    assert overlap(found[0].box, where) > 0.5


@pytest.mark.parametrize("layered", [False, True], ids=["a scan", "a scan with its text hidden behind"])
def test_so_is_one_in_black_on_a_page_with_a_red_head(layered: bool):
    page, where = seal_at(paper(), Seal(ORGANISATION, colour=(40, 40, 45)), 0.7, 0.6)
    ImageDraw.Draw(page).text(
        (620, 100), "中国云杉工程学会文件", font=font("song", 80), fill=(205, 24, 30), anchor="mm"
    )
    lines = {"中国云杉工程学会文件": (220, 140), **{line: (120, 232 + 70 * row) for row, line in enumerate(TEXT)}}
    layer = [Unseen(line, 0.48 * left, 842 - 0.48 * base, 16) for line, (left, base) in lines.items()]
    sheet = full(scanned(page))
    read = read_pdf(pdf(replace(sheet, things=(*sheet.things, *layer)) if layered else sheet))[0]
    assert read.pages[0].hidden is layered
    (found,) = read.stamps
    assert (found.coloured, found.confidence < 0.6) == (False, True)
    assert overlap(found.box, where) > 0.5


@pytest.mark.parametrize(("colour", "number"), [((205, 24, 30), 1), ((40, 40, 45), 2)])
def test_where_the_last_page_is_clearly_sealed_no_dark_ring_on_another_one_is(
    colour: tuple[int, int, int], number: int
):
    first = seal_at(paper(), Seal(ORGANISATION, colour=(40, 40, 45)), 0.7, 0.6)[0]
    last = seal_at(paper(), Seal(ORGANISATION, colour=colour), 0.7, 0.6)[0]
    found = read_pdf(pdf(full(scanned(first)), full(scanned(last))))[0].stamps
    assert len(found) == number
    assert found[-1].page == 2


def test_a_seal_cut_by_the_edge_says_so():
    page, _ = seal_at(paper(), Seal(ORGANISATION), 0.99, 0.6)
    assert [stamp.cut for stamp in stamps(page)] == [True]
