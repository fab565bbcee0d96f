"""What a page reads of a whole call, kept as long as nothing has happened: many people look, little changes.

- nothing new on record: what was read before;
- a person has decided or edited something: read again before anybody sees it, in every process;
- mails alone have brought something: read again at once where that takes no time to speak of; else what was read before, for
  _SPARING times as long as reading takes and _LONGEST at most, and then read again beside whoever asks;
- known to be old for longer than that: read again before anybody sees it.

A value is read from the records alone, never from another remembered one: it would be taken to be as new as it was read,
and be as old as the other. Beyond _MOST, those read longest ago are forgotten.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock, local
from typing import Any, TypeVar

from archive.records import SqlRecords
from archive.today import Pulse, pulse

_Value = TypeVar("_Value")
_SPARING = 20
_LONGEST = 60.0  # seconds
_MOST = 500  # values: visitors choose what some keys say


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """Part of a key: this very object. A roster of thousands would take its time to be compared on each request."""

    what: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.what is other.what

    def __hash__(self) -> int:
        return id(self.what)  # which is nobody else's as long as the key holds it


@dataclass(slots=True)
class Kept:
    """A value, the pulse before which it was read, how long that took (0: no time), and when it was last known to be true."""

    value: Any
    pulse: Pulse
    took: float
    true_at: float

    @property
    def bearable(self) -> float:
        """Seconds for which it may lag behind mails."""
        return min(_SPARING * self.took, _LONGEST)


class Remembered:
    """Values by key.

    For what follows from filings, decisions and edits alone; what becomes of letters writes no line.
    """

    def __init__(self, quick: float = 0.01, slow: float = 0.5) -> None:
        """`quick`: seconds of the processor under which a reading is never put off. `slow`: by the clock, by which the first
        reading shows itself slow, whatever was only made ready in it.
        """
        self._quick, self._slow = quick, slow
        self._kept: dict[Hashable, Kept] = {}
        self._reading: defaultdict[Hashable, Lock] = defaultdict(Lock)
        self._beside = ThreadPoolExecutor(1, "remembering")
        self._coming: dict[Hashable, Future[None]] = {}
        self._here = local()
        self._forgetting = Lock()

    def of(self, records: SqlRecords, key: Hashable, read: Callable[[], _Value], now: Pulse | None = None) -> _Value:
        """The value; whoever asks for it while it has to be read waits for the one who reads.

        `now` is a pulse that was taken on this request. Raises StoreError.
        """
        value: _Value = self.kept(records, key, read, now).value
        return value

    def kept(self, records: SqlRecords, key: Hashable, read: Callable[[], object], now: Pulse | None = None) -> Kept:
        """The same with the pulse before which it was read."""
        if getattr(self._here, "reading", False):
            raise RuntimeError(f"{key!r} is asked for while a remembered value is read")
        now = now or pulse(records)
        kept = self._kept.get(key)
        if kept is None or not self._will_do(records, key, read, kept, now):
            with self._reading[key]:
                kept = self._kept.get(key)
                if kept is None or not _is_true(kept, now):
                    kept = self._read(key, read, now)
        return kept

    def _will_do(self, records: SqlRecords, key: Hashable, read: Callable[[], object], kept: Kept, now: Pulse) -> bool:
        if _is_true(kept, now):
            kept.true_at = time.monotonic()
            return True
        if kept.pulse.by_people != now.by_people:
            return False
        age = time.monotonic() - kept.true_at
        if age < kept.bearable:
            return True
        coming = self._coming.get(key)
        if age >= 2 * kept.bearable + kept.took and (coming is None or coming.done()):
            return False  # nobody has asked for a while, or reading beside has failed
        if coming is None or coming.done():
            self._coming[key] = self._beside.submit(self._read_beside, records, key, read)
        return True

    def _read_beside(self, records: SqlRecords, key: Hashable, read: Callable[[], object]) -> None:
        with self._reading[key]:
            self._read(key, read, pulse(records))

    def _read(self, key: Hashable, read: Callable[[], object], now: Pulse) -> Kept:
        start, spent = time.monotonic(), time.thread_time()
        self._here.reading = True
        try:
            value = read()
        finally:
            self._here.reading = False
        took, spent = time.monotonic() - start, time.thread_time() - spent
        took = took if took >= self._slow or (spent >= self._quick and key in self._kept) else 0.0
        self._kept.pop(key, None)  # to stand last
        self._kept[key] = kept = Kept(value, now, took, start)
        self._forget()
        return kept

    def _forget(self) -> None:
        with self._forgetting:
            for key in [*self._kept][: max(0, len(self._kept) - _MOST)]:
                for table in (self._kept, self._reading, self._coming):
                    table.pop(key, None)


def _is_true(kept: Kept, now: Pulse) -> bool:
    return kept.pulse == now or kept.pulse.line > now.line
