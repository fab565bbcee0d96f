"""The shades of a picture stay apart for everybody, and on a black-and-white printer."""

from itertools import combinations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from review_export.charts.palette import Shade

# Machado, Oliveira, Fernandes 2009: how the colours look to somebody wholly without one kind of cone, on linear RGB
EYES = {
    "usual": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
SEEN_APART, PRINTED_APART = 20.0, 9.0  # CIE76 differences; two are told from each other from about 2.3 on


def lab(shade: Shade, eyes: str) -> NDArray[np.float32]:
    """CIELAB of a shade as those eyes see it."""
    coded = np.array([int(shade.value[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(EYES[eyes]) @ linear, 0, 1)
    again = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.asarray(cv2.cvtColor(again.astype(np.float32).reshape(1, 1, 3), cv2.COLOR_RGB2LAB))[0, 0]


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(("one", "other"), list(combinations(Shade, 2)))
def test_two_shades_are_told_apart(one: Shade, other: Shade, eyes: str) -> None:
    assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) > SEEN_APART
    assert abs(lab(one, eyes)[0] - lab(other, eyes)[0]) > PRINTED_APART


@pytest.mark.parametrize("shade", Shade)
def test_numbers_are_read_on_their_shade(shade: Shade) -> None:
    """WCAG 2.1, contrast of large text and graphics: 3."""
    lights = [luminance(shade.value), luminance(shade.ink)]
    assert (max(lights) + 0.05) / (min(lights) + 0.05) >= 3


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))
