"""`python -m bench.public_files CORPORA [FOLDER...]`: every public test file through the whole of `parsers.examine`, in the sandbox.

A mail is taken as it is, any other file as a mail's one attachment. Each must end in facts or in a finding; what a
reader of ours stumbled over, a mail that couldn't be taken apart and a process lost are named file by file.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.forms import plan_spec
from bench.table import Table
from intake.loose import message_of
from parsers.errors import ParsingFailed
from parsers.facts import Examination, Kind, TroubleKind
from parsers.sandbox import ProcessSandbox
from parsers.sniff import sniff

_OURS = ("程序读取时出错", "两次读取都未能完成", "尚未读取")  # of a reader, a process, the time: not of the file
_NOTHING_TO_READ = frozenset((Kind.SPREADSHEET, Kind.PRESENTATION, Kind.EXECUTABLE, Kind.OTHER))


@dataclass
class _Set:
    """What became of one set's files."""

    files: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    longest: float = 0.0

    def add(self, path: Path, result: Examination | str, seconds: float) -> None:
        self.files += 1
        self.longest = max(self.longest, seconds)
        if isinstance(result, str):
            self.odd.append(f"{path.name}: {result}")
            return
        for document in result.documents:
            found = document.troubles
            self.documents["all"] += 1
            self.documents["finding"] += bool(found)
            self.documents["facts"] += not found and document.kind not in _NOTHING_TO_READ
            self.documents["kind alone"] += not found and document.kind in _NOTHING_TO_READ
            self.odd.extend(f"{path.name}: {each.found}" for each in found if each.found.startswith(_OURS))
            self.documents["unsupported"] += any(each.kind is TroubleKind.UNSUPPORTED for each in found)

    def row(self, name: str) -> tuple[str, ...]:
        counts = ("all", "facts", "kind alone", "finding", "unsupported")
        return (
            name,
            str(self.files),
            *(str(self.documents[key]) for key in counts),
            str(len(self.odd)),
            f"{self.longest:.1f}",
        )


def files_table(corpora: Path, folders: list[str]) -> Table:
    """A row a set of public files."""
    sets: dict[str, _Set] = {}
    with ProcessSandbox(workers=2) as sandbox, ThreadPoolExecutor(2) as pool:
        for path, result, seconds in pool.map(lambda each: _read(sandbox, each), _files(corpora, folders)):
            name = "/".join(path.relative_to(corpora).parts[:2])
            sets.setdefault(name, _Set()).add(path, result, seconds)
    heads = (
        "set",
        "files",
        "documents in them",
        "facts",
        "kind alone (sheets, slides, others)",
        "a finding",
        "of them without a reader",
        "not told of the file",
        "longest, s",
    )
    notes = [f"{name}, {line}" for name, each in sets.items() for line in each.odd]
    return Table(
        "Every public file, whole, in the sandbox", heads, tuple(s.row(n) for n, s in sets.items()), tuple(notes)
    )


def _files(corpora: Path, folders: list[str]) -> Iterator[Path]:
    for top in folders or ("mail", "documents", "forms"):
        yield from sorted(path for path in (corpora / top).rglob("*") if path.is_file())


def _read(sandbox: ProcessSandbox, path: Path) -> tuple[Path, Examination | str, float]:
    data = path.read_bytes()
    is_mail = sniff(data, path.name).kind is Kind.MESSAGE or path.name.endswith(".eml")
    raw = data if is_mail and path.suffix != ".msg" else message_of([path], path.name)
    start = time.perf_counter()
    with TemporaryDirectory(prefix="baosong-bench-") as scratch:
        try:
            result: Examination | str = sandbox.examine(raw, [plan_spec()], Path(scratch))
        except ParsingFailed as failed:
            result = f"the mail: {failed}"
    return path, result, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.public_files", description=__doc__)
    parser.add_argument("corpora", type=Path, help="a folder with mail/, documents/ and forms/")
    parser.add_argument("folders", nargs="*", help="of these alone: mail/nodemailer+mailparser …")
    given = parser.parse_args()
    print(files_table(given.corpora, given.folders))


if __name__ == "__main__":
    main()
