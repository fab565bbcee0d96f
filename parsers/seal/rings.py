"""Where rings of a seal's size may be: matched filters over a coarse picture of the ink, one pixel a millimetre.

ink → pieces of the page that hold any → each filtered by circles and ovals of all sizes that seals have → the best
places. A filter sums along the whole rim, so that it finds a rim too pale or too broken to be one piece of ink.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal.ellipse import Ellipse, ranked
from parsers.seal.filters import LARGEST, MARGIN, SMALLEST, Filter, filters, spectrum
from parsers.seal.ink import Strength

_FLATTEST, _ROUNDEST = 0.5, 0.88  # of such a piece
_AS_GOOD = 0.5  # as the answer of a filter that such a piece counts
_NEIGHBOURHOOD = 7  # mm that ink reaches to belong to one piece of the page
_LEAST = 0.17  # of the filter's answer; a whole rim alone on the page gives 1
_MOST, _MOST_ABOUT = 18, 2  # places on a page, and about one middle
_FIRST = 3  # places of each piece of the page that come before any more of another's
_THERE = 0.12  # of the ink: where there is any
_PALE = 0.3  # of full strength: paler pieces are no seals
_LOOKED_AT = 200
_SOLID = 0.75
_OUTSIDE = 0.35  # of its radius that a ring's middle may lie outside the page
_SEEN = 0.36  # of a ring must lie on the page
_PALEST, _SPREADS = 2.0, 2.0  # strength above the page's usual one that begins to count: at least, and in its spreads
_NOT_PALE = 8.0  # whatever a page full of red pictures has as its usual one
_FULL = 22.0  # strength beyond that which counts as any stronger
_SIDES = (48, 64, 80, 96, 128, 160, 192, 240, 288, 320, 384, 480, 640)  # of a spectrum: few, so that kernels are kept

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Peaks = tuple[Floats, Indices, Indices, Indices]


def places(strength: Strength, millimetre: float) -> Iterator[tuple[float, Ellipse]]:
    """The likeliest rings, the best first, with the filter's answer. strength: (h, w); millimetre: its pixels; ellipses in those pixels."""
    size = (max(1, round(strength.shape[1] / millimetre)), max(1, round(strength.shape[0] / millimetre)))
    coarse = cv2.resize(strength, size, interpolation=cv2.INTER_AREA)
    paper = np.asarray(coarse[coarse < _FULL], dtype=np.float32)  # a picture in red says nothing of it
    usual, upper = _ranked_above_none(paper, 0.5, 0.75)
    pale = min(usual + _PALEST + _SPREADS * (upper - usual), _NOT_PALE)
    ink = np.clip((coarse - pale) / _FULL, 0, 1).astype(np.float32)
    found = [
        (rank >= _FIRST, -answer, each)
        for piece in _pieces(ink)
        for rank, (answer, each) in enumerate(_best(ink, piece))
    ]
    found.extend((False, -_AS_GOOD, oval) for oval in _turned_ovals(ink))
    for _, answer, each in sorted(found, key=lambda one: one[:2])[:_MOST]:
        x, y, rx, ry = (value * millimetre for value in (each.x + 0.5, each.y + 0.5, each.rx, each.ry))
        yield -answer, Ellipse(x, y, rx, ry, each.turn)


def _ranked_above_none(values: Floats, *shares: float) -> Iterator[float]:
    """`ranked` of values of which none is below 0 and most are 0: those need no sorting. Of no values, 0."""
    above = values[values > 0]
    empty = len(values) - len(above)
    for share in shares:
        place = int(share * len(values)) - empty
        yield 0.0 if place < 0 or not len(above) else float(np.partition(above, place)[place])


