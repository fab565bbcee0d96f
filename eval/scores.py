"""Counting: what was said of each page beside what is right for it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from eval.pages import Box, Made, Truth
from parsers.facts import Stamp, StampShape

COUNTED = frozenset(shape for shape in StampShape if shape.counts)
CLEAR = 0.6  # intake.rules.sealing: confidence from which a seal is there
_HIT = 0.5  # intersection over union
_WHOLE = 0.88  # of a seal's area on the page: less is cut off
_CLEAR = 0.3  # of its ink: below, even a person hesitates
_READABLE = (9.0, 0.4)  # pixels of a character on the ring, and ink, from which a person can read it


def is_clear(truth: Truth) -> bool:
    """An official or contract seal that is red, whole and strong enough that nobody would ask."""
    return truth.counts and truth.coloured and truth.seen >= _WHOLE and truth.ink >= _CLEAR


def is_readable(truth: Truth, all_: Sequence[Truth]) -> bool:
    """Whether a person can read the name around it; what another seal or a chop lies over isn't counted."""
    alone = all(other is truth or iou(truth.box, other.box) == 0 for other in all_)
    return is_clear(truth) and alone and truth.room >= _READABLE[0] and truth.ink >= _READABLE[1]


def iou(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * high / max(1e-9, sum(areas) - wide * high)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page with what was said of it."""

    page: Made
    stamps: tuple[Stamp, ...]

    @property
    def seals(self) -> list[Stamp]:
        """Coloured, of a shape that counts, and said with some confidence."""
        return [each for each in self.stamps if each.shape in COUNTED and each.coloured and each.confidence >= 0.5]

    @property
    def accepted(self) -> bool:
        """Whether the rules would take the page as sealed without asking."""
        return any(each.confidence >= CLEAR and not each.cut and not each.faint for each in self.seals)

    @property
    def red(self) -> list[Truth]:
        """The seals that are there and count, in colour."""
        return [each for each in self.page.truths if each.counts and each.coloured]

    @property
    def clear(self) -> bool:
        """Whether a seal is there that nobody would ask about."""
        return any(is_clear(each) for each in self.red)

    def of(self, truth: Truth) -> Stamp | None:
        """The stamp said for a true seal."""
        best = max(self.stamps, key=lambda each: iou(each.box, truth.box), default=None)
        return best if best is not None and iou(best.box, truth.box) > _HIT else None

    @property
    def failed(self) -> str:
        """What went wrong with the page, "" where nothing did; `doubted` is a failure that a person mends."""
        if self.red and not self.stamps:
            return "missed"
        if self.clear and not self.seals:
            return "missed, though clear"
        if not self.red and self.seals:
            return "false, accepted" if self.accepted else "false"
        if self.clear and not self.accepted:
            return "clear, doubted"
        if not any(each.counts for each in self.page.truths) and any(s.shape in COUNTED for s in self.stamps):
            return "false, for a person"
        return ""


def share(part: int, whole: int) -> str:
    """A fraction as it stands in the tables: with the counts, since few pages make fine figures empty."""
    return f"{part / whole:.4f} ({part}/{whole})" if whole else "–"


@dataclass(slots=True)
class PageScores:
    """Recall and precision by page."""

    outcomes: list[Outcome] = field(default_factory=list)

    def recall(self, among: Callable[[Outcome], bool], said: Callable[[Outcome], bool]) -> str:
        """Of the pages `among`, those of which it was said."""
        pages = [each for each in self.outcomes if among(each)]
        return share(sum(map(said, pages)), len(pages))


def said_of(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Each coloured seal that was said, signatures aside: the confidence in it, and whether it is one."""
    return [
        (stamp.confidence, any(iou(stamp.box, each.box) > 0.3 for each in outcome.red))
        for outcome in outcomes
        for stamp in outcome.stamps
        if stamp.shape in COUNTED and stamp.coloured and stamp.kind != "signature"
    ]


def calibration(said: Sequence[tuple[float, bool]]) -> list[tuple[str, str, str, str]]:
    """For each band of confidence: how many seals were said, their mean confidence, how many are seals; and all together,
    the mean difference of the two: the expected calibration error.
    """
    edges = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
    rows, error = [], 0.0
    for low, high in pairwise(edges):
        band = [each for each in said if low <= each[0] < high]
        if band:
            mean = sum(confidence for confidence, _ in band) / len(band)
            right = sum(is_one for _, is_one in band) / len(band)
            error += abs(mean - right) * len(band) / len(said)
            rows.append((f"{low:.2f}–{min(high, 1):.2f}", str(len(band)), f"{mean:.3f}", f"{right:.3f}"))
    return [*rows, ("expected calibration error", str(len(said)), "", f"{error:.3f}")]


def overlaps(outcomes: Sequence[Outcome]) -> list[float]:
    """IoU of each true red seal that was found at all with what was found."""
    best = []
    for outcome in outcomes:
        for truth in outcome.red:
            value = max((iou(each.box, truth.box) for each in outcome.stamps), default=0.0)
            if value > 0.1:
                best.append(value)
    return sorted(best)
