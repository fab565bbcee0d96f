"""One line of text, read with what else may stand at each place."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.demo.generator.fonts import font
from config.demo.generator.seals import Seal
from parsers.paged.recogniser import Recogniser, ring, small, tiny
from parsers.seal.ellipse import Ellipse
from parsers.seal.ring import lines, unroll
from tests.pages import paper, seal_at


def line(text: str) -> np.ndarray:
    picture = Image.new("RGB", (60 + 34 * len(text), 48), "white")
    ImageDraw.Draw(picture).text((20, 6), text, font=font("song", 32), fill="black")
    return np.asarray(picture)


@pytest.mark.parametrize("recogniser", [small, tiny], ids=["small", "tiny"])
@pytest.mark.parametrize("text", ["云杉林下的科技工作者节", "预计二百人参加，5月30日"])
def test_a_line_is_read_and_its_places_say_the_same(recogniser: Callable[[], Recogniser], text: str) -> None:
    reading = recogniser().read(line(text))
    assert (reading.text, reading.confidence > 0.9) == (text, True)
    assert "".join(place.characters[0] for place in reading.places if place.probabilities[0] > 0.5) == text
    for place in reading.places:
        assert len(place.characters) == len(place.probabilities) <= 20
        assert list(place.probabilities) == sorted(place.probabilities, reverse=True)
        assert 0 < place.nothing <= 1


@pytest.mark.parametrize("number", list("一二三"))
def test_rings_are_read_by_the_network_taught_them(number: str) -> None:
    name = f"青岭市第{number}中学"
    page, box = seal_at(paper(()), Seal(name), 0.5, 0.5)
    left, top, right, bottom = (at * side for at, side in zip(box, page.size * 2, strict=True))
    rim = Ellipse((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2)
    reading = ring().read(next(lines(unroll(np.asarray(page), rim))))
    assert (reading.text, reading.confidence > 0.9) == (name, True)


def test_what_is_skimmed_is_what_is_read_without_its_places() -> None:
    picture = line("云杉林下的科技工作者节")
    assert tiny().skim(picture) == replace(tiny().read(picture), places=())


def test_nothing_is_read_where_nothing_is() -> None:
    reading = small().read(np.full((40, 400, 3), 255, np.uint8))
    assert (reading.text, reading.confidence) == ("", 0.0)
