"""Where rings may be, and the ellipses along them, on pictures of one pixel a millimetre and finer."""

import cv2
import numpy as np
import pytest

from parsers.seal.ellipse import many
from parsers.seal.fitting import fitted
from parsers.seal.ink import Strength
from parsers.seal.rings import places

MM = 3.0  # pixels of a millimetre
HIGH, WIDE = 891, 630  # of A4


def ring(x: float, y: float, rx: float = 60, ry: float = 60, degrees: float = 0) -> Strength:
    """A rim of 1 mm and nothing else, of full strength."""
    page = np.zeros((HIGH, WIDE), np.uint8)
    cv2.ellipse(page, (round(x), round(y)), (round(rx), round(ry)), degrees, 0, 360, 200, 3, cv2.LINE_AA)
    return page.astype(np.float32)


@pytest.mark.parametrize(("x", "y"), [(300, 400), (0, 400), (300, 0), (WIDE, 400), (300, HIGH), (40, 850)])
def test_the_likeliest_place_is_the_rings_middle_even_where_the_page_cuts_it(x: int, y: int):
    answer, place = next(places(ring(x, y), MM))
    assert (place.x, place.y) == pytest.approx((x, y), abs=2 * MM)
    assert (place.rx, place.ry) == pytest.approx((60, 60), abs=2 * MM)
    assert answer > 0.5


def test_where_less_than_a_third_of_a_ring_is_on_the_page_there_is_no_place():
    assert not [place for _, place in places(ring(-35, 400), MM) if place.x < -30]


def test_a_page_without_ink_has_no_places():
    assert not list(places(np.zeros((HIGH, WIDE), np.float32), MM))


def test_of_a_page_that_is_pale_all_over_only_what_is_stronger_is_ink():
    (_, place), *_ = places(ring(300, 400) + 5, MM)
    assert (place.x, place.y) == pytest.approx((300, 400), abs=2 * MM)


@pytest.mark.parametrize("picture", [0, 400])
def test_a_pale_ring_has_a_place_however_large_a_red_picture_the_page_bears(picture: int):
    page = ring(300, 700) / 200 * 8
    page[:picture, :] = 90
    assert any((place.x, place.y) == pytest.approx((300, 700), abs=2 * MM) for _, place in places(page, MM))


@pytest.mark.parametrize("degrees", [0, 30, 90, 150])
def test_the_ellipse_follows_the_rim_from_a_place_nearby(degrees: float):
    near = np.array([[304.0, 396.0, 66.0, 50.0, np.radians(degrees)]])
    (ellipse,), (share,) = fitted(ring(300, 400, 63, 48, degrees), near)
    assert ellipse[:4] == pytest.approx((300, 400, 64, 49), abs=1.2)
    assert np.degrees(ellipse[4]) % 180 == pytest.approx(degrees, abs=3) or degrees == 0
    assert share == 1


def test_of_places_that_lead_to_one_rim_the_first_is_kept():
    near = np.array([[304.0, 396.0, 60.0, 60.0, 0.0], [297.0, 402.0, 62.0, 58.0, 0.0], [300.0, 400.0, 20.0, 20.0, 0.0]])
    ellipses, _ = fitted(ring(300, 400), near)
    assert len(ellipses) == 1


def test_no_places_no_ellipses():
    ellipses, shares = fitted(ring(300, 400), many([]))
    assert len(ellipses) == len(shares) == 0
