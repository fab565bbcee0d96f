"""Red ink on paper, whatever the scanner made of either."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Strength = NDArray[np.float32]


def redness(page: Pixels) -> Strength:
    """How much redder than grey each pixel is, 0..255, the paper's own tint taken out.

    page: (h, w, 3) RGB. Dark red, magenta and orange all have more red than their second channel on the average of green
    and blue; black text and grey paper have none.
    """
    small = page[:: max(1, page.shape[0] // 200), :: max(1, page.shape[1] // 200)].reshape(-1, 3)
    bright = small[small.sum(axis=1) >= np.percentile(small.sum(axis=1), 50)]
    paper = np.maximum(np.median(bright, axis=0), 60).astype(np.float32) if len(bright) else np.full(3, 255, np.float32)
    balanced = np.minimum(page.astype(np.float32) * (255 / paper), 255)
    red, green, blue = balanced[..., 0], balanced[..., 1], balanced[..., 2]
    above = red - np.maximum(green, blue)
    magenta = red - green - 0.6 * np.maximum(blue - green, 0)  # a bluish red still counts, blue itself doesn't
    redder: Strength = np.clip(np.maximum(above, np.where(red >= blue, magenta * 0.8, 0)), 0, 255).astype(np.float32)
    return redder


def mask(strength: Strength, threshold: float) -> Pixels:
    """Where there is ink, as 0 and 1."""
    return (strength > threshold).astype(np.uint8)


def closed(ink: Pixels, radius: float) -> Pixels:
    """Gaps up to 2 × radius pixels bridged, so that ring, star and characters become one piece."""
    size = max(3, round(radius) * 2 + 1)
    return cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))).astype(
        np.uint8
    )
