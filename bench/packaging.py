"""The package of documents: seconds, memory, and what a second run costs, by the number of submissions.

`python -m bench.packaging NUMBER` is a process that makes one and prints it.
"""

import json
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from archive.blobs import FolderBlobs
from archive.views import ActivityView, DocumentView
from bench.exporting import Made
from bench.sheets import SAMPLES
from bench.table import Table
from config.calls import load_call
from parsers.facts import PagedDocument
from parsers.sandbox import ProcessSandbox
from review_export.package.writing import Source, write_package
from review_export.rows import Readers

NUMBERS = (30, 300)
_SCANS = 3  # one in so many is a scan


def measured(number: int) -> dict[str, float]:
    """Made, then made again into the same folder; peaks in MiB of this process and of the parsing one."""
    call = load_call("2020-29")
    with TemporaryDirectory() as room, ProcessSandbox(1) as parser:
        blobs, pages, rows = _filed(Path(room), number, parser)
        source = Source(blobs, lambda _receipt, sha256: pages.get(sha256), parser)
        took = []
        for _ in range(2):
            start = perf_counter()
            told = write_package(Path(room) / "package", rows, (call,), Readers.REVIEWERS, source)
            took.append(perf_counter() - start)
        assert not told.problems, told.problems
        written = [path.stat().st_size for path in (Path(room) / "package").rglob("*") if path.is_file()]
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "first": took[0],
        "again": took[1],
        "own": own,
        "child": child,
        "files": len(written),
        "size": sum(written) / 1024**2,
    }


def _filed(
    room: Path, number: int, parser: ProcessSandbox
) -> tuple[FolderBlobs, dict[str, PagedDocument], list[ActivityView]]:
    """Each submission with a PDF and a Word version of its own: the samples', with a comment behind them."""
    blobs, pages, rows = FolderBlobs(room / "blobs"), {}, []
    digital, scan = (_sheet(room, name, parser) for name in ("02-complete-digital.eml", "01-complete-scan.eml"))
    for count, row in enumerate(Made(number), 1):
        data, paged = scan if count % _SCANS == 0 else digital
        pdf, word = data + b"\n%%%d" % count, b"a Word version %d" % count
        digest = blobs.put(pdf)
        pages[digest] = paged
        documents = (
            DocumentView("方案.docx", blobs.put(word), len(word), "plan_word"),
            DocumentView("方案.pdf", digest, len(pdf), "plan_pdf"),
        )
        rows.append(replace(row, documents=documents))
    return blobs, pages, rows


def _sheet(room: Path, name: str, parser: ProcessSandbox) -> tuple[bytes, PagedDocument]:
    """A sample's PDF, read in the parsing process, so that no reader is loaded here."""
    scratch = room / name
    scratch.mkdir()
    for document in parser.examine((SAMPLES / name).read_bytes(), (), scratch).documents:
        if isinstance(document.content, PagedDocument):
            return (scratch / document.sha256).read_bytes(), document.content
    raise LookupError("a sample mail without a PDF")


def packaging_table(numbers: tuple[int, ...] = NUMBERS) -> Table:
    """One process a number."""
    rows = []
    for number in numbers:
        command = [sys.executable, "-m", "bench.packaging", str(number)]
        said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        figures = (f"{said[key]:.0f}" for key in ("first", "again", "own", "child", "files", "size"))
        rows.append((f"{number:,}", *figures))
    heads = ("submissions", "s", "s once more", "peak MiB", "peak MiB, parsing", "files", "MiB written")
    notes = ("With pictures, contact data covered, books to print and the workbook. Libraries are counted in.",)
    return Table("The package of documents", heads, tuple(rows), notes)


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
