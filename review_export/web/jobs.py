"""Exports in the making: each in a thread of its own, its file kept for its reader until it is old or the server ends."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock

import structlog

from intake.errors import BaosongError
from intake.ports import Clock

log = structlog.get_logger()
_KEPT = timedelta(hours=2)
_MOST = 20  # of one person
_AT_ONCE = 2

Tell = Callable[[int, int], None]
"""Takes how many steps are done, of how many; 0 where that isn't known."""
Make = Callable[[Path, Tell], tuple[str, ...]]
"""Writes a file; gives a line for each thing that could not be put in."""


class State(StrEnum):
    """How far an export is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Removed(BaosongError):
    """Its reader wants it no more."""


@dataclass
class Job:
    """One export. `of_clerks`: not to be seen by whoever is a reviewer alone."""

    id: str
    person: int
    call: str
    of_clerks: bool
    name: str
    words: str
    begun: datetime
    path: Path
    state: State = State.RUNNING
    done: int = 0
    of: int = 0
    problems: tuple[str, ...] = ()
    fault: str = ""
    ended: Event = field(default_factory=Event)
    removed: bool = False

    @property
    def size(self) -> int:
        """The file's bytes, 0 where there is none."""
        return self.path.stat().st_size if self.state is State.DONE and self.path.exists() else 0

    def tell(self, done: int, of: int) -> None:
        """How far it is. Raises Removed."""
        if self.removed:
            raise Removed
        self.done, self.of = done, of


class Jobs:
    """All of them. `room` is a folder that whoever made it removes; it is made where it isn't there."""

    def __init__(self, room: Path, clock: Clock) -> None:
        self._room, self._clock = room, clock
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="export")

    def start(self, person: int, call: str, of_clerks: bool, name: str, words: str, make: Make) -> Job | None:
        """Begin one; None while this person has one in the making."""
        identity = secrets.token_urlsafe(16)
        self._room.mkdir(exist_ok=True)
        path = self._room / f"{identity}{Path(name).suffix}"
        job = Job(identity, person, call, of_clerks, name, words, self._clock(), path)
        with self._lock:
            self._sweep(person)
            if any(each.person == person and each.state is State.RUNNING for each in self._jobs.values()):
                return None
            self._jobs[identity] = job
        self._threads.submit(self._run, job, make)
        return job

    def of(self, person: int, call: str) -> tuple[Job, ...]:
        """A person's own at a call, the newest first."""
        with self._lock:
            self._sweep(person)
            own = [each for each in self._jobs.values() if (each.person, each.call) == (person, call)]
        return tuple(reversed(own))

    def job(self, identity: str) -> Job | None:
        """The one of that name."""
        with self._lock:
            return self._jobs.get(identity)

    def remove(self, job: Job) -> None:
        """Its file is kept no longer; one in the making stops at its next step."""
        job.removed = True
        with self._lock:
            self._jobs.pop(job.id, None)
        job.path.unlink(missing_ok=True)

    def close(self) -> None:
        """The server ends: what is in the making stops at its next step."""
        for job in tuple(self._jobs.values()):
            self.remove(job)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _sweep(self, person: int) -> None:
        """Forget what is old, and a person's oldest where there are too many."""
        ended = [each for each in self._jobs.values() if each.state is not State.RUNNING]
        old = [each for each in ended if self._clock() - each.begun > _KEPT]
        own = [each for each in ended if each.person == person]
        for job in (*old, *own[:-_MOST]):
            self._jobs.pop(job.id, None)
            job.path.unlink(missing_ok=True)

    def _run(self, job: Job, make: Make) -> None:
        try:
            job.problems = make(job.path, job.tell)
            job.state = State.DONE
        except Removed:
            job.state = State.FAILED
        except BaosongError as error:
            job.fault, job.state = str(error), State.FAILED
        except Exception:  # whatever it was: the thread has no one else to tell, and its reader is told that it failed
            log.exception("导出失败", call=job.call, name=job.name)
            job.fault, job.state = "程序出了错，已记入日志。", State.FAILED
        finally:
            if job.removed:
                job.path.unlink(missing_ok=True)
            job.ended.set()
