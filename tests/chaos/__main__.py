"""`python -m tests.chaos [--kills N] [--mails N] [--schedules N] [--big MIB] [--through N] [--scans N] [--only NAME...]`: the long version, and its table.

Each line: a fault, how often it struck, how many mails were in it, how many were lost, how many were answered twice, and
how long after the last blow all was done. The short versions of all of them, and of more, are in `tests/faults`.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tests.parts.authority import Authority
from tests.parts.crowd import Crowd, crowd, resident
from tests.parts.dovecot import Dovecot, dovecot
from tests.parts.post import sender, word_only
from tests.parts.postgres import Postgres, postgres
from tests.parts.scanned_post import with_scans
from tests.parts.sink import sink

CROWD = ("poller", "poller", "worker", "worker", "worker", "sender", "sender")


@dataclass(frozen=True)
class Line:
    """One fault's line of the table."""

    fault: str
    struck: int
    mails: int
    lost: int
    doubled: int
    held: int
    seconds: float

    def __str__(self) -> str:
        cells = (self.fault, self.struck, self.mails, self.lost, self.doubled, self.held, f"{self.seconds:.0f} s")
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


HEAD = (
    "| fault | struck | mails | lost | answered twice | not answered, for a person | all done after |\n"
    + "|---" * 7
    + "|"
)


class Place:
    """Servers that stay, and a house of its own for each fault."""

    def __init__(self, folder: Path, imap: Dovecot, database: Postgres) -> None:
        self.folder, self.imap, self.database = folder, imap, database
        self.number = 0

    @contextmanager
    def house(self, *roles: str, embedded: bool = False) -> Iterator[Crowd]:
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        url = "" if embedded else self.database.database()
        with sink() as kept, crowd(folder, self.imap, f"chaos{self.number}", kept, url, *roles) as made:
            config = made.service.config
            config.write_text(config.read_text().replace("[replies]", "[replies]\nmax_per_hour = 1000000"))
            made.service = replace(made.service, loaded_anew=True)  # figures are of what users start
            yield made


def measured(fault: str, house: Crowd, struck: int, mails: int, blow: float) -> Line:
    """Wait until all is done, and look what became of every mail."""
    done = house.settled(mails, 1200)
    seconds = time.monotonic() - blow
    house.stop()
    answered, visible = house.answered(), house.visible()
    lost = {sender(number) for number in range(mails)} - set(answered) - visible
    sound = house.service.run("verify", timeout=600).returncode == 0
    status = house.service.status()
    if not (done and sound and status["submissions"]["correction"] == mails):
        print(f"NOT WELL: {fault}: done {done}, verify {sound}, {status}", file=sys.stderr)
    doubled = sum(times - 1 for times in answered.values())
    return Line(fault, struck, mails, len(lost), doubled, len(visible - set(answered)), seconds)


