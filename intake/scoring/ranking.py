"""Who stands where: weighted totals, plain and trimmed means, spread, ties, and where the cut falls."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean, pstdev

from intake.naming import organisation_key
from intake.scoring.model import Award, Ballot, Case, Criterion, Mean, Ranked

_TRIMMED_FROM = 3  # totals: with fewer, taking away the highest and the lowest leaves none
_SAME = 9  # decimals: two means that differ beyond are one


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a ranking.

    `place` counts from 1, ties share one, None without any total; `score` is the mean that the award asks for,
    0..100; `spread` the population's standard deviation of the totals; `missing` the reviewers that were to score it
    and have not, or not every criterion; `selected` whether it is above the cut, None where a tie lies across the cut,
    which a person decides.
    """

    organisation: str
    activity: str
    receipts: tuple[str, ...]
    category: str
    totals: Mapping[str, float]
    mean: float | None
    trimmed: float | None
    score: float | None
    spread: float | None
    missing: tuple[str, ...] = ()
    place: int | None = None
    tied: bool = False
    selected: bool | None = False


def rank(
    award: Award,
    cases: Sequence[Case],
    ballots: Iterable[Ballot],
    criteria: tuple[Criterion, ...],
    expected: Mapping[str, Sequence[str]],
) -> tuple[Standing, ...]:
    """The award's ranking, best first; `expected` names the reviewers of each case by its receipt number.

    A case stands by the mean of its reviewers' totals, an organisation by the mean of its cases' scores; what nobody
    has scored stands last, without a place.
    """
    standings = _standings(award, cases, ballots, criteria, expected)
    return _placed(award, standings if award.to is Ranked.CASE else _by_organisation(standings))


def _by_organisation(standings: Iterable[Standing]) -> list[Standing]:
    units: dict[str, list[Standing]] = defaultdict(list)
    for each in standings:
        units[organisation_key(each.organisation)].append(each)
    return [_unit(group) for group in units.values()]


def _standings(
    award: Award,
    cases: Sequence[Case],
    ballots: Iterable[Ballot],
    criteria: tuple[Criterion, ...],
    expected: Mapping[str, Sequence[str]],
) -> list[Standing]:
    owner = {receipt: case.receipt for case in cases for receipt in case.receipts}
    given: dict[str, dict[str, float]] = defaultdict(dict)
    for ballot in ballots:
        total = ballot.total(criteria)
        if total is not None and ballot.receipt in owner:
            given[owner[ballot.receipt]][ballot.reviewer] = total
    return [_standing(award, case, given[case.receipt], expected.get(case.receipt, ())) for case in cases]


def _standing(award: Award, case: Case, totals: Mapping[str, float], expected: Sequence[str]) -> Standing:
    values = list(totals.values())
    mean, trimmed = (fmean(values), trimmed_mean(values)) if values else (None, None)
    return Standing(
        organisation=case.organisation,
        activity=case.activity,
        receipts=case.receipts,
        category=case.category,
        totals=totals,
        mean=mean,
        trimmed=trimmed,
        score=mean if award.mean is Mean.MEAN else trimmed,
        spread=pstdev(values) if values else None,
        missing=tuple(reviewer for reviewer in expected if reviewer not in totals),
    )


def trimmed_mean(values: Sequence[float]) -> float:
    """去掉一个最高分和一个最低分: the mean without one highest and one lowest; of fewer than three the plain mean."""
    return fmean(sorted(values)[1:-1] if len(values) >= _TRIMMED_FROM else values)


def _unit(group: Sequence[Standing]) -> Standing:
    scored = [each for each in group if each.score is not None]
    scores = [each.score for each in scored if each.score is not None]
    first = group[0]
    return replace(
        first,
        activity="、".join(each.activity for each in group),
        receipts=tuple(receipt for each in group for receipt in each.receipts),
        totals={each.activity: score for each, score in zip(scored, scores, strict=True)},
        mean=fmean([each.mean for each in scored if each.mean is not None]) if scored else None,
        trimmed=fmean([each.trimmed for each in scored if each.trimmed is not None]) if scored else None,
        score=fmean(scores) if scores else None,
        spread=pstdev(scores) if scores else None,
        missing=tuple(dict.fromkeys(reviewer for each in group for reviewer in each.missing)),
    )


def _placed(award: Award, rows: Sequence[Standing]) -> tuple[Standing, ...]:
    """In order, with places and the cut. Rows without a score come last, in the order of their receipt numbers."""
    ordered = sorted(rows, key=lambda row: (row.score is None, -(row.score or 0.0), row.receipts))
    placed = _with_places(ordered)
    if award.quota:
        groups = [
            (tuple(row for row in placed if row.category == category), count) for category, count in award.quota.items()
        ]
    else:
        groups = [(placed, award.places if award.places is not None else len(placed))]
    chosen = {row.receipts: mark for group, count in groups for row, mark in _cut(group, count)}
    return tuple(replace(row, selected=chosen.get(row.receipts, False)) for row in placed)


def _with_places(ordered: Sequence[Standing]) -> tuple[Standing, ...]:
    """1, 2, 2, 4: ties share a place and leave the next ones free."""
    placed: list[Standing] = []
    for score, equals in groupby(ordered, key=lambda row: None if row.score is None else round(row.score, _SAME)):
        tie = list(equals)
        place = None if score is None else len(placed) + 1
        placed += [replace(row, place=place, tied=place is not None and len(tie) > 1) for row in tie]
    return tuple(placed)


def _cut(group: Sequence[Standing], count: int) -> Iterator[tuple[Standing, bool | None]]:
    """Above the cut or not; None for every member of a tie that the cut goes through."""
    before = 0
    for place, equals in groupby(group, key=lambda row: row.place):
        tie = list(equals)
        if place is None:
            return
        mark = True if before + len(tie) <= count else (False if before >= count else None)
        before += len(tie)
        yield from ((row, mark) for row in tie)
