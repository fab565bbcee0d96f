"""Name chops (私章): small squares of red with something in them, which seal nothing."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import ranked
from parsers.seal.ink import Pixels, Strength, closed, mask

_THRESHOLD = 0.38  # of the piece's usual strength
_PALEST = 24.0
_CLOSING = 1.1  # mm, radius
_SMALLEST, _LARGEST = 9.0, 32.0  # mm
_SQUARE = 1.33  # longer side to shorter
_FEW = 3_000_000  # pixels that hold no more than 65,535 pieces, closed as they are
_BESIDE = 1.5  # of its side that the next character of a line stands away, at most
_AS_TALL = 0.6  # of its height that such a one has at least

Stats = NDArray[np.int32]  # of components: left, top, width, height, area
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def chops(strength: Strength, millimetre: float) -> Iterator[Box]:
    """Boxes of the name chops. millimetre: its pixels."""
    strength, x, y = _inked(strength, round(2 * _CLOSING * millimetre) + 1)
    if not strength.size:
        return
    pieces = closed(mask(strength, _PALEST), _CLOSING * millimetre)
    labels = cv2.CV_16U if pieces.size < _FEW else cv2.CV_32S  # in a third of the time
    stats: Stats = np.asarray(cv2.connectedComponentsWithStats(pieces, connectivity=8, ltype=labels)[2], dtype=np.int32)
    sides = stats[1:, 2:4]  # the first is the ground
    longer, shorter = sides.max(axis=1, initial=0), sides.min(axis=1, initial=strength.size)
    fits = (longer >= _SMALLEST * millimetre) & (longer <= _LARGEST * millimetre) & (longer <= _SQUARE * shorter)
    for index in (1 + np.flatnonzero(fits)).tolist():
        left, top, width, height = (int(stats[index, column]) for column in range(4))
        if not _is_in_a_line(stats[index], np.delete(stats, (0, index), axis=0)):
            piece = strength[top : top + height, left : left + width]
            usual = ranked(piece[piece > _PALEST], 0.8)
            if _is_framed(mask(piece, max(_PALEST * 0.6, usual * _THRESHOLD))):
                yield x + left, y + top, x + left + width, y + top + height


def _inked(strength: Strength, margin: int) -> tuple[Strength, int, int]:
    """The part of a page that has ink, so many pixels around it, and where it begins."""
    left, top, width, height = cv2.boundingRect(mask(strength, _PALEST))
    x, y = max(0, left - margin), max(0, top - margin)
    return strength[y : top + height + margin, x : left + width + margin] if width else strength[:0], x, y


def _is_in_a_line(box: Stats, others: Stats) -> bool:
    """Whether something as tall stands on one height to the left and to the right: 国 in a letterhead, framed as it is."""
    left, top, width, height = (int(box[column]) for column in range(4))
    lefts, tops, widths, heights = (others[:, column] for column in range(4))
    level = (np.abs(tops + heights / 2 - top - height / 2) < 0.25 * height) & (heights > _AS_TALL * height)
    level &= heights < height / _AS_TALL
    near = _BESIDE * width
    before = level & (lefts + widths <= left) & (lefts + widths > left - near)
    after = level & (lefts >= left + width) & (lefts < left + width + near)
    return bool(before.any() and after.any())


def _is_framed(box: Pixels) -> bool:
    """A frame along all four sides, and something in it."""
    edge = max(2, round(min(box.shape) * 0.14))
    sides = (box[:edge].max(axis=0), box[-edge:].max(axis=0), box[:, :edge].max(axis=1), box[:, -edge:].max(axis=1))
    corners = (box[:edge, :edge], box[:edge, -edge:], box[-edge:, :edge], box[-edge:, -edge:])
    middle = box[edge:-edge, edge:-edge]
    return (
        min(box.shape) >= 8
        and all(float(side.mean()) > 0.75 for side in sides)
        and sum(bool(corner.any()) for corner in corners) >= 3  # a circle in its box leaves them empty
        and 0.05 < float(middle.mean()) < 0.75
    )
