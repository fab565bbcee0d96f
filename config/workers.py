"""Several processes that serve the web application at one place: one that breaks off is replaced, the others go on.

What they share lies in the records (sessions, attempts to sign in) and in the place's folder (exports, previews, the code of
the first start). Each remembers for itself what it read of a call, until the records have something new.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Protocol

import structlog

from archive.records import SqlRecords
from config.build import calls_of, jobs_queue, open_archive
from config.clock import now
from config.current import CurrentCalls
from config.logs import set_up
from config.serving import LEAVING, Place, site
from config.settings import Settings
from intake.errors import BaosongError, ConfigurationError, reason

log = structlog.get_logger()
_MOST = 2  # each takes some 150 MB
_LOOK = 0.5  # seconds between looks after them
_AGAIN, _LONGEST = 2.0, 60.0  # seconds from a process's end to its replacement: twice as long each time it ends soon
_ASK = -1  # mails being read: what each asks for itself
_SPAWN = multiprocessing.get_context("spawn")  # a fork would take locks and connections along


def usual_number() -> int:
    """As many as there are processors for us, two at most."""
    return min(len(os.sched_getaffinity(0)), _MOST)


class _Number(Protocol):
    value: int


class Workers:
    """The processes."""

    def __init__(self, place: Place, number: int, in_hand: Callable[[], int] | None) -> None:
        """Not yet begun. `in_hand`: how many mails are being read, as this process alone knows it; None: each asks for itself."""
        self._place, self._in_hand = place, in_hand
        self._reading: _Number = _SPAWN.Value("i", 0 if in_hand else _ASK, lock=False)
        self._processes: list[BaseProcess | None] = [None] * number
        self._began, self._due, self._pause = [0.0] * number, [0.0] * number, [_AGAIN] * number

    def start(self) -> None:
        """Begin them. Raises OSError."""
        resource_tracker.ensure_running()  # to start it would let the first process hear what is kept from it
        for index in range(len(self._processes)):
            self._start(index)

    def look_after(self, stopping: threading.Event) -> None:
        """Replace those that break off, until `stopping` is set."""
        while not stopping.is_set():
            alive = [each.sentinel for each in self._processes if each is not None and each.is_alive()]
            wait(alive, _LOOK) if alive else stopping.wait(_LOOK)
            if self._in_hand is not None:
                self._reading.value = self._in_hand()
            for index, each in enumerate(self._processes):
                if each is not None and not each.is_alive():
                    self._broke_off(index, each)
                if self._processes[index] is None and time.monotonic() >= self._due[index] and not stopping.is_set():
                    self._start_again(index)

    def stop(self) -> None:
        """Let them finish what is in hand; who doesn't, is ended."""
        left = [each for each in self._processes if each is not None]
        for each in left:
            each.terminate()
        end = time.monotonic() + 2 * LEAVING
        for each in left:
            each.join(max(0.0, end - time.monotonic()))
            if each.is_alive():
                each.kill()
                each.join()

    def _broke_off(self, index: int, gone: BaseProcess) -> None:
        """Its replacement comes the later the sooner it broke off, time and again."""
        lived = time.monotonic() - self._began[index]
        self._pause[index] = _AGAIN if lived > _LONGEST else min(2 * self._pause[index], _LONGEST)
        self._due[index] = time.monotonic() + self._pause[index]
        self._processes[index] = None
        log.error("提供网页的一个进程意外结束，稍后另起一个", code=gone.exitcode, seconds=self._pause[index])

    def _start_again(self, index: int) -> None:
        try:
            self._start(index)
        except OSError as error:
            self._due[index] = time.monotonic() + _LONGEST
            log.error("提供网页的进程不能启动，请检查内存和进程数的限制", error=reason(error))

    def _start(self, index: int) -> None:
        arguments = (self._place, self._reading, "--debug" in sys.argv)
        made = _SPAWN.Process(target=_serve, args=arguments, name=f"web {index + 1}")
        before = signal.pthread_sigmask(
            signal.SIG_BLOCK, {signal.SIGINT}
        )  # which a terminal sends to all: ours to hear
        try:
            made.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._began[index] = time.monotonic()
        self._processes[index] = made


@contextmanager
def working(place: Place, number: int, in_hand: Callable[[], int] | None) -> Iterator[Workers]:
    """The processes, while the context lasts; `in_hand` as `Workers` takes it. Raises ConfigurationError."""
    workers = Workers(place, number, in_hand)
    try:
        try:
            workers.start()
        except OSError as error:
            raise ConfigurationError(f"网页的进程不能启动（{reason(error)}），请检查内存和进程数的限制") from error
        yield workers
    finally:
        workers.stop()


def _serve(place: Place, reading: _Number, verbose: bool) -> None:
    """What each of them does, until it is told to end or whoever started it is gone."""
    set_up(verbose)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        records, blobs = open_archive(place.settings)
        calls = CurrentCalls(records, calls_of(place.settings, fallback=False))
        running = running_of(place.settings, records) if reading.value == _ASK else lambda: reading.value
        with site(place, records, blobs, calls, now, running, calls.look) as built:
            built.serve()
    except BaosongError as error:
        log.error(str(error))
        sys.exit(1)


def running_of(settings: Settings, records: SqlRecords) -> Callable[[], int]:
    """How many mails are being read; what another process with the embedded queue reads can't be known."""
    if settings.queue.kind != "procrastinate":
        return lambda: 0
    progress = jobs_queue(settings, records).progress
    return lambda: progress().running


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    for _ in range(2 * LEAVING):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
    os._exit(1)
