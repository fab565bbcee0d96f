"""A rim looked for once more, and a ring under a darker red."""

import math

import cv2
import numpy as np
import pytest
from PIL import ImageDraw
from rapidfuzz import fuzz

from config.demo.generator.fonts import font
from config.demo.generator.seals import Seal
from parsers.paged.looking import readers
from parsers.seal import Dark, read_seals
from parsers.seal.ellipse import Ellipse
from parsers.seal.ink import Pixels
from parsers.seal.refit import refitted
from parsers.seal.ring import unroll
from tests.pages import DPI, ORGANISATION, overlap, paper, seal_at

MILLIMETRE = DPI / 25.4
PALE = Seal(ORGANISATION, colour=(236, 130, 140))


def page_with(seal: Seal, words: str = "", red: tuple[int, int, int] = (175, 8, 18)) -> tuple[Pixels, Ellipse]:
    """A sheet with a seal, red words over its upper part, and the ellipse of the seal's rim in the sheet's pixels."""
    sheet = paper(())
    if words:
        at = (sheet.width * 0.5 - 150, sheet.height * 0.5 - 110)
        ImageDraw.Draw(sheet).text(at, words, font=font("hei", 80), fill=red)
    page, box = seal_at(sheet, seal, 0.5, 0.5)
    left, top, right, bottom = (edge * side for edge, side in zip(box, (*page.size, *page.size), strict=True))
    ellipse = Ellipse((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2)
    return np.asarray(page), ellipse


@pytest.mark.parametrize("oval", [1.0, 0.68])
def test_an_ellipse_that_lies_beside_the_rim_is_laid_along_it(oval: float) -> None:
    page, rim = page_with(Seal(ORGANISATION, oval=oval, star=False))
    beside = Ellipse(rim.x + 0.12 * rim.rx, rim.y, 0.86 * rim.rx, rim.ry)
    found = refitted(page, beside)
    assert overlap(found.box, rim.box) > 0.9 > overlap(beside.box, rim.box)


def test_an_ellipse_along_the_rim_stays() -> None:
    page, rim = page_with(Seal(ORGANISATION, oval=0.68, star=False))
    assert refitted(page, rim) is rim


@pytest.mark.parametrize("words", ["", "云"])
def test_where_nothing_red_is_nothing_is_found(words: str) -> None:
    page = np.asarray(paper((words,) if words else ()))
    given = Ellipse(600, 800, 120, 120)
    assert refitted(page, given) is given


@pytest.mark.parametrize(("least_redder", "is_alike"), [(None, True), (math.inf, False)])
def test_a_darker_red_across_a_pale_ring_is_left_out(
    monkeypatch: pytest.MonkeyPatch, least_redder: float | None, is_alike: bool
) -> None:
    """The pair: nobody asks how much redder it is."""
    if least_redder is not None:
        monkeypatch.setattr("parsers.seal.ring._OTHER_INK", least_redder)
    clean, crossed = (unroll(*page_with(PALE, words)).ink.ravel() for words in ("", "云杉林业"))
    assert bool(np.corrcoef(clean, crossed)[0, 1] > 0.75) is is_alike


def test_the_name_is_read_under_a_letterheads_darker_red() -> None:
    page, rim = page_with(PALE, "云杉林业")
    (stamp,) = [each for each in read_seals(page, 1, DPI, Dark.NOTHING, readers()) if each.shape.counts]
    assert fuzz.ratio(stamp.text, ORGANISATION) >= 70
    assert math.isclose((stamp.box[0] + stamp.box[2]) / 2 * page.shape[1], rim.x, abs_tol=3 * MILLIMETRE)


def test_a_box_follows_the_ellipse_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    page, rim = page_with(Seal(ORGANISATION))
    larger = Ellipse(rim.x, rim.y, rim.rx * 1.1, rim.ry * 1.1)
    monkeypatch.setattr("parsers.seal.reading.refitted", lambda *_: larger)
    monkeypatch.setattr("parsers.seal.reading._RING_WELL_READ", 1.1)
    (stamp,) = read_seals(page, 1, DPI, Dark.NOTHING, readers())
    assert stamp.box == pytest.approx(
        [at / side for at, side in zip(larger.box, cv2.flip(np.array([page.shape[:2] * 2]), 1)[0], strict=True)],
        abs=1e-4,
    )
