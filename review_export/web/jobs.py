"""Exports in the making: each in a thread of its own, its file kept for its reader until it is old or the server ends.

Beside each file lies what is known of it (`job`): whichever of the server's processes is asked, it tells and gives the same.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog

from intake.errors import BaosongError, reason
from intake.ports import Clock
from review_export.web.job import ENDING, Job, State, heard, told

log = structlog.get_logger()
_KEPT = timedelta(hours=2)
_MOST = 20  # of one person
_AT_ONCE = 2  # in each process
_PAUSE = 0.3  # seconds between two tellings

Tell = Callable[[int, int], None]
"""Takes how many steps are done, of how many; 0 where that isn't known."""
Make = Callable[[Path, Tell], tuple[str, ...]]
"""Writes a file; gives a line for each thing that could not be put in."""


class Removed(BaosongError):
    """Its reader wants it no more."""


class Jobs:
    """All of them. `room` is a folder that whoever made it removes; it is made where it isn't there."""

    def __init__(self, room: Path, clock: Clock) -> None:
        self._room, self._clock = room, clock
        self._making: dict[str, Job] = {}
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="export")

    def start(self, person: int, call: str, of_clerks: bool, name: str, words: str, make: Make) -> Job | None:
        """Begin one; None while this person has one in the making."""
        identity = secrets.token_urlsafe(16)
        path = self._room / f"{identity}{Path(name).suffix}"
        job = Job(identity, person, call, of_clerks, name, words, self._clock(), path, os.getpid(), time.monotonic_ns())
        with self._alone():
            if any(each.person == person and each.state is State.RUNNING for each in self._swept(person)):
                return None
            self._write(job)
        self._making[identity] = job
        self._threads.submit(self._run, job, make)
        return job

    def of(self, person: int, call: str) -> tuple[Job, ...]:
        """A person's own at a call, the newest first."""
        with self._alone():
            own = [each for each in self._swept(person) if (each.person, each.call) == (person, call)]
        return tuple(reversed(own))

    def job(self, identity: str) -> Job | None:
        """The one of that name."""
        return next((each for each in self._all() if each.id == identity), None)

    def remove(self, job: Job) -> None:
        """Its file is kept no longer; one in the making stops at its next step."""
        with self._alone():
            self._forget(job)

    def close(self) -> None:
        """The server ends: what is in the making stops at its next step."""
        for job in tuple(self._making.values()):
            self.remove(job)
        self._threads.shutdown(wait=True, cancel_futures=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread or process changes anything meanwhile."""
        self._room.mkdir(parents=True, exist_ok=True)
        held = os.open(self._room, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

    def _all(self) -> list[Job]:
        """In the order in which they began."""
        texts = []
        for path in self._room.glob(f"*{ENDING}"):
            try:
                texts.append(path.read_text("utf-8"))
            except FileNotFoundError:  # removed just now
                continue
        return sorted((heard(self._room, text) for text in texts), key=lambda each: each.order)

    def _swept(self, person: int) -> list[Job]:
        """All but what is old, and a person's oldest where there are too many: those are forgotten."""
        every = self._all()
        ended = [each for each in every if each.state is not State.RUNNING]
        old = [each for each in ended if self._clock() - each.begun > _KEPT]
        own = [each for each in ended if each.person == person]
        gone = {each.id: each for each in (*old, *own[:-_MOST])}
        for job in gone.values():
            self._forget(job)
        return [each for each in every if each.id not in gone]

    def _file(self, job: Job) -> Path:
        return self._room / f"{job.id}{ENDING}"

    def _write(self, job: Job) -> None:
        anew = self._room / f"{job.id}.new"
        anew.write_text(told(job), "utf-8")
        anew.replace(self._file(job))

    def _forget(self, job: Job) -> None:
        making = self._making.get(job.id)
        if making is not None:
            making.removed = True
        self._file(job).unlink(missing_ok=True)
        job.path.unlink(missing_ok=True)

    def _save(self, job: Job) -> None:
        """Let the others know how far it is, unless one of them has removed it."""
        with self._alone():
            job.removed = job.removed or not self._file(job).exists()
            if not job.removed:
                self._write(job)

    def _telling(self, job: Job) -> Tell:
        saved_at = -_PAUSE

        def tell(done: int, of: int) -> None:
            nonlocal saved_at
            job.done, job.of = done, of
            if time.monotonic() - saved_at >= _PAUSE:
                self._save(job)
                saved_at = time.monotonic()
            if job.removed:
                raise Removed

        return tell

    def _run(self, job: Job, make: Make) -> None:
        try:
            job.problems = make(job.path, self._telling(job))
            job.state = State.DONE
        except Removed:
            job.state = State.FAILED
        except BaosongError as error:
            job.fault, job.state = str(error), State.FAILED
        except Exception:  # whatever it was: the thread has no one else to tell, and its reader is told that it failed
            log.exception("导出失败", call=job.call, name=job.name)
            job.fault, job.state = "程序出了错，已记入日志。", State.FAILED
        finally:
            self._end(job)

    def _end(self, job: Job) -> None:
        self._making.pop(job.id, None)
        try:
            if job.state is State.FAILED:
                job.path.unlink(missing_ok=True)  # first: the disk may be full of it
            self._save(job)
            if job.removed:
                job.path.unlink(missing_ok=True)
        except OSError as error:
            log.error("导出的结果记不下来", name=job.name, error=reason(error))
            self._forget(job)
        finally:
            job.ended.set()
