"""`python -m bench.finding [NUMBER...]`: finding on archives of so many submissions, on both databases, as Markdown.

`--kept DIR` leaves the archives in a folder, where the next run asks them again: 100,000 take some twelve minutes to build.
"""

import argparse
import sys
import time
from pathlib import Path

from archive.records import SqlRecords
from bench.finding import measuring
from bench.finding.asking import questions
from bench.finding.building import Step, built
from bench.finding.places import Places, given, kept, thrown_away
from bench.table import Table

_PLAIN = 4  # of so many questions, one is asked of a plain LIKE, which takes seconds for each


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[1_000, 10_000], metavar="NUMBER")
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database alone")
    parser.add_argument("--kept", type=Path, metavar="DIR", help="where archives are kept, and found again")
    parser.add_argument("--records", metavar="URL", help="a database of one's own, empty or filled by an earlier run")
    parser.add_argument("--processor", action="store_true", help="processor time, which others' work leaves alone")
    parser.add_argument(
        "--no-trigrams", action="store_true", help="100,000 of them take more than five minutes to build"
    )
    parser.add_argument("--build", type=Step, choices=list(Step), help="up to this, and nothing is asked")
    arguments = parser.parse_args()
    places = thrown_away()
    if arguments.kept:
        places = kept(arguments.kept)
    if arguments.records:
        places = given(arguments.records)
    if arguments.only:
        places = {arguments.only: places[arguments.only]}
    for number in arguments.numbers:
        if arguments.build:
            _build(number, places, arguments.build)
        else:
            until = Step.INDEXED if arguments.no_trigrams else Step.TRIGRAMS
            print(finding_table(number, arguments.queries, places, processor=arguments.processor, until=until))


def _build(number: int, places: Places, until: Step) -> None:
    for name, opened in places.items():
        with opened(number) as records:
            print(name, *(f"{step} {done}" for step, done in built(records.engine, number, until).items()), sep=", ")


def finding_table(
    number: int,
    queries: int = 60,
    places: Places | None = None,
    *,
    processor: bool = False,
    until: Step = Step.TRIGRAMS,
) -> Table:
    """A row for each kind of query; what it was measured on is in the notes."""
    columns: list[dict[str, str]] = []
    notes: list[str] = []
    kinds: list[str] = []
    for name, opened in (places or thrown_away()).items():
        with opened(number) as records:
            measured, note = _measure(records, name, number, queries, processor=processor, until=until)
            kinds = list(next(iter(measured.values())))
            columns += [{"": head, **cells} for head, cells in measured.items()]
            notes.append(note)
    heads = (f"query, p50 / p95 in ms{' of processor time' * processor}", *(column[""] for column in columns))
    rows = tuple((kind, *(column.get(kind, "–") for column in columns)) for kind in kinds)
    asked = f"{queries} questions of each kind, LIKE and trigram {queries // _PLAIN}; LIKE is ended after {measuring.PATIENCE:.0f} s."
    return Table(f"Finding in {number:,} submissions", heads, rows, (asked, *notes))


def _measure(
    records: SqlRecords, name: str, number: int, queries: int, *, processor: bool, until: Step
) -> tuple[dict[str, dict[str, str]], str]:
    engine = records.engine
    archive = built(engine, number, until)
    size = archive[Step.WRITTEN].size
    trigrams = archive[until].size if until is Step.TRIGRAMS else 0
    clock = measuring.processor(engine) if processor else time.perf_counter
    index = measuring.index_size(engine)
    asked = questions(engine, queries)
    ways = {"newest": measuring.newest, "relevance, counts": measuring.relevant, "LIKE": measuring.like}
    if trigrams:
        ways["trigram"] = measuring.trigram
    found: dict[str, dict[str, str]] = {}
    for way, work in ways.items():
        few = queries // _PLAIN if way in {"LIKE", "trigram"} else queries
        cells = {
            kind: measuring.taken(work(engine), each[:few], clock) for kind, each in asked.items() if _can(way, kind)
        }
        found[f"{name}, {way}"] = cells
        print(f"{name}, {number}, {way}: {cells}", file=sys.stderr, flush=True)
    filing = measuring.filing(records, clock)
    return found, (
        f"{name}: {size / 1e6:.0f} MB of text, written {archive[Step.WRITTEN]}, indexed {archive[Step.INDEXED]}; index and "
        f"entries {index / size:.2f} × the text{f', trigrams {trigrams / size:.2f} ×' * bool(trigrams)}; "
        f"filing one more {filing:.1f} ms."
    )


def _can(way: str, kind: str) -> bool:
    """A plain LIKE asks for one term; trigrams find nothing shorter than three characters."""
    if way == "LIKE":
        return kind not in {"boolean", "fields"}
    return way != "trigram" or kind.startswith("phrase")


if __name__ == "__main__":
    main()
