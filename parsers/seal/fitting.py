"""The ellipse that a seal's rim really follows.

A piece of ink seldom is the seal alone: a printed line, a signature or a letterhead touches it, or a pale stretch of its
rim is missing. So circles through three points of the outline are tried, the best is bent to an ellipse, and it
replaces the piece's own box where more of the rim lies on it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.features import Ellipse
from parsers.seal.ink import Pixels

_TRIES = 500
_REACH = 1.6  # of a piece's longer half axis: a seal broken by print is larger than its pieces
_POINTS = 400
_WHOLE = 0.97  # of the rim: nothing will fit better
_NEAR = 0.05  # of the radius: what belongs to the rim
_BINS = 120
_ROUND = (0.55, 1.8)  # width to height of a seal

Points = NDArray[np.float64]


def fitted(ink: Pixels, ellipse: Ellipse, largest: float) -> tuple[Ellipse, float]:
    """The ellipse through the rim near `ellipse`, which itself comes back where nothing fits better; and how much of its
    rim there is, 0..1.

    ink: (h, w) of 0 and 1 in the same pixels as the ellipse; `largest` radius in pixels. The same input gives the same
    output.
    """
    points = _outline(ink, ellipse)
    if len(points) < 12:
        return ellipse, 0.0
    best, score = ellipse, _covered(points, ellipse)
    if score < _WHOLE:
        longer = max(ellipse.rx, ellipse.ry)
        circles = _circles(points, 0.6 * min(ellipse.rx, ellipse.ry), min(_REACH * longer, max(largest, longer)))
        shares = _covered_each(points, circles)
        if len(shares) and shares.max() > score:
            x, y, radius = (float(number) for number in circles[int(shares.argmax())])
            best, score = Ellipse(x, y, radius, radius), float(shares.max())
    for _ in range(3):
        bent = _bent(points, best)
        if bent is None or _covered(points, bent) < score - 0.02:
            break
        best, score = bent, _covered(points, bent)
    return best, score


def _outline(ink: Pixels, ellipse: Ellipse) -> Points:
    """(n, 2) points of the ink's outer contours in and just around the ellipse's box."""
    reach = _REACH * max(ellipse.rx, ellipse.ry)
    left, top = max(0, round(ellipse.x - reach)), max(0, round(ellipse.y - reach))
    right, bottom = round(ellipse.x + reach) + 1, round(ellipse.y + reach) + 1
    window = np.ascontiguousarray(ink[top:bottom, left:right])
    contours, _ = cv2.findContours(window, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return np.empty((0, 2))
    points = np.concatenate([contour.reshape(-1, 2) for contour in contours]).astype(np.float64)
    return np.asarray(points[:: max(1, len(points) // _POINTS)] + np.array([left + 0.5, top + 0.5]))


def _circles(points: Points, smallest: float, largest: float) -> Points:
    """(n, 3) centres and radii of circles through three points of the outline whose radius could be the seal's."""
    picked = np.random.default_rng(0).integers(0, len(points), (_TRIES, 3))
    a, b, c = points[picked[:, 0]], points[picked[:, 1]], points[picked[:, 2]]
    double_area = 2 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    usable = np.abs(double_area) > smallest  # three points in a line have no circle
    a, b, c, double_area = a[usable], b[usable], c[usable], double_area[usable]
    to_b, to_c = ((b - a) ** 2).sum(axis=1), ((c - a) ** 2).sum(axis=1)
    x = a[:, 0] + ((c - a)[:, 1] * to_b - (b - a)[:, 1] * to_c) / double_area
    y = a[:, 1] + ((b - a)[:, 0] * to_c - (c - a)[:, 0] * to_b) / double_area
    radius = np.hypot(x - a[:, 0], y - a[:, 1])
    fits = (radius >= smallest) & (radius <= largest)
    return np.asarray(np.stack([x, y, radius], axis=1)[fits])


def _covered_each(points: Points, circles: Points) -> NDArray[np.float64]:
    """For each circle, the share of the angles at which the outline lies on it."""
    dx, dy = points[None, :, 0] - circles[:, 0, None], points[None, :, 1] - circles[:, 1, None]
    near = np.abs(np.hypot(dx, dy) / circles[:, 2, None] - 1) < _NEAR
    circle, point = np.nonzero(near)
    seen = np.zeros((len(circles), _BINS), dtype=bool)
    seen[circle, _bins(dx[circle, point], dy[circle, point])] = True
    return np.asarray(seen.mean(axis=1))


def _covered(points: Points, ellipse: Ellipse) -> float:
    """The share of the angles at which the outline lies on the ellipse."""
    x, y = (points[:, 0] - ellipse.x) / ellipse.rx, (points[:, 1] - ellipse.y) / ellipse.ry
    near = np.abs(np.hypot(x, y) - 1) < _NEAR
    return len(np.unique(_bins(x[near], y[near]))) / _BINS


def _bins(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    return ((np.arctan2(y, x) + np.pi) / (2 * np.pi) * _BINS).astype(np.int64) % _BINS


def _bent(points: Points, ellipse: Ellipse) -> Ellipse | None:
    """The upright ellipse by least squares through the points near this one's rim; None where there is none."""
    x, y = (points[:, 0] - ellipse.x) / ellipse.rx, (points[:, 1] - ellipse.y) / ellipse.ry
    near = np.abs(np.hypot(x, y) - 1) < _NEAR
    if near.sum() < 12:
        return None
    x, y = x[near], y[near]
    (p, q, r, s), *_ = np.linalg.lstsq(np.stack([x * x, y * y, x, y], axis=1), np.ones(len(x)), rcond=None)
    if p <= 0 or q <= 0:
        return None
    size = 1 + r * r / (4 * p) + s * s / (4 * q)
    bent = Ellipse(
        float(ellipse.x - r / (2 * p) * ellipse.rx),
        float(ellipse.y - s / (2 * q) * ellipse.ry),
        float(np.sqrt(size / p) * ellipse.rx),
        float(np.sqrt(size / q) * ellipse.ry),
    )
    return bent if _ROUND[0] <= bent.rx / bent.ry <= _ROUND[1] else None
