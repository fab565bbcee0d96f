"""One line of text, read with what else may stand at each place."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.demo.generator.fonts import font
from parsers.paged.recogniser import Recogniser, small, tiny


def line(text: str) -> np.ndarray:
    picture = Image.new("RGB", (60 + 34 * len(text), 48), "white")
    ImageDraw.Draw(picture).text((20, 6), text, font=font("song", 32), fill="black")
    return np.asarray(picture)


@pytest.mark.parametrize("recogniser", [small(), tiny()], ids=["small", "tiny"])
@pytest.mark.parametrize("text", ["云杉林下的科技工作者节", "预计二百人参加，5月30日"])
def test_a_line_is_read_and_its_places_say_the_same(recogniser: Recogniser, text: str) -> None:
    reading = recogniser.read(line(text))
    assert (reading.text, reading.confidence > 0.9) == (text, True)
    assert "".join(place.characters[0] for place in reading.places if place.probabilities[0] > 0.5) == text
    for place in reading.places:
        assert len(place.characters) == len(place.probabilities) <= 20
        assert list(place.probabilities) == sorted(place.probabilities, reverse=True)
        assert 0 < place.nothing <= 1


def test_what_is_skimmed_is_what_is_read_without_its_places() -> None:
    picture = line("云杉林下的科技工作者节")
    assert tiny().skim(picture) == replace(tiny().read(picture), places=())


def test_nothing_is_read_where_nothing_is() -> None:
    reading = small().read(np.full((40, 400, 3), 255, np.uint8))
    assert (reading.text, reading.confidence) == ("", 0.0)
