"""Figures of the scores: how they are distributed, and how far the reviewers agree."""

from collections.abc import Mapping, Sequence
from math import floor
from statistics import fmean, median

from intake.scoring import Standing
from review_export.charts.figures import Figure, Kind, Say, Series, as_it_is
from review_export.charts.palette import Shade

_RANGE = 5  # points a column
_LEAST_COLUMNS = 6


def score_figures(standings: Sequence[Standing], say: Say = as_it_is) -> tuple[Figure, ...]:
    """Of a ranking of cases; () while nobody has scored."""
    found = (_distribution(standings, say), _agreement(standings, say))
    return tuple(each for each in found if each is not None)


def _distribution(standings: Sequence[Standing], say: Say) -> Figure | None:
    scores = [each.score for each in standings if each.score is not None]
    if not scores:
        return None
    first, last = _place(min(scores)), _place(max(scores))
    first = max(0, min(first, last - _LEAST_COLUMNS + 1))
    counted = [sum(1 for score in scores if _place(score) == place) for place in range(first, last + 1)]
    top = 100 // _RANGE - 1
    names = tuple(
        f"{place * _RANGE}–{100 if place == top else place * _RANGE + _RANGE - 1}" for place in range(first, last + 1)
    )
    return Figure(
        key="scores",
        title=say("得分分布"),
        note=say("{number}项有得分，最高{most:.1f}，中位数{middle:.1f}，最低{least:.1f}").format(
            number=len(scores), most=max(scores), middle=median(scores), least=min(scores)
        ),
        kind=Kind.COLUMNS,
        axis=say("得分（去小数）"),
        unit=say("项"),
        names=names,
        series=(Series(say("活动"), Shade.GOOD, tuple(counted)),),
    )


def _place(score: float) -> int:
    """Which range a score falls into; 100 belongs to the last."""
    return min(floor(score), 99) // _RANGE


def _agreement(standings: Sequence[Standing], say: Say) -> Figure | None:
    """Each reviewer's totals against the mean of the others' on the same case: who is strict, and who goes alone."""
    apart: dict[str, list[float]] = {}
    for each in standings:
        for reviewer, total in each.totals.items():
            others = _without(each.totals, reviewer)
            if others:
                apart.setdefault(reviewer, []).append(total - fmean(others))
    if not apart:
        return None
    names = sorted(apart)
    distance = fmean(abs(value) for values in apart.values() for value in values)
    return Figure(
        key="agreement",
        title=say("评审人之间的一致程度"),
        note=say("与同一活动其他评审人的平均分相比，平均相差{distance:.1f}分").format(distance=distance),
        kind=Kind.SPREAD,
        axis=say("评审人"),
        unit=say("分"),
        names=tuple(say("{name}（{number}项）").format(name=name, number=len(apart[name])) for name in names),
        series=(Series(say("平均相差"), Shade.GOOD, tuple(fmean(apart[name]) for name in names)),),
        points=tuple(tuple(apart[name]) for name in names),
        ends=(say("比其他评审人低"), say("比其他评审人高")),
        hint=say("横条是各项之差的平均，圆点是每一项。"),
    )


def _without(totals: Mapping[str, float], reviewer: str) -> list[float]:
    return [total for name, total in totals.items() if name != reviewer]
