"""What keeping costs: an import without examination, and a verification beside `sha256sum`."""

import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random

from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import open_records
from archive.verify import Wishes, verify
from bench.hard_names import made_mails
from bench.table import Table, milliseconds
from config.clock import now
from intake.history import Taking, find
from intake.pipeline import Intake
from intake.queue import EmbeddedQueue

_MAILS = 1000
_BLOBS = 3000


def import_table() -> Table:
    """Mails a second, each made durable and registered, none examined."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
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
    blobs = FolderBlobs(data / "blobs")
    records.recorder = Recorder(records.engine, blobs)
    intake = Intake(blobs, records, EmbeddedQueue(records, 1), now, (), history=True)
    began = time.perf_counter()
    taking = Taking(intake, records)
    for _ in taking.take(find(path)):
        pass
    records.engine.dispose()
    return taking.taken.new, time.perf_counter() - began


def verify_table() -> Table:
    """Beside `sha256sum` over the same files, as many processes as we have threads. They take turns."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        records, blobs = open_records(f"sqlite:///{root / 'records.db'}"), FolderBlobs(root / "blobs")
        size = _fill(blobs)
        workers = os.cpu_count() or 1
        names = root / "names"
        names.write_text("\n".join(str(blobs.path(each)) for each in blobs.digests()))
        theirs = ["xargs", "-a", str(names), "-P", str(workers), "-n", "50", "sha256sum"]

        def others() -> None:
            subprocess.run(theirs, stdout=subprocess.DEVNULL, check=True)

        def ours() -> None:
            assert verify(records, blobs, wishes=Wishes(workers, anew=True)).blobs == _BLOBS

        theirs_ms, ours_ms = milliseconds([others, ours], rounds=5)
        records.engine.dispose()
    rate = [size / 1e6 / ms * 1000 for ms in (theirs_ms, ours_ms)]
    heads = ("what", "MB/s", "of sha256sum's")
    rows = (
        (f"sha256sum, {workers} processes", f"{rate[0]:.0f}", "100 %"),
        (f"baosong verify, {workers} threads", f"{rate[1]:.0f}", f"{100 * rate[1] / rate[0]:.0f} %"),
    )
    return Table(f"Verifying {_BLOBS} blobs, {size / 1e6:.0f} MB in all, in the page cache", heads, rows)


def _fill(blobs: FolderBlobs) -> int:
    """Sizes as documents have them: most small, some large. Written without syncing, for that isn't measured here."""
    random = Random(7)
    size = 0
    for _ in range(_BLOBS):
        data = random.randbytes(int(min(random.lognormvariate(11.5, 1.2), 8e6)))
        path = blobs.path(hashlib.sha256(data).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        size += len(data)
    return size


if __name__ == "__main__":
    print(import_table())
    print(verify_table())
