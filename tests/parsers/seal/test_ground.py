"""Rings on paper may be seals; of those within pictures a person judges."""

import cv2
import numpy as np
import pytest
from PIL import Image

from config.demo.generator.seals import Seal
from parsers.seal import find_stamps
from parsers.seal.ellipse import Ellipse
from parsers.seal.ground import around, is_on_paper
from tests.pages import DPI, ORGANISATION, SIZE, paper, scanned, seal_at


def picture() -> np.ndarray:
    """Soft shapes in many colours, no white among them."""
    field = np.random.default_rng(3).uniform(40, 170, (14, 10, 3)).astype(np.float32)
    return cv2.resize(field, SIZE, interpolation=cv2.INTER_CUBIC).clip(0, 190).astype(np.uint8)


def sealed(ground: Image.Image) -> Image.Image:
    return scanned(seal_at(ground, Seal(ORGANISATION), 0.5, 0.4)[0])


def test_a_seal_on_paper_is_sure():
    (stamp,) = find_stamps(np.asarray(sealed(paper())), 1, DPI)
    assert stamp.confidence > 0.95


def test_a_seal_within_a_picture_is_for_a_person():
    page = paper()
    page.paste(Image.fromarray(picture()).crop((100, 300, 1140, 1200)), (100, 300))
    stamps = find_stamps(np.asarray(sealed(page)), 1, DPI)
    assert stamps
    assert all(stamp.confidence <= 0.45 for stamp in stamps)


@pytest.mark.parametrize(
    ("x", "y"), [(500, 500), (0, 500), (500, 1754), (1240, 0)], ids=["within", "left", "bottom", "corner"]
)
def test_paper_is_paper_up_to_the_page_s_edge(x: float, y: float):
    white = np.full((*SIZE[::-1], 3), 255, np.uint8)
    cv2.ellipse(white, (int(x), int(y)), (120, 80), 0, 0, 360, (205, 24, 30), 6)
    assert is_on_paper(*around(white, Ellipse(x, y, 120, 80)))


def test_what_is_light_within_alone_is_a_hole_in_a_picture():
    page = picture()
    cv2.ellipse(page, (500, 500), (120, 120), 0, 0, 360, (255, 255, 255), -1)
    assert not is_on_paper(*around(page, Ellipse(500, 500, 120, 120)))
