"""Seals across a letterhead: the second look leaves the letterhead's characters out."""

import numpy as np
import pytest
from PIL import ImageDraw

from config.demo.generator.fonts import font
from config.demo.generator.seals import Seal
from parsers.seal.beside import beside_print
from parsers.seal.candidates import Candidate, candidates
from parsers.seal.finding import view_of
from parsers.seal.judging import confidences
from tests.pages import DPI, paper, scanned, seal_at

RED = (205, 24, 30)


def rings(sealed: bool, print_: str = "云杉工程学会文件") -> tuple[Candidate, float, float]:
    """The ring across the letterhead; how sure it is a seal as it stands; and without the letterhead."""
    page = paper()
    pen = ImageDraw.Draw(page)
    pen.text((620, 160), print_, font=font("song", 84), fill=RED, anchor="mm")
    if sealed:
        page, _ = seal_at(page, Seal("青岭云杉大学林学院", "合同专用章"), 0.5, 0.1, 5)
    else:
        pen.ellipse((500, 55, 740, 295), outline=RED, width=5)
    view = view_of(np.asarray(scanned(page)), DPI)
    ring = max(candidates(view.strength, view.millimetre), key=lambda each: each.share)
    sure = float(confidences(ring.figures[None], coloured=True)[0])
    return ring, sure, beside_print(view.strength, ring, view.millimetre)


@pytest.mark.parts
def test_a_seal_across_a_letterhead_is_sure_once_the_letterhead_is_left_out():
    _, as_it_stands, beside = rings(sealed=True)
    assert as_it_stands < 0.8
    assert beside > 0.95


def test_a_circle_by_pen_is_not_sure_enough():
    assert rings(sealed=False)[2] < 0.9


def test_without_print_through_it_there_is_no_second_look():
    assert rings(sealed=True, print_="")[2] == pytest.approx(0)
