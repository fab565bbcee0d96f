"""A page's seals with what stands on them.

found → the ring unrolled → read; where that is doubtful its rim looked for once more, read in other ways, and the readings weighed → what stands below the star → the shape that the words tell

Rings are read by a recogniser that was taught rings (`eval.train_ring`), and where it isn't sure by a larger one, too.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from rapidfuzz import fuzz

from parsers.facts import Place, Stamp, StampShape
from parsers.seal.ellipse import Ellipse
from parsers.seal.finding import MM_PER_INCH, Found, View, find_dark_rings, find_seals, fractions, view_of
from parsers.seal.ink import Pixels
from parsers.seal.refit import refitted
from parsers.seal.ring import lines, lower_line, unroll

_WELL_READ = 0.93  # the recogniser's confidence from which nothing is read again
_RING_WELL_READ = 0.985  # of the one that was taught rings
_EACH_WELL_READ = 0.995  # and of each character: a rare one is taken for a usual one of the same radical
_NOT_WELL_READ = 0.89  # the most that is said of what no way read well: nobody is accused by it
_SHORT = 4  # characters: what is shorter is hardly the whole name
_THOROUGHLY = 2  # ways
_LETTERS = 6
_CLEARLY = 0.85  # of a bad picture any letters may be read
_SURE = 0.98  # confidence from which a ring is a seal whether it can be read or not
_UNREAD = 0.45  # the most that is said of another one without a name: a person looks
_LEAST_NAME = 2  # Chinese characters
_NARROW = 18.0  # mm: what is narrower bears no seal
_SMALLEST = 20.0  # pixels of a ring's half axis that can be read
_CONTRACT = ("合同", "业务专用", "业务章")
_NO_SEAL = ("监制", "发票")  # printed by the tax office on its forms
_PRINTED, _LIKE_PRINTED = "全国统一发票监制章", 50  # of 100, on 30 × 20 mm
_SMALL_OVAL, _OVAL = 36.0, 0.85  # mm, and shorter axis to longer: no office and no firm has such a seal
_UNIT = re.compile("有限公司|有限责任公司|委员会|学会|协会|研究会|联合会|研究院|研究所")
_ENDS = re.compile("[会司院所学校馆站局厅部处室章社团中心组系台]$")  # a unit's name, or a department's after it


class Read(Protocol):
    """A line of text and the recogniser's confidence 0..1."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def confidence(self) -> float:
        """Of the whole line."""

    @property
    def places(self) -> tuple[Place, ...]:
        """What else may stand where."""


class Dark(Enum):
    """What may be a seal in dark ink: print makes rings on drawn pages, too, unless they are all black and white."""

    NOTHING = auto()
    RINGS_WITHOUT_COLOUR = auto()
    RINGS = auto()


@dataclass(frozen=True, slots=True)
class Readers:
    """Recognisers of a line, (h, w, 3) RGB uint8: of rings unrolled, of anything thoroughly, of plain lines quickly."""

    ring: Callable[[Pixels], Read]
    thorough: Callable[[Pixels], Read]
    quick: Callable[[Pixels], Read]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read in one way, and whether that is enough."""

    text: str
    confidence: float
    places: tuple[Place, ...]
    is_well_read: bool
    is_thorough: bool = False


def read_seals(
    picture: Pixels, number: int, dpi: float, dark: Dark, readers: Readers, side: int | None = None
) -> tuple[Stamp, ...]:
    """The seals of a page, read; of one without any, rings of dark ink that may be a seal's, where that is asked for.

    picture: (h, w, 3) RGB uint8 at `dpi`; side: where it is a page's part, the page's shorter side in its pixels.
    """
    if _is_small(picture, dpi):
        return ()
    view = view_of(picture, dpi, side)
    found = find_seals(view, number)
    stamps = tuple(_read(each, picture, dpi / MM_PER_INCH, readers) for each in found)
    if any(stamp.shape.counts for stamp in stamps):
        return stamps
    return (*stamps, *_dark_rings(view, number, dark))


def _is_small(picture: Pixels, dpi: float) -> bool:
    return bool(min(picture.shape[:2]) < max(_SMALLEST, _NARROW * dpi / MM_PER_INCH))


def _dark_rings(view: View, number: int, dark: Dark) -> tuple[Stamp, ...]:
    wanted = dark is Dark.RINGS or (dark is Dark.RINGS_WITHOUT_COLOUR and view.is_colourless)
    return find_dark_rings(view, number) if wanted else ()


def _read(found: Found, picture: Pixels, millimetre: float, readers: Readers) -> Stamp:
    stamp, ellipse = found.stamp, found.ellipse
    if ellipse is None or stamp.cut or min(ellipse.rx, ellipse.ry) < _SMALLEST:
        return stamp
    ellipse, readings = _ring(picture, ellipse, readers)
    best = max(readings, key=lambda each: _weight(each, readings))
    start, confidence = _beginning(best.text), best.confidence
    text = best.text[start:] + best.text[:start]
    below = lower_line(picture, ellipse)
    said = text + (readers.quick(below).text if below is not None else "")
    shape = stamp.shape
    if is_printed(said) or (confidence >= _CLEARLY and _is_latin(text)):
        shape = StampShape.OTHER
    elif any(word in said for word in _CONTRACT):
        shape = StampShape.CONTRACT
    sure = stamp.confidence
    if not _is_borne_out(sure, best, readings, _is_small_oval(ellipse, millimetre)):
        sure = min(sure, _UNREAD)
    return replace(
        stamp,
        box=stamp.box if ellipse is found.ellipse else fractions(ellipse.box, picture.shape),
        text=text,
        text_confidence=round(confidence if best.is_well_read else min(confidence, _NOT_WELL_READ), 3),
        shape=shape,
        confidence=sure,
        readings=tuple(_turned(each.places) for each in readings if each.places),
    )


def _ring(picture: Pixels, ellipse: Ellipse, readers: Readers) -> tuple[Ellipse, list[_Reading]]:
    """The ring read, with the ellipse that its rim follows: where the first way isn't enough, it is looked for once more."""
    readings = _readings(picture, ellipse, readers)
    first = next(readings)
    if first.is_well_read:
        return ellipse, [first]
    better = refitted(picture, ellipse)
    if better is ellipse:
        return ellipse, [first, *readings]
    return better, [first, *_readings(picture, better, readers)]


