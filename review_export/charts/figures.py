"""A figure as data: what a picture shows, without how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from review_export.charts.palette import Shade

Say = Callable[[str], str]
"""Gives Chinese wording in the reader's language."""


def as_it_is(words: str) -> str:
    """In Chinese."""
    return words


class Kind(StrEnum):
    """How a figure is drawn."""

    COLUMNS = "columns"  # upright, many in a row: days, ranges
    BARS = "bars"  # lying, one a name, each with its number
    SPREAD = "spread"  # lying to both sides of nought, with every single value as a dot


@dataclass(frozen=True, slots=True)
class Series:
    """One shade's values, one for each name of the figure."""

    name: str
    shade: Shade
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """`names` stand along the axis, the series are stacked; `note` is what the figure says, in a sentence.

    `key` is stable and ASCII. `mark` is the index of the name behind which a deadline falls, and its words. `points` are
    the single values behind each name's bar (SPREAD), `ends` what lies to either side of nought there, `hint` how to read it.
    `one` is how one of the unit is written, where that is otherwise.
    """

    key: str
    title: str
    note: str
    kind: Kind
    axis: str
    unit: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    mark: tuple[int, str] | None = None
    points: tuple[tuple[float, ...], ...] = ()
    ends: tuple[str, str] = ("", "")
    hint: str = ""
    one: str = ""

    def amount(self, value: float) -> str:
        """A value with its unit."""
        return self.one if value == 1 and self.one else f"{value:g}{self.unit}"

    def totals(self) -> tuple[float, ...]:
        """Each name's sum over the series."""
        return tuple(sum(values) for values in zip(*(each.values for each in self.series), strict=True))
