"""A service of many processes, as on many machines: pollers, workers and senders on one PostgreSQL, or one that does it all."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink

HEARTBEAT = 1
_MORE_FILES = 12  # connections that a pool keeps
_MORE_MEBIBYTES = 60  # what is loaded at its first use
_DISTRIBUTED = """
kind = "procrastinate"
heartbeat_seconds = {heartbeat}

[records]
url = "{url}"
"""


@dataclass
class Crowd:
    """Processes by name; whoever dies is started anew by `tend`, as a supervisor would."""

    service: Installed
    imap: Dovecot
    user: str
    sink: Sink
    roles: tuple[str, ...]
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    started: int = 0

    def start(self) -> None:
        """One process for each role; a role may be named several times."""
        for number, role in enumerate(self.roles):
            self._start(f"{role} {number}")

    def start_another(self, name: str) -> None:
        """One more than there were."""
        self._start(name)

    def _start(self, name: str) -> None:
        role = name.split(maxsplit=1)[0]
        self.running[name] = self.service.start("run", *(() if role == "all" else ("--role", role)))
        self.started += 1

    def tend(self) -> None:
        """Start anew whoever has ended."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self._start(name)

    def kill(self, name: str) -> None:
        """SIGKILL, and proof that it struck a living process."""
        process = self.running[name]
        assert process.poll() is None, f"{name} had ended by itself: {self.log()[-2000:]}"
        process.kill()
        assert process.wait(20) == -signal.SIGKILL
        self._start(name)

    def until(self, true: Callable[[], bool], seconds: float = 180) -> bool:
        """Wait for it, tending the processes; False where it didn't come to be."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                return False
            self.tend()
            time.sleep(0.1)
        return True

    def deliver(self, *numbers: int) -> None:
        """Mails of these units arrive."""
        self.imap.deliver(self.user, *(word_only(number) for number in numbers))

    def answered(self) -> Counter[str]:
        return Counter(receiver for receiver, _ in self.sink.received)

    def outbox(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.service.run("outbox", "--json").stdout.splitlines()]

    def visible(self) -> set[str]:
        """Whose letter is held, in doubt or failed."""
        return {row["to"] for row in self.outbox() if row["state"] in {"held", "in_doubt", "failed"}}

    def levels(self) -> dict[str, tuple[int, int]]:
        """What each process holds now: open files, and MiB resident."""
        return {name: (handles(each), resident(each)) for name, each in self.running.items()}

    def is_back_to(self, before: dict[str, tuple[int, int]]) -> bool:
        """Whether each process, or the one in its place, holds no more than before; whoever is new, than one of its role."""
        roles = {name.split(maxsplit=1)[0]: level for name, level in before.items()}
        return all(
            files <= before.get(name, roles[name.split(maxsplit=1)[0]])[0] + _MORE_FILES
            and mebibytes <= before.get(name, roles[name.split(maxsplit=1)[0]])[1] + _MORE_MEBIBYTES
            for name, (files, mebibytes) in self.levels().items()
        )

    def log(self) -> str:
        return (self.service.folder / "service.log").read_text()

    def settled(self, mails: int, seconds: float = 180) -> bool:
        """Until all are filed and each letter has left or stands where a person sees it."""

        def quiet() -> bool:
            said = self.service.status()
            busy = said["queue"]["waiting"] + said["queue"]["running"] + said["outbox"]["waiting"]
            return bool(said["mails"] == mails and not busy)

        self.until(lambda: len(self.answered()) >= mails, 10)  # asking for the status costs a process
        return self.until(quiet, seconds)

    def stop(self) -> None:
        """Ask all to end; whoever doesn't within a minute is killed, which is an error."""
        for process in self.running.values():
            if process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
        late = []
        for name, process in self.running.items():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                late.append(name)
        assert not late, f"{late} did not end when asked: {self.log()[-3000:]}"

    def holds(self, numbers: range, doubtful: bool = True) -> None:
        """Every mail filed once, answered once or visibly held or in doubt; the archive sound."""
        status = self.service.status()
        everybody = {sender(number) for number in numbers}
        assert status["mails"] == len(numbers)
        assert status["submissions"] == {"accepted": 0, "correction": len(numbers), "review": 0}
        assert status["queue"] == {"waiting": 0, "running": 0, "dead": 0}
        answered = self.answered()
        assert max(answered.values(), default=0) <= 1, answered.most_common(3)
        visible = self.visible()
        assert doubtful or not visible
        assert set(answered) | visible == everybody
        verified = self.service.run("verify", "--json")
        assert verified.returncode == 0, verified.stdout
        assert "Traceback" not in self.log(), self.log()[-4000:]


@contextmanager
def crowd(
    folder: Path, imap: Dovecot, user: str, sink: Sink, database: str, *roles: str, **further: Any
) -> Iterator[Crowd]:
    """Installed and not yet started; whatever happens, no process is left. `database` "" for SQLite and one process."""
    service = installed(folder, imap, user, sink, **further)
    if database:
        config = service.config.read_text()
        service.config.write_text(config + _DISTRIBUTED.format(heartbeat=HEARTBEAT, url=database))
    made = Crowd(service, imap, user, sink, roles or ("all",))
    try:
        yield made
    finally:
        for process in made.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def handles(process: "subprocess.Popen[str]") -> int:
    """Open files, sockets and pipes."""
    return sum(1 for _ in Path(f"/proc/{process.pid}/fd").iterdir())


def resident(process: "subprocess.Popen[str]") -> int:
    """Memory of the process alone, in MiB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024