def _pieces(ink: Floats) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of the page that hold ink near enough to be one thing, large enough for a ring."""
    there = (ink > _THERE).astype(np.uint8)
    near = cv2.dilate(there, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_NEIGHBOURHOOD, _NEIGHBOURHOOD)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8, ltype=cv2.CV_16U)
    for index in range(1, count):
        left, top, width, height = (int(stats[index, column]) for column in range(4))
        at_edge = left == 0 or top == 0 or left + width == ink.shape[1] or top + height == ink.shape[0]
        if max(width, height) >= 2 * SMALLEST and (at_edge or min(width, height) >= SMALLEST):
            yield left, top, left + width, top + height


def _turned_ovals(ink: Floats) -> Iterator[Ellipse]:
    """Pieces of ink that are longer than wide and stand alone: ovals turned in ways for which there is no filter."""
    there = cv2.morphologyEx((ink > 0.3).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(there, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        (x, y), (wide, high), degrees = cv2.minAreaRect(contour)
        longer, shorter = max(wide, high) / 2, min(wide, high) / 2
        if SMALLEST <= longer <= LARGEST and _FLATTEST <= shorter / longer <= _ROUNDEST:
            yield Ellipse(x, y, longer, shorter, float(np.radians(degrees if wide >= high else degrees + 90)))


def _best(ink: Floats, piece: tuple[int, int, int, int]) -> list[tuple[float, Ellipse]]:
    """The filters' best places in one piece of the page, in the coarse page's pixels, the best first."""
    left, top, right, bottom = piece
    fits = 0.62 * max(right - left, bottom - top) + 4
    at_edge = _at_edge(ink, piece)
    low = max(ink.shape) if at_edge else min(right - left, bottom - top)  # a whole ring's middle lies within its ink
    fitting = [each for each in filters() if each.rx <= fits and each.ry <= low]
    if not fitting:
        return []
    largest = max(each.rx for each in fitting)
    margin = round(_OUTSIDE * largest) if at_edge else 0
    reach = (
        margin + round(largest) + MARGIN
    )  # a spectrum goes round: what leaves at one side must not come in at another
    shape = (bottom - top + 2 * margin, right - left + 2 * margin)
    size = (_side(bottom - top + margin + reach), _side(right - left + margin + reach))
    scale = 1 / (size[0] * size[1])
    rows = bottom - top + 2 * margin
    inks = cv2.dft(_in_corner(_lines(ink[top:bottom, left:right]) * np.float32(scale), size, margin), nonzeroRows=rows)
    origin = (left - margin, top - margin)
    trusts = _trusts(fitting, origin, shape, ink.shape) if margin else [None] * len(fitting)
    kinds: dict[int, list[tuple[Filter, Floats]]] = {}
    for each, trust in zip(fitting, trusts, strict=True):
        product = cv2.multiply(inks, spectrum(each.index, size))
        answer = np.asarray(cv2.idft(product, nonzeroRows=rows)[: shape[0], : shape[1]], dtype=np.float32)
        if trust is not None:
            trust.weigh(answer)
        kinds.setdefault(each.kind, []).append((each, answer))
    return _distinct(_strongest([_peaks(answers) for answers in kinds.values()], origin))


def _lines(ink: Floats) -> Floats:
    """As strong as any where all of a piece is pale; of what is filled only the edge is left."""
    there = ink[ink > _THERE]
    strong = np.minimum(ink / max(_PALE, ranked(there, 0.9)), 1) if there.size else ink
    return np.asarray(np.clip(strong - _SOLID * cv2.blur(strong, (9, 9)), 0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Trust:
    """The shares of a ring that are lost beyond the page's sides where its middle is in a column and in a row: (w,), (h,)."""

    across: Floats
    down: Floats

    def weigh(self, answer: Floats) -> None:
        """Multiply a ring's answer, (h, w), by what it counts at a place: more where less of the ring lies on the page,
        none where too little does; at a corner, a little too much is taken for lost.
        """
        (left, right), (top, bottom) = _whole(self.across), _whole(self.down)
        every, between = slice(None), slice(top, bottom)
        for rows, columns in (
            (slice(top), every),
            (slice(bottom, None), every),
            (between, slice(left)),
            (between, slice(right, None)),
        ):
            seen = 1 - (self.down[rows, None] + self.across[columns])
            too_little = seen < _SEEN
            np.maximum(seen, _SEEN, out=seen)
            weight = 0.25 + np.divide(0.75, seen, out=seen)
            weight[too_little] = 0
            answer[rows, columns] *= weight


