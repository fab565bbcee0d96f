"""Values that were used of late, as many as weigh no more than may be kept."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """By their keys; threads may share it. `weight` of a value is asked once."""

    def __init__(self, most: int, weight: Callable[[V], int]) -> None:
        self._most, self._weight, self._sum = most, weight, 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, keys: Iterable[K]) -> dict[K, V]:
        """Those that are there."""
        found: dict[K, V] = {}
        with self._lock:
            for key in keys:
                if (kept := self._values.get(key)) is not None:
                    self._values.move_to_end(key)
                    found[key] = kept[0]
        return found

    def add(self, values: Mapping[K, V]) -> None:
        """Keep them; what wasn't used for longest goes."""
        with self._lock:
            for key, value in values.items():
                self._take(key)
                self._values[key] = value, self._weight(value)
                self._sum += self._values[key][1]
            while self._sum > self._most:
                self._take(next(iter(self._values)))

    def _take(self, key: K) -> None:
        if (kept := self._values.pop(key, None)) is not None:
            self._sum -= kept[1]
