"""Ink on paper, whatever the scanner, the lamp or a telephone's shadow made of either."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Strength = NDArray[np.float32]

_COARSE = 150  # pixels of the shorter side in which the paper's colour is looked for
_AROUND = 15  # of those: what is larger than this and has one colour is ground, not ink
_DARKEST, _WHITE = 60, 252  # of paper; from the latter on it is white already
_MAGENTA = 0.8  # of a bluish red's strength
_BLUER = 0.6  # a bluish red still counts, blue itself doesn't


def on_white(page: Pixels, side: int | None = None) -> Pixels:
    """The page with its paper made white everywhere: lamp, shadow and the paper's own tint taken out. (h, w, 3) RGB.

    The paper's colour is the brightest in the neighbourhood, so that a large red picture turns pale and a seal doesn't.
    side: of a page's part, the page's shorter side in its pixels.
    """
    high, wide = page.shape[:2]
    scale = min(1.0, _COARSE / (side or min(high, wide)))
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    coarse = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    brightest = cv2.dilate(coarse, np.ones((_AROUND, _AROUND), np.uint8))
    if int(brightest.min()) >= _WHITE:
        return page
    paper = np.maximum(cv2.blur(brightest, (_AROUND, _AROUND)), _DARKEST)
    return np.asarray(cv2.divide(page, cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR), scale=255))


def redness_on_white(page: Pixels) -> Strength:
    """How much redder than grey each pixel is, 0..255. page: (h, w, 3) RGB, its paper white.

    Dark red, magenta and orange all have more red than their second channel on the average of green and blue; black text
    and grey paper have none.
    """
    red, green, blue = cv2.split(page)
    above = cv2.subtract(red, cv2.max(green, blue))
    bluish = cv2.addWeighted(cv2.subtract(red, green), _MAGENTA, cv2.subtract(blue, green), -_MAGENTA * _BLUER, 0)
    magenta = cv2.bitwise_and(bluish, cv2.compare(red, blue, cv2.CMP_GE))
    return np.asarray(cv2.max(above, magenta), dtype=np.float32)


def darkness_on_white(page: Pixels) -> Strength:
    """How dark each pixel is, 0..255."""
    return (255 - cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)).astype(np.float32)


def mask(strength: Strength, threshold: float) -> Pixels:
    """Where there is ink, as 0 and 1."""
    return (strength > threshold).astype(np.uint8)


def closed(ink: Pixels, radius: float) -> Pixels:
    """Gaps up to 2 × radius pixels bridged, so that ring, star and characters become one piece."""
    size = max(3, round(radius) * 2 + 1)
    return cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))).astype(
        np.uint8
    )
