"""What is scored and by what: criteria, cases, one reviewer's ballot on one case, awards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from intake.naming import organisation_key


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that reviewers score: values from `least` to `most`, both included; `weight` relative to the others'."""

    key: str
    name: str
    weight: float = 1.0
    least: float = 0.0
    most: float = 100.0
    meaning: str = ""

    def share(self, value: float) -> float:
        """A value as a share of the range, 0..1."""
        return (value - self.least) / (self.most - self.least)


class Mean(StrEnum):
    """How several reviewers' totals become one."""

    MEAN = "mean"
    TRIMMED = "trimmed"  # 去掉一个最高分和一个最低分


class Ranked(StrEnum):
    """What an award goes to."""

    CASE = "case"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Award:
    """One name list to be made (优秀活动案例, 优秀组织单位).

    `places` is how many in all, None without limit; `quota` how many of each roster category, which then bounds that
    category instead.
    """

    key: str
    name: str
    to: Ranked
    mean: Mean = Mean.MEAN
    places: int | None = None
    quota: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """An activity with all its stages' submissions: plan and report are scored together.

    `receipts` in the order of the stages; the first names the case.
    """

    receipts: tuple[str, ...]
    organisation: str
    activity: str
    category: str = ""

    @property
    def receipt(self) -> str:
        """The receipt number that stands for the case."""
        return self.receipts[0]


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one reviewer gave one case. `values` by criterion; None where nothing was given."""

    reviewer: str
    receipt: str
    values: Mapping[str, float | None]
    comment: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not self.comment and all(value is None for value in self.values.values())

    def total(self, criteria: tuple[Criterion, ...]) -> float | None:
        """The weighted mean of the criteria as a number from 0 to 100; None unless every criterion has a value."""
        given = [(each, self.values.get(each.key)) for each in criteria]
        weights = sum(each.weight for each in criteria)
        if not weights or any(value is None for _, value in given):
            return None
        return 100 * sum(each.weight * each.share(value) for each, value in given if value is not None) / weights


@dataclass(frozen=True, slots=True)
class Held:
    """A reviewer that may not score an organisation's cases (回避), and why."""

    reviewer: str
    organisation: str
    reason: str = ""

    def bars(self, case: Case) -> bool:
        """Whether it is about this case."""
        return organisation_key(self.organisation) == organisation_key(case.organisation)
