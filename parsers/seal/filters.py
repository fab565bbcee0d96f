"""The filters that rings are looked for with: circles and ovals of all sizes that seals have, one pixel a millimetre."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SMALLEST, LARGEST = 9.5, 43.5  # mm, a ring's longer half axis; a sheet of A5 is taken for A4
_STEP, _MOST_MM = 1.085, 1.6  # from one size to the next: times as large, but no more millimetres than a rim is wide
_OVAL = 0.67  # shorter axis to longer
_OVAL_SIZES = (14.0, 17.0, 20.0, 23.0, 27.0)  # mm
_OVAL_TURNS = (0.0, np.pi / 2)  # others are found as pieces of ink, but for
_USUAL_OVALS, _TURNED = (20.0, 23.0), (0.17, -0.17)
MARGIN = 3  # mm beyond the ring that must be empty
_KINDS = (15.0, 24.0)  # mm: circles below, between and above

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Filter:
    """A ring's filter: `kernel` is +1 in sum on the ring and less just outside it. Of each `kind` the best counts at a place."""

    index: int
    kernel: Floats
    rx: float
    ry: float
    turn: float
    kind: int

    @property
    def is_slanting(self) -> bool:
        """Whether it looks otherwise in a mirror."""
        return self.rx != self.ry and self.turn not in _OVAL_TURNS


@lru_cache(maxsize=1)
def filters() -> tuple[Filter, ...]:
    """Circles of all sizes, then ovals."""
    sizes = [SMALLEST]
    while sizes[-1] < LARGEST:
        sizes.append(min(sizes[-1] * _STEP, sizes[-1] + _MOST_MM))
    circles = [(each, 1.0, 0.0) for each in sizes]
    ovals = [(each, _OVAL, turn) for each in _OVAL_SIZES for turn in _OVAL_TURNS]
    ovals.extend((each, _OVAL, turn) for each in _USUAL_OVALS for turn in _TURNED)
    return tuple(_filter(index, rx, rx * ratio, turn) for index, (rx, ratio, turn) in enumerate((*circles, *ovals)))


def _filter(index: int, rx: float, ry: float, turn: float) -> Filter:
    half = round(rx) + MARGIN + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    around = np.maximum(np.hypot(u / rx, v / ry), 1e-6)
    distance = (around - 1) * np.hypot(u, v) / around  # mm from the rim, nearly
    ring = np.clip(1.3 - np.abs(distance), 0, 1)
    outside = np.clip(1.3 - np.abs(distance - MARGIN), 0, 1)
    ring, outside = ring / ring.sum(), outside / outside.sum()
    kind = -1 if rx != ry else int(np.searchsorted(_KINDS, rx))
    return Filter(index, (ring - 0.55 * outside).astype(np.float32), rx, ry, turn, kind)


@lru_cache(maxsize=1200)
def spectrum(index: int, size: tuple[int, int]) -> Floats:
    """A filter's spectrum, the filter's middle at the origin: real, as it looks the same when turned by half, and by what both
    parts of each number in a spectrum as OpenCV packs it are multiplied. size: even.

    By two products with waves, as a filter is small beside a page: a fifth of the time of a transform.
    """
    each, (high, wide) = filters()[index], size
    half, numbers = each.kernel.shape[0] // 2, wide // 2 + 1
    (cosines, sines), (cosines_across, sines_across) = _waves(high, half), _waves(wide, half)
    whole = cosines @ each.kernel @ cosines_across[:numbers].T
    if each.is_slanting:
        whole -= sines @ each.kernel @ sines_across[:numbers].T
    packed = np.empty(size, np.float32)
    packed[:, 1:-1:2] = packed[:, 2::2] = whole[:, 1:-1]
    for column in (0, -1):
        packed[0, column], packed[-1, column] = whole[0, column], whole[high // 2, column]
        packed[1:-1:2, column] = packed[2::2, column] = whole[1 : high // 2, column]
    return packed


@lru_cache(maxsize=64)
def _waves(length: int, half: int) -> tuple[Floats, Floats]:
    """Cosine and sine of each frequency of a spectrum at -half … half: (length, 2·half + 1)."""
    turns = np.outer(np.arange(length), np.arange(-half, half + 1)) % length * (2 * np.pi / length)
    return np.cos(turns).astype(np.float32), np.sin(turns).astype(np.float32)