def _trusts(those: list[Filter], origin: tuple[int, int], shape: tuple[int, int], page: tuple[int, ...]) -> list[Trust]:
    reach = np.array([Ellipse(0, 0, each.rx, each.ry, each.turn).reach for each in those])
    x, y = np.arange(shape[1]) + origin[0], np.arange(shape[0]) + origin[1]
    across = _lost(x / reach[:, :1]) + _lost((page[1] - 1 - x) / reach[:, :1])
    down = _lost(y / reach[:, 1:]) + _lost((page[0] - 1 - y) / reach[:, 1:])
    return [Trust(*each) for each in zip(across, down, strict=True)]


def _whole(lost: Floats) -> tuple[int, int]:
    """From where to where nothing is lost; the middle twice where that is nowhere."""
    places = np.flatnonzero(lost == 0)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (len(lost) // 2, len(lost) // 2)


def _lost(inside: NDArray[np.float64]) -> Floats:
    """The share of a circle beyond a line that runs so many radii from its middle."""
    return np.asarray(np.arccos(np.clip(inside, -1, 1)) / np.pi, dtype=np.float32)


def _at_edge(ink: Floats, piece: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = piece
    return left <= 1 or top <= 1 or right >= ink.shape[1] - 1 or bottom >= ink.shape[0] - 1


def _side(least: int) -> int:
    return next((side for side in _SIDES if side >= least), least + least % 2)


def _in_corner(picture: Floats, size: tuple[int, int], margin: int = 0) -> Floats:
    """The picture on an empty ground of that size, so far from its left and its upper edge."""
    ground = np.zeros(size, np.float32)
    ground[margin : margin + picture.shape[0], margin : margin + picture.shape[1]] = picture
    return ground


def _peaks(answers: list[tuple[Filter, Floats]]) -> Peaks:
    """Where the best answer of one kind of filters is greatest in its neighbourhood, the best first: the answers, rows,
    columns and filters' indices.
    """
    best = reduce(np.maximum, (answer for _, answer in answers))
    highest = cv2.dilate(best, np.ones((9, 9), np.uint8))
    rows, columns = np.nonzero((best >= highest) & (best > _LEAST))
    strongest = np.argsort(-best[rows, columns], kind="stable")[:_LOOKED_AT]
    rows, columns = rows[strongest], columns[strongest]
    by = np.array([answer[rows, columns] for _, answer in answers]).argmax(axis=0)
    return best[rows, columns], rows, columns, np.array([each.index for each, _ in answers])[by]


def _strongest(peaks: Sequence[Peaks], origin: tuple[int, int]) -> Iterator[tuple[float, Ellipse]]:
    """The best of all kinds, the best first."""
    answers, rows, columns, by = (np.concatenate(each) for each in zip(*peaks, strict=True))
    for at in np.argsort(-answers, kind="stable")[:_LOOKED_AT]:
        each = filters()[by[at]]
        x, y = int(columns[at]) + origin[0], int(rows[at]) + origin[1]
        yield float(answers[at]), Ellipse(x, y, each.rx, each.ry, each.turn)


def _distinct(found: Iterable[tuple[float, Ellipse]]) -> list[tuple[float, Ellipse]]:
    """Of places, the best first, the first ones without those that are nearly another."""
    kept: list[tuple[float, Ellipse]] = []
    for answer, each in found:
        about = [other for _, other in kept if math.hypot(each.x - other.x, each.y - other.y) < 0.6 * each.rx]
        if len(about) < _MOST_ABOUT and not any(_alike(each, other) for other in about):
            kept.append((answer, each))
        if len(kept) == _MOST:
            break
    return kept


def _alike(one: Ellipse, other: Ellipse) -> bool:
    return 0.86 < one.rx / other.rx < 1.16 and 0.86 < one.ry / other.ry < 1.16
