"""Of entries, the values that facets count: as numbers, which this process remembers and counts all at once."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Text, cast, select

from archive.finding.listed import among
from archive.finding.tables import EntryRow

_E = EntryRow.__table__.c
_ROWS = select(
    _E.id, _E.organisation, _E.stage, _E.verdict, _E.month, cast(_E.modules, Text), cast(_E.codes, Text)
).where(among(_E.id, "numbers"))
NAMES = (
    "organisation",
    "stage",
    "verdict",
    "month",
    "module",
    "code",
)  # of the columns; the last two are lists as JSON
_MOST = 1_000_000  # entries, 32 bytes each

Numbers = NDArray[np.int64]


class Tallies:
    """Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: Numbers = np.zeros(0, np.int64)  # in order
        self._codes = np.zeros((0, len(NAMES)), np.int32)  # of each entry
        self._values: tuple[dict[str, int], ...] = tuple({} for _ in NAMES)  # in the order of their codes

    def count(self, connection: Connection, entries: Sequence[int]) -> Mapping[str, Mapping[str, int]]:
        """By column, how many of the entries have each value."""
        asked = np.array(entries, np.int64)
        codes, there = self._known(asked)
        if not there.all():
            lacking = ~there
            self._learn(connection.execute(_ROWS, {"numbers": asked[lacking].tolist()}).all())
            codes[lacking], there[lacking] = self._known(asked[lacking])
        with self._lock:
            values = [list(each) for each in self._values]
        return {
            name: _named(own, np.bincount(codes[there, column], minlength=len(own)))
            for column, (name, own) in enumerate(zip(NAMES, values, strict=True))
        }

    def _known(self, asked: Numbers) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        with self._lock:
            entries, codes = self._entries, self._codes
        if not len(entries):
            return np.zeros((len(asked), len(NAMES)), np.int32), np.zeros(len(asked), np.bool_)
        places = np.minimum(entries.searchsorted(asked), len(entries) - 1)
        return codes[places], entries[places] == asked

    def _learn(self, rows: Iterable[Any]) -> None:
        with self._lock:
            if len(self._entries) > _MOST:
                self._entries, self._codes = self._entries[:0], self._codes[:0]
            held = dict.fromkeys(self._entries[np.isin(self._entries, [row[0] for row in rows])].tolist())
            fresh = sorted((row for row in rows if row[0] not in held), key=lambda row: int(row[0]))
            codes = [
                [own.setdefault(value, len(own)) for own, value in zip(self._values, row[1:], strict=True)]
                for row in fresh
            ]
            numbers = np.array([row[0] for row in fresh], np.int64)
            places = self._entries.searchsorted(numbers)
            self._codes = np.insert(self._codes, places, np.array(codes, np.int32).reshape(-1, len(NAMES)), axis=0)
            self._entries = np.insert(self._entries, places, numbers)


def _named(values: Sequence[str], counts: NDArray[Any]) -> dict[str, int]:
    return {values[which]: int(counts[which]) for which in np.flatnonzero(counts).tolist()}
