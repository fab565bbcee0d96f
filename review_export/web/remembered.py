"""What a page reads of a whole call, kept as long as nothing has happened: many people look, little changes."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from archive.records import SqlRecords
from archive.today import Pulse, pulse

_Value = TypeVar("_Value")


class Remembered:
    """Values by key, each with the pulse before which it was read: a later line of the audit log, and it is read again.

    For what follows from filings and decisions alone; what becomes of letters writes no line.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Pulse, Any]] = {}
        self._reading: defaultdict[Hashable, Lock] = defaultdict(Lock)

    def of(self, records: SqlRecords, key: Hashable, read: Callable[[], _Value]) -> _Value:
        """The value, read where it may have changed; whoever asks for it meanwhile waits for the one who reads."""
        now = pulse(records)
        with self._reading[key]:
            kept = self._kept.get(key)
            if kept is None or not _as_new(kept[0], now):
                self._kept[key] = kept = (now, read())
            value: _Value = kept[1]
            return value


def _as_new(kept: Pulse, now: Pulse) -> bool:
    return kept == now or kept.line > now.line
