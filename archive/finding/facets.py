"""Counts beside the hits: how many of them are of each organisation, stage, verdict, module, finding, month and year."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.finding.tables import EntryRow

MOST = 10_000  # hits that are counted; the newest, where there are more
_VALUES = 50  # of one facet that are shown
_AT_ONCE = 5_000  # numbers in one statement
_NAMES = ("organisation", "stage", "verdict", "module", "code", "month", "year")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits there are, and of each facet its values, the most frequent first.

    `more`: there are more hits than were counted, so that every number is a least one.
    """

    total: int
    more: bool
    counts: Mapping[str, tuple[tuple[str, int], ...]]


def count(connection: Connection, entries: Sequence[int]) -> Facets:
    """Of the entries found, one more than MOST at most."""
    counted = entries[:MOST]
    facets: dict[str, Counter[str]] = {name: Counter() for name in _NAMES}
    for start in range(0, len(counted), _AT_ONCE):
        _add(facets, connection, counted[start : start + _AT_ONCE])
    shown = {name: tuple(_ordered(counter)) for name, counter in facets.items()}
    return Facets(len(counted), len(entries) > MOST, shown)


def _add(facets: Mapping[str, Counter[str]], connection: Connection, entries: Sequence[int]) -> None:
    row = EntryRow
    columns = (row.organisation, row.stage, row.verdict, row.month, row.modules, row.codes)
    rows = connection.execute(select(*columns).where(row.id.in_(entries))).all()
    for organisation, stage, verdict, month, modules, codes in rows:
        facets["organisation"][organisation] += 1
        facets["stage"][stage] += 1
        facets["verdict"][verdict] += 1
        facets["month"][month] += 1
        facets["year"][month[:4]] += 1
        facets["module"].update(modules)
        facets["code"].update(codes)


def _ordered(counter: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first; those without a value aren't counted."""
    named = [(value, number) for value, number in counter.items() if value]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))[:_VALUES]
