"""What was made of long texts, kept within a bound on the texts' length: what was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

_Made = TypeVar("_Made")


class Weighed(Generic[_Made]):
    """A function of a text that remembers, as `functools.lru_cache` does by number. For several threads."""

    def __init__(self, make: Callable[[str], _Made], most: int) -> None:
        """`most`: characters of all texts that something is kept of; of a text longer than a quarter of it nothing is."""
        self._make, self._most = make, most
        self._kept: OrderedDict[str, _Made] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def __call__(self, text: str) -> _Made:
        """What is made of it, or was."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
        made = self._make(text)
        with self._lock:
            if 4 * len(text) <= self._most and text not in self._kept:
                self._kept[text] = made
                self._weight += len(text)
            while self._weight > self._most:
                self._weight -= len(self._kept.popitem(last=False)[0])
        return made
