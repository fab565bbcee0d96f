"""Server time and weight of each page on so many submissions, then many people at once while mails come in."""

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from httpx2 import Client, get
from sqlalchemy import func, select

from archive.records import SqlRecords, open_records
from archive.tables import SubmissionRow
from bench.finding.measuring import percentiles
from bench.table import Table
from bench.web.making import file_one, made
from bench.web.painting import paint_table
from config.workers import usual_number

_CALL = "/calls/2020-29"
_PAGES = {
    "today": "today",
    "waiting": "waiting",
    "submissions": "submissions",
    "submissions, page 400": "submissions?page=400",
    "submissions, words": "submissions?words=活动",
    "submissions, a verdict": "submissions?verdict=review",
    "organisations": "organisations",
    "letters held": "letters",
    "letters sent": "letters?state=sent",
    "search": "search?q=志愿",
    "reminders": "reminders",
    "reviewers' list": "activities",
    "progress of reviewing": "scores",
    "charts": "charts",
    "exports": "exports",
}
_WARMING = 3
_EVERY = 0.5  # seconds between mails that come in


@dataclass(frozen=True)
class Load:
    """How many ask, for how long (0 for no load), how often each page is asked for before; how many server processes.

    `paints`: how often a browser looks at each page, 0 for no browser.
    """

    users: int = 50
    seconds: int = 60
    rounds: int = 40
    servers: int = field(default_factory=usual_number)
    paints: int = 0


def web_tables(number: int, load: Load, kept: Path | None = None) -> Iterator[Table]:
    """Each page asked for alone; then everybody at once. What is made lies in `kept` and is used again from there."""
    with TemporaryDirectory(prefix="baosong-bench-") as name:
        folder = kept or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        records = open_records(f"sqlite:///{folder / 'records.db'}")
        receipts = made(records, folder / "receipts.txt", number)
        with serving(folder, 1) as (address, token, server):
            if load.rounds:
                yield pages_table(address, token, server, receipts, number, load.rounds)
            if load.paints:
                paths = {name: f"{_CALL}/{path}" for name, path in _PAGES.items()}
                paths |= {"a submission": f"{_CALL}/submissions/{receipts[0]}"}
                paths |= {"one to decide": f"{_CALL}/waiting/{receipts[0]}"}
                yield paint_table(address, token, paths, number, load.paints)
        if load.seconds:
            with serving(folder, load.servers) as (address, token, server):
                yield load_table(address, token, server, receipts, records, load)
        records.engine.dispose()


@contextmanager
def serving(folder: Path, number: int) -> Iterator[tuple[str, str, int]]:
    """The application in so many processes, as `baosong serve`: its address, a session's token, whose children they are."""
    command = [sys.executable, "-m", "bench.web.serving", str(folder), str(number)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address, token = process.stdout.readline().split()
        yield address, token, process.pid
    finally:
        process.terminate()
        process.wait(30)


def pages_table(address: str, token: str, server: int, receipts: tuple[str, ...], number: int, rounds: int) -> Table:
    """Each page asked for one after the other: the whole answer's time, the server's processor time, the answer's bytes."""
    rows = []
    with Client(base_url=address, cookies={"baosong": token}, timeout=60) as client:
        paths = {name: [path] * rounds for name, path in _PAGES.items()}
        paths["a submission"] = [f"submissions/{receipts[each % len(receipts)]}" for each in range(rounds)]
        paths["one to decide"] = [f"waiting/{receipts[each * 3 % len(receipts)]}" for each in range(rounds // 2)]
        for name, several in paths.items():
            times, size, before = [], 0, _processor(server)
            for path in [several[0], *several]:
                start = time.perf_counter()
                answer = client.get(f"{_CALL}/{path}")
                times.append((time.perf_counter() - start) * 1000)
                assert answer.status_code == 200, (path, answer.status_code)
                size = max(size, len(answer.content))
            spent = (_processor(server) - before) / len(times)
            rows.append((name, percentiles(times[1:]), f"{spent:.0f}", f"{size / 1024:.0f}"))
    heads = ("page", "p50 / p95 in ms", "server's processor, mean ms", "KiB")
    note = "The first answer, which nothing is remembered for yet, counts for the processor alone."
    return Table(f"Pages of the web application, {number:,} submissions", heads, tuple(rows), (note,))


def _processor(server: int) -> float:
    """What a process's children have used so far, ms."""
    used = (each.cpu_times() for each in psutil.Process(server).children(recursive=True))
    return sum(each.user + each.system for each in used) * 1000


def load_table(
    address: str, token: str, server: int, receipts: tuple[str, ...], records: SqlRecords, load: Load
) -> Table:
    """Many people, three pages a second each, while two mails a second are filed; each process has made its pages once."""
    for path in list(_PAGES.values()) * _WARMING * load.servers:  # a connection each, so that every process has some
        get(f"{address}{_CALL}/{path}", cookies={"baosong": token}, timeout=120)
    with TemporaryDirectory() as name, _coming(records) as filed:
        command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("visiting.py")), "--headless"]
        command += ["-u", str(load.users), "-r", "25", "-t", f"{load.seconds}s", "--host", address]
        command += ["--csv", f"{name}/load", "--only-summary", "--loglevel", "ERROR"]
        environment = {**os.environ, "BENCH_TOKEN": token, "BENCH_RECEIPTS": " ".join(receipts)}
        before = _processor(server)
        subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )  # says the same as the table, which counts what failed
        spent = _processor(server) - before
        with Path(f"{name}/load_stats.csv").open(encoding="utf-8") as file:
            found = list(csv.DictReader(file))
    rows = tuple(
        (
            each["Name"],
            each["Request Count"],
            each["Failure Count"],
            each["50%"],
            each["95%"],
            f"{float(each['Requests/s']):.0f}",
        )
        for each in found
    )
    heads = ("page", "requests", "failures", "p50 ms", "p95 ms", "a second")
    mean = spent / max(1, int(found[-1]["Request Count"]))
    return Table(
        f"{load.users} people at 3 pages a second, {load.servers} server processes at one address",
        heads,
        rows,
        (f"{len(filed)} mails were filed meanwhile; a page took {mean:.1f} ms of the servers' processor.",),
    )


@contextmanager
def _coming(records: SqlRecords) -> Iterator[list[str]]:
    """Two submissions a second, until the context ends."""
    filed: list[str] = []
    with records.reading() as session:
        before = session.scalar(select(func.max(SubmissionRow.id))) or 0  # a kept archive has seen such mails
    stopping = threading.Event()

    def file_them() -> None:
        while not stopping.wait(_EVERY):
            filed.append(file_one(records, before + len(filed)))

    thread = threading.Thread(target=file_them, daemon=True)
    thread.start()
    try:
        yield filed
    finally:
        stopping.set()
        thread.join(30)
