"""What makes a piece of ink a seal: measured in polar coordinates inside its own ellipse."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ink import Pixels

_ANGLES = 360
_RADII = 128
_THIN_RIM = 0.85  # of the angles; blocks of text that Hough takes for rings reach 0.64
_REACH = 1.3  # of the ellipse's radius that the polar picture covers


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre and half axes in pixels."""

    x: float
    y: float
    rx: float
    ry: float


@dataclass(frozen=True, slots=True)
class Features:
    """Fractions 0..1, but for `changes`, which counts.

    outline: angles with ink at the rim; changes: ink/no ink alternations along the text band; band: ink in the text
    band; inside: ink within the rim; outside: ink just outside it; seen: angles that lie on the page.
    """

    outline: float
    changes: int
    band: float
    inside: float
    outside: float
    seen: float


def polar(ink: Pixels, ellipse: Ellipse) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Ink by (angle, radius up to 1.3), and which of it lies on the page. Angle 0 points down, clockwise."""
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False, dtype=np.float32)[:, None] + np.float32(np.pi / 2)
    radii = np.linspace(0, _REACH, _RADII, dtype=np.float32)[None, :]
    x = ellipse.x + np.cos(angles) * radii * ellipse.rx
    y = ellipse.y + np.sin(angles) * radii * ellipse.ry
    on_page = (x >= 0) & (x < ink.shape[1]) & (y >= 0) & (y < ink.shape[0])
    sampled = cv2.remap(ink.astype(np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return sampled.astype(np.float32), on_page


def measure(ink: Pixels, ellipse: Ellipse) -> Features:
    """The features of one candidate on the full mask of ink."""
    sampled, on_page = polar(ink, ellipse)
    rim = _columns(0.86, 1.06)
    band = _columns(0.55, 0.85)
    visible = on_page[:, rim].all(axis=1)
    if not visible.any():
        return Features(0, 0, 0, 1, 1, 0)
    rows = sampled[visible]
    profile = rows[:, band].mean(axis=1) > 0.18
    return Features(
        outline=float((rows[:, rim].max(axis=1) > 0.4).mean()),
        changes=int((profile[1:] != profile[:-1]).sum()),
        band=float(rows[:, band].mean()),
        inside=float(rows[:, _columns(0.0, 0.84)].mean()),
        outside=float((rows[:, _columns(1.12, 1.28)] > 0.4).mean()),
        seen=float(visible.mean()),
    )


def has_thin_rim(ink: Pixels, ellipse: Ellipse) -> bool:
    """Whether one unbroken line runs round the ellipse: what tells a ring in dark ink from a block of text."""
    sampled, _ = polar(ink, ellipse)
    share = max(float((sampled[:, at : at + 3].max(axis=1) > 0.5).mean()) for at in range(88, 108))
    return share >= _THIN_RIM


def _columns(low: float, high: float) -> slice:
    return slice(round(low / _REACH * _RADII), round(high / _REACH * _RADII))
