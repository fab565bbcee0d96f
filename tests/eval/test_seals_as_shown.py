"""A seal whose red the picture lost is no red seal to find."""

import numpy as np
import pytest

from eval.pages import Made, Truth
from eval.scores import is_clear
from eval.sealing import as_shown

SEAL = Truth((0.2, 0.2, 0.6, 0.6), "official", "云杉学会", "ink", True, 1.0, 0.8, 20.0)
PAGE = Made(1, b"", (SEAL,), "scan", "letter", (), ())


@pytest.mark.parametrize(("ink", "clear"), [((150, 20, 38), True), ((60, 60, 60), False)])
def test_a_seal_without_its_colour_in_the_picture_is_not_a_clear_red_one(
    ink: tuple[int, int, int], clear: bool
) -> None:
    picture = np.full((100, 100, 3), 255, np.uint8)
    picture[25:55, 25:55] = ink
    (truth,) = as_shown(PAGE, picture).truths
    assert is_clear(truth) is clear
