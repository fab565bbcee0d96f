"""What was made of long texts, kept within a bound on their length: what was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked", bound=Hashable)
_Made = TypeVar("_Made")


class Weighed(Generic[_Asked, _Made]):
    """A function that remembers, as `functools.lru_cache` does by number. For several threads."""

    def __init__(self, make: Callable[[_Asked], _Made], most: int, weight: Callable[[_Asked, _Made], int]) -> None:
        """`most`: the sum of the weights of all that is kept; what weighs more than a quarter of it isn't.

        `weight`: of what was asked for and made of it, asked once.
        """
        self._make, self._most, self._weight = make, most, weight
        self._kept: OrderedDict[_Asked, tuple[_Made, int]] = OrderedDict()
        self._sum = 0
        self._lock = Lock()

    def __call__(self, asked: _Asked) -> _Made:
        """What is made of it, or was."""
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked][0]
        made = self._make(asked)
        weight = self._weight(asked, made)
        with self._lock:
            if 4 * weight <= self._most and asked not in self._kept:
                self._kept[asked] = made, weight
                self._sum += weight
            while self._sum > self._most:
                self._sum -= self._kept.popitem(last=False)[1][1]
        return made
