"""Counts beside the hits: how many of them are of each organisation, stage, verdict, module, finding, month and year."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from archive.finding.engines import Index
from archive.finding.tree import Node

MOST = 5_000  # hits that are counted; the newest, where there are more
_VALUES = 50  # of one facet that are shown
_COLUMNS = ("id", "organisation", "stage", "verdict", "month", "CAST(modules AS text)", "CAST(codes AS text)")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits there are, and of each facet its values, the most frequent first.

    `more`: there are more hits than were counted, so that every number is a least one.
    """

    total: int
    more: bool
    counts: Mapping[str, tuple[tuple[str, int], ...]]


def count(connection: Connection, index: Index, node: Node) -> tuple[Facets, Sequence[int]]:
    """Of the entries that the query asks for; and those that were counted, the newest first."""
    rows = index.newest(connection, node, _COLUMNS, MOST + 1)
    columns = list(zip(*rows[:MOST], strict=True)) or [()] * len(_COLUMNS)
    organisation, stage, verdict, month, modules, codes = map(Counter, columns[1:])
    counted = {
        "organisation": organisation,
        "stage": stage,
        "verdict": verdict,
        "module": _of_lists(modules),
        "code": _of_lists(codes),
        "month": month,
        "year": _sum((value[:4], number) for value, number in month.items()),
    }
    shown = {name: tuple(_ordered(counter)) for name, counter in counted.items()}
    return Facets(min(len(rows), MOST), len(rows) > MOST, shown), columns[0]


def _of_lists(written: Mapping[str, int]) -> Counter[str]:
    """Of lists as JSON, each of which is read once, however many have it."""
    return _sum((value, number) for each, number in written.items() for value in json.loads(each))


def _sum(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, number in pairs:
        found[value] += number
    return found


def _ordered(counter: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """The most frequent first; those without a value aren't counted."""
    named = [(value, number) for value, number in counter.items() if value]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))[:_VALUES]
