"""How large a page's picture is on paper, so that a seal on it has its own size."""

import numpy as np
import pytest

from parsers.paged.looking import dpi_of

MM = 72 / 25.4


def picture(wide: float, high: float, dpi: float) -> np.ndarray:
    return np.zeros((round(high / 25.4 * dpi), round(wide / 25.4 * dpi), 3), np.uint8)


@pytest.mark.parametrize(
    ("wide", "high"), [(210, 297), (297, 210), (148, 210), (182, 257), (195, 270), (297, 420), (210, 140), (241, 140)]
)
def test_a_paper_that_there_is_has_its_own_size(wide: float, high: float) -> None:
    assert dpi_of(picture(wide, high, 150), (wide * MM, high * MM)) == pytest.approx(150, rel=0.01)


@pytest.mark.parametrize("size", [None, (300 * MM, 400 * MM), (148 * MM, 230 * MM), (2480, 3508), (100, 141)])
def test_any_other_is_taken_for_a4(size: tuple[float, float] | None) -> None:
    assert dpi_of(picture(210, 297, 150), size) == pytest.approx(150, rel=0.01)
