"""Of entries, the values that facets count: as numbers, which this process remembers and counts all at once."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Text, cast, select

from archive.finding.listed import among
from archive.finding.prepared import Prepared
from archive.finding.tables import EntryRow

_E = EntryRow.__table__.c
_LISTS = (cast(_E.modules, Text).label("modules"), cast(_E.codes, Text).label("codes"))
_ROWS = Prepared(select(_E.id, _E.organisation, _E.stage, _E.verdict, _E.month, *_LISTS).where(among(_E.id, "numbers")))
NAMES = (
    "organisation",
    "stage",
    "verdict",
    "month",
    "module",
    "code",
)  # of the columns; the last two are lists as JSON
_MOST = 500_000  # entries, some 150 bytes each


class Tallies:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._places: dict[int, int] = {}  # of each entry in what follows
        self._codes = np.zeros((0, len(NAMES)), np.int32)
        self._values: tuple[dict[str, int], ...] = tuple({} for _ in NAMES)  # in the order of their codes

    def count(self, connection: Connection, entries: Sequence[int]) -> Mapping[str, Mapping[str, int]]:
        """By column, how many of the entries have each value."""
        codes, lacking = self._known(entries)
        if lacking:
            codes = np.concatenate((codes, self._learn(_ROWS.rows(connection, numbers=lacking))))
        with self._lock:
            values = [list(each) for each in self._values]
        return {
            name: _named(own, np.bincount(codes[:, column], minlength=len(own)))
            for column, (name, own) in enumerate(zip(NAMES, values, strict=True))
        }

    def _known(self, asked: Sequence[int]) -> tuple[NDArray[np.int32], list[int]]:
        """Of those that are known, the codes; and the others."""
        with self._lock:
            places = [self._places.get(each, -1) for each in asked]
            codes = self._codes
        found = np.array(places, np.int64)
        lacking = [asked[which] for which in np.flatnonzero(found < 0).tolist()]
        return codes[found[found >= 0]], lacking

    def _learn(self, rows: Sequence[Any]) -> NDArray[np.int32]:
        """Their codes, which are known from now on."""
        with self._lock:
            if len(self._places) > _MOST:
                self._places, self._codes = {}, self._codes[:0]
            columns = list(zip(*rows, strict=True)) or [()] * (1 + len(NAMES))
            coded = np.stack([_coded(*each) for each in zip(self._values, columns[1:], strict=True)], axis=1)
            self._places.update(zip(columns[0], range(len(self._codes), len(self._codes) + len(rows)), strict=True))
            self._codes = np.concatenate((self._codes, coded))  # what another thread learned meanwhile lies there twice
        return coded


def _coded(known: dict[str, int], column: Sequence[str]) -> NDArray[np.int32]:
    """Each value by its number; new ones get the next."""
    for value in set(column).difference(known):
        known[value] = len(known)
    return np.fromiter(map(known.__getitem__, column), np.int32, len(column))


def _named(values: Sequence[str], counts: NDArray[Any]) -> dict[str, int]:
    return {values[which]: int(counts[which]) for which in np.flatnonzero(counts).tolist()}
