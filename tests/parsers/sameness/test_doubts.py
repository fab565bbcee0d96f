"""Which recognised differences hold once their line is read again."""

from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw

from parsers.facts import Box, Page, TextSource
from parsers.paged.again import Again
from parsers.paged.order import turned_back
from parsers.paged.recogniser import Reading
from parsers.sameness.aligning import find
from parsers.sameness.doubts import Doubts
from parsers.sameness.texts import paged_text
from tests.pages import full, pdf
from tests.parsers.sameness.test_comparing_versions import paged


@dataclass(frozen=True)
class SameAgain:
    """A recogniser that reads every line as it was read before."""

    text: str

    def line(self, page: Page, box: Box) -> Reading:
        """The line."""
        return Reading(self.text, 0.99)

    def is_crossed_in_red(self, page: Page, box: Box) -> bool:
        """Nowhere."""
        return False


@pytest.mark.parametrize(("read", "stands"), [("Iin@yunhu.example.cn", False), ("bin@yunhu.example.cn", True)])
def test_letters_that_look_alike_are_no_difference_however_often_they_are_read_so(read: str, stands: bool) -> None:
    text = paged_text(paged("电子邮箱", read, source=TextSource.OCR))
    found = find("lin@yunhuexamplecn", text.text)
    (hunk,) = found.hunks
    assert Doubts(text, SameAgain(read)).stands(found.unit, hunk) is stands  # type: ignore[arg-type]  # it reads lines


@dataclass(frozen=True)
class UnderAPen(SameAgain):
    """The same, with red ink on a part of the line, in fractions of the page's width."""

    left: float
    right: float

    def is_crossed_in_red(self, page: Page, box: Box) -> bool:
        """There."""
        return self.left < box[2] and box[0] < self.right


@pytest.mark.parametrize(
    ("left", "right", "stands"), [(0.3, 0.35, False), (0.7, 0.75, True)], ids=["there", "farther on"]
)
def test_a_character_lost_where_a_red_pen_crosses_is_no_difference(left: float, right: float, stands: bool) -> None:
    said, read = (
        "拟在农业示范园区举办我和我的实验室主题活动邀请院士",
        "拟在农业示范园举办我和我的实验室主题活动邀请院士",
    )
    text = paged_text(paged(read, source=TextSource.OCR))
    (hunk,) = find(said, text.text).hunks
    assert Doubts(text, UnderAPen(read, left, right)).stands(said, hunk) is stands  # type: ignore[arg-type]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_red_ink_is_seen_where_it_is_however_the_page_lies(quarters: int) -> None:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).line([(300, 380), (340, 470)], fill=(215, 40, 45), width=6)
    ImageDraw.Draw(picture).line([(800, 380), (840, 470)], fill=(20, 20, 20), width=6)
    crossed, written = (
        (280 / 1240, 400 / 1754, 360 / 1240, 440 / 1754),
        (780 / 1240, 400 / 1754, 860 / 1240, 440 / 1754),
    )
    again = Again(pdf(full(picture.rotate(-90 * quarters, expand=True).resize((1240, 1754)))))
    page = Page(1, 595, 842, (), TextSource.OCR, (), quarters)
    assert again.is_crossed_in_red(page, turned_back(crossed, quarters))
    assert not again.is_crossed_in_red(page, turned_back(written, quarters))