def kills(place: Place, count: int, mails: int, embedded: bool) -> Line:
    """SIGKILL of any process at random while mails flow."""
    chance = random.Random(count)
    with place.house(*(("all",) if embedded else CROWD), embedded=embedded) as house:
        house.start()
        share = max(mails // (count + 1), 1)
        given = 0
        for _ in range(count):
            house.deliver(*range(given, min(given + share, mails)))
            given = min(given + share, mails)
            before = len(house.sink.received)
            house.until(lambda seen=before: len(house.sink.received) >= seen + share // 2, 30)  # type: ignore[misc]
            house.tend()
            time.sleep(chance.uniform(0, 0.5))
            house.kill(chance.choice(sorted(house.running)))
        house.deliver(*range(given, mails))
        size = "embedded" if embedded else "3 workers, 2 pollers, 2 senders"
        return measured(f"SIGKILL of any process ({size})", house, count, mails, time.monotonic())


def frozen(place: Place, count: int, mails: int) -> Line:
    """SIGSTOP of any worker or sender for four heartbeats and more, then SIGCONT."""
    chance = random.Random(7)
    with place.house(*CROWD) as house:
        house.start()
        house.deliver(*range(mails))
        house.until(lambda: bool(house.sink.received))
        for _ in range(count):
            house.tend()
            process = house.running[chance.choice(sorted(name for name in house.running if "poller" not in name))]
            os.kill(process.pid, signal.SIGSTOP)
            time.sleep(6)
            os.kill(process.pid, signal.SIGCONT)
            time.sleep(chance.uniform(0, 2))
        return measured("frozen beyond its heartbeat, then awake", house, count, mails, time.monotonic())


def restarts(place: Place, count: int, mails: int) -> Line:
    """PostgreSQL killed as by a power cut, and started again."""
    with place.house(*CROWD) as house:
        house.start()
        share = mails // (count + 1)
        house.deliver(*range(share))
        for number in range(1, count + 1):
            before = len(house.sink.received)
            house.until(lambda seen=before: len(house.sink.received) > seen, 60)  # type: ignore[misc]
            place.database.kill()
            time.sleep(2)
            place.database.start()
            house.deliver(*range(number * share, mails if number == count else (number + 1) * share))
        return measured("PostgreSQL killed and started again", house, count, mails, time.monotonic())


def breaking(place: Place, mails: int) -> Line:
    """The receiving server breaks the line after DATA, or says 451, at one in five."""
    chance = random.Random(11)
    with place.house(*CROWD) as house:
        struck = [0]

        def after_data(_: str) -> str:
            house.sink.cut_after_data = chance.random() < 0.2
            struck[0] += house.sink.cut_after_data
            return ""

        house.sink.after_data = after_data
        house.start()
        house.deliver(*range(mails))
        line = measured("SMTP breaks after DATA", house, 0, mails, time.monotonic())
        return replace(line, struck=struck[0])


def large(place: Place, mebibytes: int) -> str:
    """A mailbox of so much at the first start: memory of the poller, and how long it takes in."""
    with place.house(embedded=True) as house:
        body = b"X-Padding: " + b"x" * 60 + b"\r\n"
        count = max(mebibytes // 20, 1)
        for number in range(count):
            raw = word_only(number)
            place.imap.deliver(house.user, raw + body * (20 * 1024 * 1024 // len(body)))
        begun = time.monotonic()
        house.start()
        most = 0
        while house.service.status()["mails"] < count:
            most = max(most, resident(house.running["all 0"]))
            time.sleep(0.5)
        seconds = time.monotonic() - begun
        house.stop()
        return f"first start over {count * 20} MiB in {count} mails: all in after {seconds:.0f} s, at most {most} MiB resident"


def words_only(count: int) -> list[bytes]:
    return [word_only(number) for number in range(count)]


@cache
def scans(count: int) -> list[bytes]:
    """Made once: it takes a while."""
    return with_scans(range(count))


def throughput(place: Place, workers: int, kind: str, made: Sequence[bytes]) -> str:
    """Mails a minute from mailbox to answer, with so many workers of one parsing process each; the first warms them up."""
    mails = len(made) - 1
    with place.house("poller", *["worker"] * workers, "sender") as house:
        config = house.service.config
        config.write_text(config.read_text().replace("workers = 2", "workers = 1"))
        house.start()
        place.imap.deliver(house.user, made[0])
        house.until(lambda: len(house.sink.received) == 1)
        time.sleep(5)  # all workers are up
        begun = time.monotonic()
        place.imap.deliver(house.user, *made[1:])
        if not house.until(lambda: len(house.sink.received) == mails + 1, 1200):
            print(f"NOT WELL: {len(house.sink.received)} of {mails + 1} answered", file=sys.stderr)
        seconds = time.monotonic() - begun
        house.stop()
        return f"| {kind} | {workers} | {mails} | {seconds:.1f} s | {60 * mails / seconds:.0f} |"


def simulated(count: int) -> str:
    """The deterministic simulation, with so many schedules of each kind in each size."""
    begun = time.monotonic()
    os.environ["BAOSONG_SCHEDULES"] = str(count)
    code = pytest.main(["-q", "-p", "no:cacheprovider", "tests/simulation/test_schedules.py"])
    seconds = time.monotonic() - begun
    total = count * 14
    return (
        f"simulation: {total} schedules in {seconds:.0f} s, {60 * total / seconds:.0f} a minute, exit code {int(code)}"
    )


def main() -> None:
    """Everything, one after the other; each line as soon as it is known."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("kills", 100),
        ("mails", 1000),
        ("schedules", 300),
        ("big", 2048),
        ("through", 100),
        ("scans", 30),
    ):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--only", nargs="*", help="kills frozen restarts smtp throughput simulation large")
    size = asked.parse_args()
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        authority = Authority(folder)
        imap = parts.enter_context(dovecot(authority.issue("imap"), authority.ca_file))
        place = Place(folder, imap, parts.enter_context(postgres()))
        some = max(size.kills // 10, 2)
        part = max(size.mails // 5, 20)
        table: dict[str, list[Callable[[], object]]] = {
            "kills": [
                lambda: kills(place, size.kills, size.mails, embedded=False),
                lambda: kills(place, size.kills, size.mails, embedded=True),
            ],
            "frozen": [lambda: frozen(place, some, part)],
            "restarts": [lambda: restarts(place, some, part)],
            "smtp": [lambda: breaking(place, part)],
            "throughput": [
                lambda: (
                    "\n| what is in them | workers | mails | from mailbox to answers | a minute |\n|---|---|---|---|---|"
                ),
                *(
                    lambda workers=workers, kind=kind, of=of, count=count: throughput(
                        place, workers, kind, of(count + 1)
                    )  # type: ignore[misc]
                    for kind, of, count in (
                        ("a Word file", words_only, size.through),
                        ("a Word file and its scan", scans, size.scans),
                    )
                    for workers in (1, 2, 4)
                ),
            ],
            "simulation": [lambda: simulated(size.schedules)],
            "large": [lambda: large(place, size.big)],
        }
        print(HEAD, flush=True)
        for name in size.only or table:
            for line in table[name]:
                print(line(), flush=True)


if __name__ == "__main__":
    main()
