"""What keeping costs: an import without examination."""

import tempfile
import time
from pathlib import Path

from archive.blobs import FolderBlobs
from archive.records import open_records
from bench.hard_names import made_mails
from bench.table import Table
from config.clock import now
from intake.history import Taking, find
from intake.pipeline import Intake
from intake.queue import EmbeddedQueue

_MAILS = 1000


def import_table() -> Table:
    """Mails a second, each made durable and registered, none examined."""
    rows = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        root = Path(folder)
        size = _lay_out(root / "eml", root / "mbox")
        for kind in ("eml", "mbox"):
            taken, seconds = _imported(root / kind, root / f"{kind}-data")
            again, seconds_again = _imported(root / kind, root / f"{kind}-data")
            assert (taken, again) == (_MAILS, 0)
            rows.append((kind, f"{_MAILS / seconds:.0f}", f"{_MAILS / seconds_again:.0f}"))
    heads = ("from", "mails/s", "mails/s, all known already")
    return Table(f"Import of {_MAILS} mails, {size / _MAILS / 1024:.0f} KiB each", heads, tuple(rows))


def _lay_out(folder: Path, box: Path) -> int:
    folder.mkdir()
    made = [mail.raw for mail in made_mails()]
    size = 0
    with box.open("wb") as stream:
        for number in range(_MAILS):
            raw = f"X-Number: {number}\r\n".encode() + made[number % len(made)]
            (folder / f"{number:05d}.eml").write_bytes(raw)
            stream.write(b"From a@example.org Mon Apr 20 10:11:12 2020\n" + raw.replace(b"\r\n", b"\n") + b"\n\n")
            size += len(raw)
    return size


def _imported(path: Path, data: Path) -> tuple[int, float]:
    records = open_records(f"sqlite:///{data / 'records.db'}")
    intake = Intake(FolderBlobs(data / "blobs"), records, EmbeddedQueue(records, 1), now, (), history=True)
    began = time.perf_counter()
    taking = Taking(intake, records)
    for _ in taking.take(find(path)):
        pass
    records.engine.dispose()
    return taking.taken.new, time.perf_counter() - began


if __name__ == "__main__":
    print(import_table())
