"""A table of figures as Markdown, and the clock that fills it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the columns' heads, the rows, and what must be said with them."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"## {self.title}", "", _row(self.heads), _row(["---"] * len(self.heads)), *map(_row, self.rows)]
        return "\n".join([*lines, *(f"\n{note}" for note in self.notes)]) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def milliseconds(work: Sequence[Callable[[], object]], rounds: int = 5) -> list[float]:
    """Each one's median time in ms. They take turns, so that what slows the machine slows all of them."""
    for each in work:
        each()  # models load, caches fill
    times: list[list[float]] = [[] for _ in work]
    for _ in range(rounds):
        for index, each in enumerate(work):
            start = perf_counter()
            each()
            times[index].append((perf_counter() - start) * 1000)
    return [median(taken) for taken in times]
