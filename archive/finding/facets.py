"""Counts beside the hits: how many of them are of each organisation, stage, verdict, module, finding, month and year."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.finding.engines import Index
from archive.finding.known import Moment
from archive.finding.tree import Node

MOST = 5_000  # hits that are counted; the newest, where there are more
_VALUES = 50  # of one facet that are shown
_SHOWN = ("organisation", "stage", "verdict", "module", "code", "month", "year")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits there are, and of each facet its values, the most frequent first.

    `more`: there are more hits than were counted, so that every number is a least one.
    """

    total: int
    more: bool
    counts: Mapping[str, tuple[tuple[str, int], ...]]


def count(moment: Moment, index: Index, node: Node) -> tuple[Facets, Sequence[int]]:
    """Of the entries that the query asks for; and those that were counted, the newest first."""
    found = index.page(moment, node, None, MOST + 1)
    counted = dict(moment.tallies.count(moment.connection, found[:MOST]))
    counted["module"], counted["code"] = _of_lists(counted["module"]), _of_lists(counted["code"])
    counted["year"] = _sum((value[:4], number) for value, number in counted["month"].items())
    shown = {name: tuple(_ordered(counted[name])) for name in _SHOWN}
    return Facets(min(len(found), MOST), len(found) > MOST, shown), found[:MOST]


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
