"""An archive to be asked: made where there is none yet, step by step, with what each took noted in it for who asks it again."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, text

from archive.finding.upkeep import make_anew
from bench.finding import making, measuring

_NOTES = "bench_finding"  # a table of the archive's own, so that a note can't be of another


class Step(StrEnum):
    """In this order. Trigrams are for comparison, in SQLite alone."""

    WRITTEN = "written"
    INDEXED = "indexed"
    TRIGRAMS = "trigrams"


@dataclass(frozen=True, slots=True)
class Done:
    """A step's seconds by the clock and of this process's own work, and what it made in bytes: of texts, of trigrams."""

    seconds: float
    working: float
    size: int

    def __str__(self) -> str:
        return f"in {self.seconds:.0f} s ({self.working:.0f} of the program's own work)"


def built(engine: Engine, number: int, until: Step = Step.TRIGRAMS) -> dict[Step, Done]:
    """Up to that step, now or by an earlier run."""
    work: dict[Step, Callable[[], int]] = {
        Step.WRITTEN: lambda: making.make(engine, number),
        Step.INDEXED: lambda: make_anew(engine) or 0,
        Step.TRIGRAMS: lambda: measuring.make_trigrams(engine) if engine.dialect.name == "sqlite" else 0,
    }
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {_NOTES} (step TEXT, note TEXT)"))
        noted = {row.step: row.note for row in connection.execute(text(f"SELECT step, note FROM {_NOTES}"))}
    found = {Step(step): Done(**json.loads(note)) for step, note in noted.items()}
    for step in list(Step)[: list(Step).index(until) + 1]:
        if step not in found:
            start, working = time.monotonic(), time.process_time()
            size = work[step]()
            found[step] = Done(time.monotonic() - start, time.process_time() - working, size)
            note = {"seconds": found[step].seconds, "working": found[step].working, "size": size}
            with engine.begin() as connection:
                values = {"step": step.value, "note": json.dumps(note)}
                connection.execute(text(f"INSERT INTO {_NOTES} (step, note) VALUES (:step, :note)"), values)
    return found