def is_printed(said: str) -> bool:
    """Whether it is the oval that tax offices have printed on invoices, however badly read."""
    return any(word in said for word in _NO_SEAL) or fuzz.ratio(said, _PRINTED) >= _LIKE_PRINTED


def _is_small_oval(ellipse: Ellipse, millimetre: float) -> bool:
    """Whether it is as small and flat as an invoice's. millimetre: in the ellipse's pixels."""
    longer, shorter = max(ellipse.rx, ellipse.ry), min(ellipse.rx, ellipse.ry)
    return 2 * longer < _SMALL_OVAL * millimetre and shorter < _OVAL * longer


def _is_borne_out(sure: float, best: _Reading, readings: Sequence[_Reading], is_small_oval: bool) -> bool:
    """Whether a ring of that confidence counts as a seal with what is read on it."""
    if any(_UNIT.search(each.text) for each in readings):  # no reader sees that where nothing stands
        return True
    is_named = _is_named(best, readings)
    return is_named and best.confidence >= _CLEARLY if is_small_oval else is_named or sure >= _SURE


def _is_named(best: _Reading, readings: Sequence[_Reading]) -> bool:
    """Whether a name stands on it: the network that was taught rings sees characters on any, the thorough one doesn't."""
    seen = any(each.is_thorough and _chinese(each.text) >= _LEAST_NAME for each in readings)
    return _is_a_name(best) and (best.is_well_read or seen)


def _is_a_name(reading: _Reading) -> bool:
    """Whether it may be a name, however badly read, a short one clearly: of a form's lines that a pen has circled, two or three
    characters may be read.
    """
    count = _chinese(reading.text)
    return count >= _SHORT or (count >= _LEAST_NAME and reading.confidence >= _CLEARLY)


def _chinese(text: str) -> int:
    """How many of its characters are Chinese."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _is_latin(text: str) -> bool:
    """Whether it is letters and not one Chinese character: a society's emblem, or the teeth of a wheel."""
    letters = sum(character.isascii() and character.isalpha() for character in text)
    return letters >= _LETTERS and not _chinese(text)


def _readings(picture: Pixels, ellipse: Ellipse, readers: Readers) -> Iterator[_Reading]:
    """Read in one way after the other until it is read well."""
    for way, line in enumerate(lines(unroll(picture, ellipse))):
        by = ((readers.ring, _RING_WELL_READ), (readers.thorough, _WELL_READ))
        for read, least in by if way < _THOROUGHLY else by[:1]:
            said = read(line)
            is_thorough = read is readers.thorough
            is_well_read = (
                said.confidence >= least and len(said.text) >= _SHORT and (is_thorough or _is_each_sure(said))
            )
            yield _Reading(said.text, said.confidence, said.places, is_well_read, is_thorough)
            if is_well_read:
                return


def _is_each_sure(said: Read) -> bool:
    return all(max(place.probabilities, default=0.0) >= _EACH_WELL_READ for place in said.places)


def _weight(reading: _Reading, readings: Sequence[_Reading]) -> float:
    """How sure a reading is, how much it has in common with all, the sure ones above all, and how long it is; one that is
    read well counts alone.
    """
    if reading.is_well_read:
        return math.inf
    shared = sum(fuzz.ratio(reading.text, other.text) * other.confidence for other in readings)
    return reading.confidence**2 * shared * min(len(reading.text), _SHORT)


def _beginning(text: str) -> int:
    """Where a name begins that was cut open within itself: it can't end as it does, and an end stands within; else 0."""
    ends = [] if _ENDS.search(text) else list(_UNIT.finditer(text))
    return ends[-1].end() if ends else 0


def _turned(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """From the name's beginning on."""
    start = _beginning("".join(each.characters[:1] or " " for each in places))
    return places[start:] + places[:start]
