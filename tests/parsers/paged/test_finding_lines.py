"""Where lines of text stand on a picture."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.demo.generator.fonts import font
from parsers.paged import detector
from parsers.paged.detector import located

pytestmark = pytest.mark.parts  # the detector at work
LINE = "云杉林下的科技工作者节"


def picture(size: tuple[int, int], *places: tuple[int, int]) -> np.ndarray:
    sheet = Image.new("L", size, 255)
    for place in places:
        ImageDraw.Draw(sheet).text(place, LINE, font=font("song", 32), fill=0)
    return np.asarray(sheet)


@pytest.mark.parametrize("place", [(120, 200), (700, 1600), (20, 10)], ids=["above", "below", "corner"])
def test_a_line_stands_where_it_was_written(place: tuple[int, int]) -> None:
    (corners,) = located(picture((1240, 1754), place))
    left, top, right, bottom = *corners.min(axis=0), *corners.max(axis=0)
    assert left == pytest.approx(place[0], abs=16)
    assert right == pytest.approx(place[0] + 32 * len(LINE), abs=16)
    assert top < place[1] + 16 < bottom < top + 80


def test_lines_are_told_from_top_to_bottom() -> None:
    found = located(picture((1240, 1754), (300, 900), (120, 200), (500, 1500)))
    assert [round(each[:, 1].mean(), -2) for each in found] == [200, 900, 1500]


@pytest.mark.parametrize("size", [(1240, 1754), (9, 9), (2000, 12)], ids=["page", "spot", "strip"])
def test_on_nothing_there_is_nothing(size: tuple[int, int]) -> None:
    assert list(located(np.full(size[::-1], 230, np.uint8))) == []


def test_only_what_shows_ink_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[int, ...]] = []
    network = detector._network()

    class Counted:
        def run(self, names: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
            looked.append(given["x"].shape)
            return network.run(names, given)

    monkeypatch.setattr(detector, "_network", Counted)
    located(picture((1240, 1754), (120, 200)))
    ((*_, high, wide),) = looked
    assert (high % 32, wide % 32) == (0, 0)
    assert high * wide < 0.2 * 960 * 679


def test_two_pages_on_one_picture_are_looked_at_as_finely_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A3 at 150 dpi, small print: 9 points."""
    sheet = Image.new("L", (2480, 1754), 255)
    for row in range(40):
        for left in (120, 1360):
            ImageDraw.Draw(sheet).text((left, 120 + 36 * row), LINE * 3, font=font("song", 19), fill=0)
    assert len(located(np.asarray(sheet))) == 80
