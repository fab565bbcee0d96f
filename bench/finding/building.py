"""An archive to be asked: made where there is none yet, with what that took noted beside it for whoever asks it again."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, text

from archive.finding.upkeep import make_anew
from bench.finding import making

_NOTES = "bench_finding"  # a table of the archive's own, so that the note can't be of another


@dataclass(frozen=True, slots=True)
class Built:
    """UTF-8 bytes of its texts; what writing and indexing took, in s by the clock and in s of this process's own work."""

    size: int
    written: float
    written_working: float
    indexed: float
    indexed_working: float
    trigrams: int  # bytes of FTS5's trigrams over the same texts; 0 where there are none

    def __str__(self) -> str:
        return (
            f"{self.size / 1e6:.0f} MB of text, written in {self.written:.0f} s ({self.written_working:.0f} of the "
            f"program's own work), indexed in {self.indexed:.0f} s ({self.indexed_working:.0f})"
        )


def built(engine: Engine, number: int, trigrams: Callable[[Engine], int]) -> Built:
    """As it was built, now or by an earlier run."""
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {_NOTES} (note TEXT)"))
        if note := connection.scalar(text(f"SELECT note FROM {_NOTES}")):
            return Built(**json.loads(note))
    start, working = time.monotonic(), time.process_time()
    size = making.make(engine, number)
    written, written_working = time.monotonic(), time.process_time()
    make_anew(engine)
    took = Built(
        size,
        written - start,
        written_working - working,
        time.monotonic() - written,
        time.process_time() - written_working,
        trigrams(engine) if engine.dialect.name == "sqlite" else 0,
    )
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {_NOTES} (note) VALUES (:note)"), {"note": json.dumps(asdict(took))})
    return took
