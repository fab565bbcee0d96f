"""The archive's bag: seconds of the processor, memory, and what a second run costs, by the number of submissions.

`python -m bench.bagging NUMBER` is a process that makes one and prints it.
"""

import json
import resource
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from archive.blobs import FolderBlobs
from archive.papers import papers_of
from archive.records import open_records
from archive.views import streamed
from bench.finding.making import make
from bench.table import Table
from config.calls import load_call
from config.clock import now
from review_export.bag.writing import Source, write_bag

NUMBERS = (300, 3000)


def measured(number: int) -> dict[str, float]:
    """Made, then made again into the same folder; the peak in MiB of this process."""
    call = replace(load_call("2020-29"), reminders=())
    with TemporaryDirectory() as folder, ProcessPoolExecutor(1) as other:
        room = Path(folder)
        other.submit(_laid_out, room, number).result()  # so that what that holds isn't counted here
        records, blobs = open_records(f"sqlite:///{room / 'records.db'}"), FolderBlobs(room / "blobs")
        source = Source(blobs, partial(papers_of, records), "", {})
        took = []
        for _ in range(2):
            start = process_time()
            told = write_bag(room / "bag", streamed(records, call.name), (call,), source, {}, now())
            took.append(process_time() - start)
        assert not told.problems, told.problems[:3]
        records.engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": took[0], "again": took[1], "peak": peak, "files": told.files}


def _laid_out(room: Path, number: int) -> None:
    records, blobs = open_records(f"sqlite:///{room / 'records.db'}"), FolderBlobs(room / "blobs")
    make(records.engine, number)
    for each in range(1, number + 1):
        blobs.put(b"%d" % each)
    records.engine.dispose()


def bagging_table(numbers: tuple[int, ...] = NUMBERS) -> Table:
    """One process a number."""
    rows = []
    for number in numbers:
        command = [sys.executable, "-m", "bench.bagging", str(number)]
        said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        rows.append((f"{number:,}", *(f"{said[key]:.0f}" for key in ("first", "again", "peak", "files"))))
    heads = ("submissions", "s of the processor", "once more", "peak MiB", "files")
    notes = (
        "Mails and documents of some bytes, so that it is the bag's own work that shows. Libraries are counted in.",
    )
    return Table("The bag for the archive", heads, tuple(rows), notes)


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
