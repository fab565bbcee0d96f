"""Finds seals in a page's picture.

redness → ink → closed by 2.2 mm → pieces of a seal's size → polar features inside each piece's ellipse → shape
on a scan without any colour: rings among the dark ink, said to be colourless, for a person to look at
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.facts import Stamp, StampKind, StampShape
from parsers.seal.features import Ellipse, Features, has_thin_rim, measure
from parsers.seal.fitting import fitted
from parsers.seal.ink import Pixels, Strength, closed, mask, redness

MM_PER_INCH = 25.4
_CLOSING = 1.1  # mm, radius
_SMALLEST, _LARGEST = 9.0, 75.0  # mm
_SEAL_FROM = 22.0  # mm: a round seal smaller than this is no official one
_CHOP_TO = 32.0  # mm
_LEAST_RIM = 0.5  # of the rim must be there
_THRESHOLDS = (70.0, 42.0, 24.0)  # redness; the lower ones find pale ink
_PALE = 24.0
_FAINTEST = 11.0  # redness of ink that a person still sees on clean paper
_FAINT_RIM = 0.7  # of such a rim must be there
_FAINT_CONFIDENCE = 0.5
_COLOURLESS_CONFIDENCE = 0.45
_CUT_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class _Piece:
    left: int
    top: int
    width: int
    height: int


def find_stamps(page: Pixels, number: int, dpi: float) -> tuple[Stamp, ...]:
    """The seals of a page, the surest first where two overlap. page: (h, w, 3) RGB uint8 at `dpi`."""
    strength = redness(page)
    candidates: list[tuple[float, Stamp]] = []
    for threshold in _THRESHOLDS:
        ink = mask(strength, threshold)
        for piece in _pieces(ink, dpi):
            judged = _judge(ink, strength, piece, number, dpi)
            if judged is not None:
                candidates.append(judged)
    if not candidates:
        candidates.extend(_faint(strength, number, dpi))
    found: list[Stamp] = []
    for _, stamp in sorted(candidates, key=lambda each: -each[0]):  # one threshold's fragment is another's whole seal
        if not any(_overlap(stamp, other) > 0.3 for other in found):
            found.append(stamp)
    return tuple(sorted(found, key=lambda stamp: (stamp.box[1], stamp.box[0])))


def _faint(strength: Strength, number: int, dpi: float) -> Iterator[tuple[float, Stamp]]:
    """What is paler than any threshold and still goes all the way round: for a person to look at."""
    ink = mask(cv2.GaussianBlur(strength, (0, 0), 1.0).astype(np.float32), _FAINTEST)
    for piece in _pieces(ink, dpi):
        ellipse, cut = _ellipse(piece, ink.shape)
        if cut:
            continue
        ellipse, rim = fitted(ink, ellipse, _LARGEST / 2 / MM_PER_INCH * dpi)
        features = measure(ink, ellipse)
        large = 2 * max(ellipse.rx, ellipse.ry) / dpi * MM_PER_INCH >= _SEAL_FROM
        if large and rim >= _FAINT_RIM and features.outline >= _FAINT_RIM and is_seal(features):
            yield rim, _stamp(ink.shape, ellipse, number, StampShape.OFFICIAL, _FAINT_CONFIDENCE)


def _pieces(ink: Pixels, dpi: float) -> Iterator[_Piece]:
    """Connected pieces of ink whose size could be a seal's."""
    millimetre = dpi / MM_PER_INCH
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed(ink, _CLOSING * millimetre), connectivity=8)
    for index in range(1, count):
        left, top, width, height = (int(stats[index, column]) for column in range(4))
        longer, shorter = max(width, height) / millimetre, min(width, height) / millimetre
        at_edge = left <= 1 or top <= 1 or left + width >= ink.shape[1] - 1 or top + height >= ink.shape[0] - 1
        if _SMALLEST <= longer <= _LARGEST and shorter >= longer * (0.25 if at_edge else 0.55):
            yield _Piece(left, top, width, height)


def _judge(ink: Pixels, strength: Strength, piece: _Piece, number: int, dpi: float) -> tuple[float, Stamp] | None:
    """The seal that a piece of ink is or belongs to, and how much of its rim there is, 0..1."""
    ellipse, cut = _ellipse(piece, ink.shape)
    local = _local_ink(strength, piece)
    rim = 0.5
    if not cut:
        ellipse, rim = fitted(local, ellipse, _LARGEST / 2 / MM_PER_INCH * dpi)
    features = measure(local, ellipse)
    size = 2 * max(ellipse.rx, ellipse.ry) / dpi * MM_PER_INCH
    if is_seal(features) and rim >= _LEAST_RIM and size >= _SEAL_FROM:
        confidence = _confidence(features)
        if cut:
            confidence = min(confidence, _CUT_CONFIDENCE)
        return rim, _stamp(ink.shape, ellipse, number, StampShape.OFFICIAL, confidence, cut=cut)
    if size <= _CHOP_TO and _is_square(local, piece):
        return 0.5, _stamp(ink.shape, ellipse, number, StampShape.CHOP, 0.8)
    return None


