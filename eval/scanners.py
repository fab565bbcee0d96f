"""Flatbed scanners and telephones: from paper to the picture that somebody sends, with where things went."""

from dataclasses import dataclass

import cv2
import numpy as np

from eval.names import Rng
from eval.printing import Pixels, Points


@dataclass(frozen=True, slots=True)
class View:
    """A picture, and the 3 × 3 homography from the paper's pixels to its."""

    picture: Pixels
    matrix: np.ndarray

    def where(self, points: Points) -> Points:
        """Points of the paper in the picture."""
        return cv2.perspectiveTransform(points[None].astype(np.float64), self.matrix)[0]


def flatbed(paper: Pixels, rng: Rng) -> View:
    """A little skew, the lamp's tint, the sensor's colours, noise."""
    high, wide = paper.shape[:2]
    skew = float(rng.normal(0, 0.7))
    matrix = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), skew, 1.0), [0, 0, 1]])
    matrix[:2, 2] += rng.normal(0, 0.004, 2) * wide
    edge = (255, 255, 255) if rng.random() < 0.8 else (40, 40, 42)
    turned = cv2.warpPerspective(paper, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=edge)
    return View(_sensed(turned, rng, light=(0.9, 1.02), shade=None), matrix)


def telephone(paper: Pixels, rng: Rng) -> View:
    """Taken from the side, on a table, in some light, with a shadow over it."""
    high, wide = paper.shape[:2]
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    bend = float(rng.uniform(0.01, 0.07))
    inside = corners + rng.uniform(-bend, bend, (4, 2)).astype(np.float32) * wide
    margin = float(rng.uniform(-0.02, 0.06) if rng.random() < 0.8 else rng.uniform(0.06, 0.18)) * wide
    inside = (inside - [wide / 2, high / 2]) * (1 - 2 * margin / wide) + [wide / 2, high / 2]
    matrix = cv2.getPerspectiveTransform(corners, inside.astype(np.float32))
    table = tuple(int(each) for each in rng.integers(40, 190, 3)) if rng.random() < 0.7 else (120, 70, 45)
    turned = cv2.warpPerspective(paper, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=table)
    shade = cv2.resize(rng.uniform(0.6, 1.05, (3, 3)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    return View(_sensed(turned, rng, light=(0.8, 1.05), shade=shade), matrix)


def _sensed(picture: Pixels, rng: Rng, light: tuple[float, float], shade: np.ndarray | None) -> Pixels:
    """The picture through one device's lamp, lens and sensor."""
    seen = picture.astype(np.float32)
    grey = seen.mean(axis=2, keepdims=True)
    seen = grey + (seen - grey) * np.float32(rng.uniform(0.6, 1.2))  # saturation
    gain = rng.uniform(*light) * rng.normal(1, 0.025, 3)
    seen *= gain.astype(np.float32)
    if shade is not None:
        seen *= shade[..., None]
    dark = np.float32(rng.uniform(0, 18))
    seen = dark + seen * (255 - dark) / 255
    blur = float(rng.uniform(0.0, 0.9))
    if blur > 0.25:
        seen = cv2.GaussianBlur(seen, (0, 0), blur)
    noise = rng.standard_normal(picture.shape[:2], dtype=np.float32) * np.float32(rng.uniform(0.5, 6))
    return (seen + noise[..., None]).clip(0, 255).astype(np.uint8)


def greyed(picture: Pixels) -> Pixels:
    """Black, white and the greys between, still three channels."""
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def bilevel(picture: Pixels, rng: Rng) -> Pixels:
    """Black and white only, (h, w) of 0 and 255."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    level = float(np.median(grey)) * float(rng.uniform(0.68, 0.88))
    return np.where(grey > level, 255, 0).astype(np.uint8)
