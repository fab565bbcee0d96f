"""A seal's ring unrolled to one line of dark characters on white, for the recogniser."""

import cv2
import numpy as np

from parsers.seal.ink import Pixels, redness

_HEIGHT = 64  # pixels of the line
_OUTER, _INNER = 0.93, 0.50  # of the radius: between rim and star


def unwrap(crop: Pixels) -> Pixels:
    """The ring's text as (64, w, 3), left to right. crop: (h, w, 3) RGB, the seal's box exactly."""
    strength = redness(crop)
    dark = 255 - np.clip(strength * (255 / max(40.0, float(np.percentile(strength, 97)))), 0, 255).astype(np.uint8)
    height, width = dark.shape
    length = round(2 * np.pi * 0.72 / (_OUTER - _INNER) * _HEIGHT * 0.72)
    angles = np.linspace(0, 2 * np.pi, length, endpoint=False, dtype=np.float32)[None, :] + np.float32(np.pi / 2)
    radii = np.linspace(_OUTER, _INNER, _HEIGHT, dtype=np.float32)[:, None]
    x = (width / 2 + np.cos(angles) * radii * width / 2).astype(np.float32)
    y = (height / 2 + np.sin(angles) * radii * height / 2).astype(np.float32)
    line = cv2.remap(dark, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    opened = np.roll(line, -_widest_gap(line), axis=1)
    return cv2.cvtColor(
        np.pad(opened, ((4, 4), (12, 12)), constant_values=255).astype(np.uint8), cv2.COLOR_GRAY2RGB
    ).astype(np.uint8)


def _widest_gap(line: Pixels) -> int:
    """The middle column of the widest stretch without ink, around the circle."""
    ink = (line[6:-8] < 140).mean(axis=0) > 0.04
    doubled = np.concatenate([ink, ink])
    best, start, longest = 0, 0, 0
    for column, inked in enumerate(doubled):
        if inked:
            start = column + 1
        elif column + 1 - start > longest:
            longest = column + 1 - start
            best = start + longest // 2
    return int(best % line.shape[1])
