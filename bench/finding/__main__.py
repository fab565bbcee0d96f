"""`python -m bench.finding [NUMBER...]`: finding on archives of so many submissions, on both databases, as Markdown.

With `--records URL`, in a database of one's own that is empty or that an earlier run has filled; so it can be asked again.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.finding.upkeep import make_anew
from archive.records import SqlRecords, open_records
from bench.finding import making, measuring
from bench.finding.asking import questions
from bench.table import Table
from tests.parts.postgres import postgres

Places = Mapping[str, Callable[[], AbstractContextManager[SqlRecords]]]
_SERVER = {"shared_buffers": "512MB"}  # an eighth of a small machine's memory


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[1_000, 10_000], metavar="NUMBER")
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database alone")
    parser.add_argument("--records", metavar="URL", help="a database of one's own")
    parser.add_argument("--processor", action="store_true", help="processor time, which others' work leaves alone")
    arguments = parser.parse_args()
    places: Places = {"sqlite": _sqlite, "postgresql": _postgresql}
    if arguments.records:
        places = {arguments.records.partition(":")[0].partition("+")[0]: lambda: _given(arguments.records)}
    elif arguments.only:
        places = {arguments.only: places[arguments.only]}
    for number in arguments.numbers:
        print(finding_table(number, arguments.queries, places, processor=arguments.processor))


def finding_table(number: int, queries: int = 60, places: Places | None = None, *, processor: bool = False) -> Table:
    """A row for each kind of query; what it was measured on is in the notes."""
    columns: list[dict[str, str]] = []
    notes: list[str] = []
    kinds: list[str] = []
    for name, opened in (places or {"sqlite": _sqlite, "postgresql": _postgresql}).items():
        with opened() as records:
            measured = _measure(records, name, number, queries, notes, processor=processor)
            kinds = list(next(iter(measured.values())))
            columns += [{"": head, **cells} for head, cells in measured.items()]
    heads = (f"query, p50 / p95 in ms{' of processor time' * processor}", *(column[""] for column in columns))
    rows = tuple((kind, *(column.get(kind, "") for column in columns)) for kind in kinds)
    return Table(f"Finding in {number:,} submissions", heads, rows, tuple(notes))


@contextmanager
def _given(url: str) -> Iterator[SqlRecords]:
    records = open_records(url)
    yield records
    records.engine.dispose()


@contextmanager
def _sqlite() -> Iterator[SqlRecords]:
    with TemporaryDirectory(prefix="finding-") as folder, _given(f"sqlite:///{Path(folder) / 'records.db'}") as records:
        yield records


@contextmanager
def _postgresql() -> Iterator[SqlRecords]:
    with postgres(_SERVER) as server, _given(server.database()) as records:
        yield records


def _measure(
    records: SqlRecords, name: str, number: int, queries: int, notes: list[str], *, processor: bool
) -> dict[str, dict[str, str]]:
    engine = records.engine
    start = time.monotonic()
    size = making.size(engine)  # of an earlier run
    written = start
    if not size:
        size = making.make(engine, number)
        written = time.monotonic()
        make_anew(engine)
    clock = measuring.processor(engine) if processor else time.perf_counter
    indexed = time.monotonic()
    index = measuring.index_size(engine)
    _say(f"{name}, {number}: written in {written - start:.0f} s, indexed in {indexed - written:.0f} s")
    asked = questions(engine, queries)
    ways = {"newest": measuring.newest, "relevance, counts": measuring.relevant, "LIKE": measuring.like}
    trigrams = ""
    if name == "sqlite":
        trigrams = f"; FTS5's trigrams {measuring.make_trigrams(engine) / size:.2f} ×"
        ways["trigram"] = measuring.trigram
    found: dict[str, dict[str, str]] = {}
    for way, work in ways.items():
        cells = {kind: measuring.taken(work(engine), each, clock) for kind, each in asked.items() if _can(way, kind)}
        found[f"{name}, {way}"] = cells
        _say(f"{name}, {number}, {way}: {cells}")
    filing = measuring.filing(records, clock)
    notes.append(
        f"{name}: {size / 1e6:.0f} MB of text, written in {written - start:.0f} s; index and entries {index / size:.2f} × "
        f"the text, made in {indexed - written:.0f} s{trigrams}; filing one more {filing:.1f} ms."
    )
    return found


def _can(way: str, kind: str) -> bool:
    """A plain LIKE asks for one term; trigrams find nothing shorter than three characters."""
    if way == "LIKE":
        return kind not in {"boolean", "fields"}
    return way != "trigram" or kind.startswith("phrase")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
