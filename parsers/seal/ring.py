"""A seal's ring unrolled to one line of dark characters on white, for the recogniser."""

import cv2
import numpy as np

from parsers.seal.ink import Pixels, redness

_HEIGHT = 64  # pixels of the line
_OUTER, _INNER = 0.93, 0.50  # of the radius: between rim and star


def unwrap(crop: Pixels, print_free: bool = True) -> Pixels:
    """The ring's text as (64, w, 3), left to right. crop: (h, w, 3) RGB, the seal's box exactly.

    print_free: black print over the seal is blanked, which helps where it crosses strokes and hurts where it hides them.
    """
    dark = _ink_as_dark(crop, print_free)
    height, width = dark.shape
    length = round(2 * np.pi * 0.72 / (_OUTER - _INNER) * _HEIGHT * 0.72)
    angles = np.linspace(0, 2 * np.pi, length, endpoint=False, dtype=np.float32)[None, :] + np.float32(np.pi / 2)
    radii = np.linspace(_OUTER, _INNER, _HEIGHT, dtype=np.float32)[:, None]
    x = (width / 2 + np.cos(angles) * radii * width / 2).astype(np.float32)
    y = (height / 2 + np.sin(angles) * radii * height / 2).astype(np.float32)
    line = cv2.remap(dark, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255).astype(np.uint8)
    opened = np.roll(line, -_widest_gap(line), axis=1)
    return cv2.cvtColor(
        np.pad(opened, ((4, 4), (12, 12)), constant_values=255).astype(np.uint8), cv2.COLOR_GRAY2RGB
    ).astype(np.uint8)


def lower_line(crop: Pixels) -> Pixels:
    """What stands straight below the star, as (h, w, 3), dark on white: 合同专用章, a number. crop: as for `unwrap`."""
    dark = _ink_as_dark(crop, print_free=True)
    height, width = dark.shape
    strip = dark[round(0.62 * height) : round(0.88 * height), round(0.14 * width) : round(0.86 * width)]
    return cv2.cvtColor(strip, cv2.COLOR_GRAY2RGB).astype(np.uint8)


def _ink_as_dark(crop: Pixels, print_free: bool) -> Pixels:
    """Red ink dark on white, sharp: where it is red tells the colour, how dark the green channel.

    JPEG keeps brightness at full resolution and colour at half, so thin strokes blur in the colour alone.
    """
    strength = redness(crop)
    full = max(40.0, float(np.percentile(strength, 97)))
    red = cv2.dilate(np.clip(strength / (0.5 * full), 0, 1), np.ones((3, 3), np.uint8))
    green = crop[..., 1].astype(np.float32)
    paper = float(np.percentile(green, 80))
    depth = np.clip(paper - green, 0, None)
    ink = depth[strength > 0.5 * full]
    deepest = max(40.0, float(np.percentile(ink, 85))) if ink.size else 255.0
    strokes = red * depth / deepest
    if print_free:  # black print is dark in red light too
        bright = max(1.0, float(np.percentile(crop[..., 0], 80)))
        strokes *= np.clip((crop[..., 0] / bright - 0.3) / 0.25, 0, 1)
    dark: Pixels = (255 - np.clip(strokes * 255, 0, 255)).astype(np.uint8)
    return dark


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
