"""Ellipses, and a picture seen from an ellipse's middle."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ink import Strength

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Many = NDArray[np.float64]  # (n, 5): x, y, rx, ry, turn of n ellipses


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Middle and half axes in pixels; `turn` in radians, clockwise as seen, of the first axis from the horizontal."""

    x: float
    y: float
    rx: float
    ry: float
    turn: float = 0.0

    @property
    def reach(self) -> tuple[float, float]:
        """Half width and half height of the upright box around it."""
        c, s = np.cos(self.turn), np.sin(self.turn)
        return float(np.hypot(self.rx * c, self.ry * s)), float(np.hypot(self.rx * s, self.ry * c))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the upright box around it, in pixels."""
        wide, high = self.reach
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def scaled(self, factor: float) -> "Ellipse":
        """The same in a picture that many times as large."""
        return Ellipse(self.x * factor, self.y * factor, self.rx * factor, self.ry * factor, self.turn)


def many(ellipses: Sequence[Ellipse]) -> Many:
    """Ellipses as an array."""
    return np.array([(each.x, each.y, each.rx, each.ry, each.turn) for each in ellipses]).reshape(-1, 5)


def polar(strength: Strength, ellipses: Many, angles: int, radii: Floats) -> tuple[Floats, Flags]:
    """The picture by (ellipse, angle, radius) and which of it lies on the page; radius 1 is the ellipse.

    Angle 0 is an ellipse's first axis, clockwise as seen.
    """
    x0, y0, rx, ry, turn = (column[:, None].astype(np.float32) for column in ellipses.T)
    cosines, sines = _turns(angles)
    u, v, c, s = cosines * rx, sines * ry, np.cos(turn), np.sin(turn)
    x = x0[..., None] + (u * c - v * s)[..., None] * radii
    y = y0[..., None] + (u * s + v * c)[..., None] * radii
    on_page = (x >= 0) & (x < strength.shape[1]) & (y >= 0) & (y < strength.shape[0])
    rows = (-1, len(radii))
    sampled = cv2.remap(strength, x.reshape(rows), y.reshape(rows), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(sampled, dtype=np.float32).reshape(x.shape), on_page


@lru_cache(maxsize=8)
def _turns(angles: int) -> tuple[Floats, Floats]:
    around = np.linspace(0, 2 * np.pi, angles, endpoint=False, dtype=np.float32)
    return np.cos(around), np.sin(around)


def ranked(values: NDArray[Any], share: float) -> float:
    """The value that this share of them is below; what numpy's percentile gives, without its quarter of a millisecond."""
    place = min(len(values) - 1, int(share * len(values)))
    return float(np.partition(values, place)[place])


def ranked_rows(values: NDArray[Any], share: float) -> NDArray[Any]:
    """The same of each row of (n, k), k > 0."""
    place = min(values.shape[1] - 1, int(share * values.shape[1]))
    return np.asarray(np.partition(values, place, axis=1)[:, place])