def _ellipse(piece: _Piece, shape: tuple[int, ...]) -> tuple[Ellipse, bool]:
    """The ellipse of a piece; where the page's edge cuts it, a circle of its longer side."""
    x, y = piece.left + piece.width / 2, piece.top + piece.height / 2
    rx, ry = piece.width / 2, piece.height / 2
    cut = False
    if piece.width < piece.height * 0.92 and (piece.left <= 1 or piece.left + piece.width >= shape[1] - 1):
        cut, rx = True, ry
        x = piece.left + piece.width - rx if piece.left <= 1 else piece.left + rx
    elif piece.height < piece.width * 0.92 and (piece.top <= 1 or piece.top + piece.height >= shape[0] - 1):
        cut, ry = True, rx
        y = piece.top + piece.height - ry if piece.top <= 1 else piece.top + ry
    return Ellipse(x, y, rx, ry), cut


def _local_ink(strength: Strength, piece: _Piece) -> Pixels:
    """Ink by a threshold that fits this piece: JPEG's colour subsampling leaves thin strokes pale."""
    inside = strength[piece.top : piece.top + piece.height, piece.left : piece.left + piece.width]
    strong = inside[inside > _PALE]
    typical = float(np.percentile(strong, 80)) if strong.size else _PALE
    return mask(strength, max(_PALE * 0.6, typical * 0.38))


def is_seal(features: Features) -> bool:
    """Whether these are a seal's features: a rim, characters along it, not filled, nothing just outside."""
    return (
        features.seen >= 0.4
        and features.outline >= 0.6
        and _has_characters(features)
        and 0.06 <= features.band <= 0.72
        and features.inside <= 0.62
        and features.outside <= 0.35
    )


def _has_characters(features: Features) -> bool:
    """Enough of them along the rim; three or four (a university's seal) where the rim is whole and stands alone."""
    alone = features.outline >= 0.9 and features.outside <= 0.1
    return features.changes >= (6 if alone else 10) * features.seen


def _confidence(features: Features) -> float:
    rim = min(1.0, (features.outline - 0.5) / 0.4)
    text = min(1.0, features.changes / (18 * max(features.seen, 0.5)))
    alone = 1 - features.outside
    return round(0.55 + 0.44 * rim * (0.4 + 0.6 * text) * (0.6 + 0.4 * alone), 3)


def _is_square(ink: Pixels, piece: _Piece) -> bool:
    """A frame along all four sides of the box, and something in it."""
    box = ink[piece.top : piece.top + piece.height, piece.left : piece.left + piece.width]
    if min(box.shape) < 8 or not 0.75 <= box.shape[1] / box.shape[0] <= 1.33:
        return False
    edge = max(2, round(min(box.shape) * 0.14))
    sides = (box[:edge].max(axis=0), box[-edge:].max(axis=0), box[:, :edge].max(axis=1), box[:, -edge:].max(axis=1))
    middle = box[edge:-edge, edge:-edge]
    return all(float(side.mean()) > 0.75 for side in sides) and 0.05 < float(middle.mean()) < 0.75


def _stamp(
    shape: tuple[int, ...],
    ellipse: Ellipse,
    page: int,
    kind: StampShape,
    confidence: float,
    cut: bool = False,
    coloured: bool = True,
) -> Stamp:
    height, width = shape[:2]
    box = (
        max(0.0, (ellipse.x - ellipse.rx) / width),
        max(0.0, (ellipse.y - ellipse.ry) / height),
        min(1.0, (ellipse.x + ellipse.rx) / width),
        min(1.0, (ellipse.y + ellipse.ry) / height),
    )
    return Stamp(page, box, StampKind.INK, kind, confidence, coloured=coloured, cut=cut)


def _overlap(one: Stamp, other: Stamp) -> float:
    """Shared area to the smaller of both areas."""
    a, b = one.box, other.box
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / max(1e-9, min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])))


def is_colourless(page: Pixels) -> bool:
    """Whether a page has no colour at all, so that a seal on it would be a ring among dark ink."""
    return float((redness(page) > _PALE).mean()) < 0.0005


def find_dark_rings(page: Pixels, number: int, dpi: float) -> Iterator[Stamp]:
    """Rings of a seal's size among dark ink (a black-and-white scan of a sealed page)."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, 72 / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < float(np.median(small)) - 30).astype(np.uint8)
    millimetre = dpi * scale / MM_PER_INCH
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=20 * millimetre,
        param1=120,
        param2=48,
        minRadius=round(14 * millimetre),
        maxRadius=round(26 * millimetre),
    )
    for x, y, radius in circles[0][:6] if circles is not None else ():
        ellipse = Ellipse(float(x), float(y), float(radius), float(radius))
        features = measure(ink, ellipse)
        if has_thin_rim(ink, ellipse) and features.changes >= 10 and features.inside <= 0.6:
            yield _stamp(small.shape, ellipse, number, StampShape.OFFICIAL, _COLOURLESS_CONFIDENCE, coloured=False)
