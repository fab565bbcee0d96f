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
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Protocol

import structlog

from config.build import calls_of, open_archive
from config.clock import now
from config.current import CurrentCalls
from config.logs import set_up
from config.serving import LEAVING, Place, site
from intake.errors import BaosongError

log = structlog.get_logger()
_MOST = 4
_LOOK = 0.5  # seconds between looks after them
_AGAIN = 2.0  # seconds from one start of a process to its replacement, at least
_SPAWN = multiprocessing.get_context("spawn")  # a fork would take locks and connections along


def usual_number() -> int:
    """As many as there are processors for us, four at most."""
    return min(len(os.sched_getaffinity(0)), _MOST)


class _Number(Protocol):
    value: int


class Workers:
    """The processes."""

    def __init__(self, place: Place, number: int, running: Callable[[], int]) -> None:
        """`running`: how many mails are being read now, as this process knows it."""
        self._place, self._running = place, running
        self._reading: _Number = _SPAWN.Value("i", 0, lock=False)
        self._began = [0.0] * number
        self._processes = [self._started(index) for index in range(number)]

    def look_after(self, stopping: threading.Event) -> None:
        """Replace those that break off, until `stopping` is set."""
        while not stopping.is_set():
            wait([each.sentinel for each in self._processes if each.is_alive()], _LOOK)
            self._reading.value = self._running()
            for index, each in enumerate(self._processes):
                if not each.is_alive() and not stopping.wait(self._began[index] + _AGAIN - time.monotonic()):
                    log.error("提供网页的一个进程意外结束，另起一个", code=each.exitcode)
                    self._processes[index] = self._started(index)

    def stop(self) -> None:
        """Let them finish what is in hand; who doesn't, is ended."""
        for each in self._processes:
            each.terminate()
        for each in self._processes:
            each.join(2 * LEAVING)
            if each.is_alive():
                each.kill()
                each.join()

    def _started(self, index: int) -> BaseProcess:
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
        return made


@contextmanager
def working(place: Place, number: int, running: Callable[[], int]) -> Iterator[Workers]:
    """The processes, while the context lasts."""
    workers = Workers(place, number, running)
    try:
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
        with site(place, records, blobs, calls, now, lambda: reading.value, calls.look) as built:
            built.serve()
    except BaosongError as error:
        log.error(str(error))
        sys.exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
