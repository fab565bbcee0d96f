"""Red that is no seal."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.demo.generator.fonts import font
from parsers.facts import StampShape
from parsers.seal import find_dark_rings, find_stamps, view_of
from tests.pages import DATES, DPI, TEXT, paper, scanned

pytestmark = pytest.mark.parts  # the recogniser's models at work

RED = (205, 24, 30)


def letterhead(pen: ImageDraw.ImageDraw) -> None:
    pen.text((620, 120), "中国云杉工程学会文件", font=font("song", 84), fill=RED, anchor="mm")
    pen.line((100, 185, 1140, 185), fill=RED, width=6)


def pen_circle(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((500, 700, 750, 940), outline=RED, width=5)


def pen_circle_around_text(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((110, 170, 420, 410), outline=RED, width=5)


def round_logo(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((500, 700, 740, 940), fill=RED)
    pen.text((620, 820), "杉", font=font("hei", 130), fill="white", anchor="mm")


def lettered_logo(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((500, 700, 700, 900), outline=RED, width=5)
    pen.ellipse((545, 745, 655, 855), fill=RED)
    for index, letter in enumerate("YUNSHAN SOCIETY SINCE 1956 "):
        angle = 2 * math.pi * index / 27
        at = (600 + 77 * math.sin(angle), 800 - 77 * math.cos(angle))
        pen.text(at, letter, font=font("hei", 20), fill=RED, anchor="mm")


def cog_wheel(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((500, 700, 740, 940), outline=RED, width=16)
    for spoke in range(6):
        x, y = 105 * math.cos(math.pi * spoke / 6), 105 * math.sin(math.pi * spoke / 6)
        pen.line((620 - x, 820 - y, 620 + x, 820 + y), fill=RED, width=12)


def solid_disc(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((500, 700, 740, 940), fill=RED)


def red_lines(pen: ImageDraw.ImageDraw) -> None:
    for row, line in enumerate(TEXT):
        pen.text((200, 800 + 60 * row), line, font=font("song", 34), fill=RED)


def underlining(pen: ImageDraw.ImageDraw) -> None:
    for row in range(4):
        pen.line((150, 240 + 70 * row, 700, 246 + 70 * row), fill=RED, width=4)


def frame(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((300, 700, 900, 1000), outline=RED, width=5)


def nothing_red(pen: ImageDraw.ImageDraw) -> None:
    pen.text((120, 800), DATES, font=font("song", 34), fill="black")


SHEETS = [
    letterhead, pen_circle, pen_circle_around_text, round_logo, lettered_logo, solid_disc, red_lines, underlining, frame, nothing_red,
]  # fmt: skip


@pytest.mark.parametrize("drawn", SHEETS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("by_scanner", [False, True], ids=["drawn", "scanned"])
def test_it_is_no_seal(drawn: Callable[[ImageDraw.ImageDraw], None], by_scanner: bool):
    page = paper()
    drawn(ImageDraw.Draw(page))
    found = find_stamps(np.asarray(scanned(page, 0.5) if by_scanner else page), 1, DPI)
    assert [stamp for stamp in found if stamp.shape in (StampShape.OFFICIAL, StampShape.CONTRACT)] == []


def test_a_wheel_with_spokes_is_never_sure():
    page = paper()
    cog_wheel(ImageDraw.Draw(page))
    assert [stamp for stamp in find_stamps(np.asarray(page), 1, DPI) if stamp.confidence >= 0.6] == []


def test_a_page_of_print_has_no_dark_rings():
    page = Image.fromarray(np.asarray(paper(TEXT * 4)))
    assert list(find_dark_rings(view_of(np.asarray(page), DPI), 1)) == []


def test_a_framed_character_of_a_letterhead_is_no_name_chop():
    page = paper()
    pen = ImageDraw.Draw(page)
    for index, character in enumerate("中国苔藓学会"):
        pen.text((200 + 110 * index, 120), character, font=font("hei", 84), fill=RED, anchor="mm")
    assert list(find_stamps(np.asarray(page), 1, DPI)) == []
