"""The door to parsing: child processes that run `parsers.examine` and `parsers.sameness`, warm and within limits.

A child that crashes or runs out of its time takes nothing with it: the pool starts another. A child that dies between
two tasks breaks pebble's whole pool: then a new pool takes its place, and the task is given to that.
"""

import multiprocessing
import os
import resource
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from parsers.errors import ParsingFailed
from parsers.facts import Comparison, Examination, FormSpec, Pair
from parsers.limits import Limits

_RECYCLE_AFTER = 500  # tasks: bounds what a leaking library can hold
_PARENT_SECONDS = 0.5  # between looks at whether the parent lives


def _settle(memory_bytes: int, parent: int) -> None:
    """Runs once in each child: no signals meant for the parent, no life after it, bounded memory, no secrets."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(parent,), name="parent", daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in [name for name in os.environ if name not in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")]:
        del os.environ[name]


def _die_with(parent: int) -> None:
    """Leave when the parent is gone. Not by PR_SET_PDEATHSIG: that strikes when the *thread* that started us ends."""
    while os.getppid() == parent:
        time.sleep(_PARENT_SECONDS)
    os._exit(1)


def _examine(raw: bytes, forms: Sequence[FormSpec], scratch: str, limits: Limits) -> Examination:
    from parsers.examine import examine  # noqa: PLC0415  the readers and their models load in children only

    tempfile.tempdir = scratch  # a library's own temporary files are swept with ours
    return examine(raw, forms, Path(scratch), limits)


def _compare(pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
    from parsers.sameness import compare  # noqa: PLC0415

    return tuple(compare(pair) for pair in pairs)


class ProcessSandbox:
    """A pool of parsing processes; stands behind `intake.ports.Sandbox`."""

    def __init__(self, workers: int = 2, limits: Limits = Limits()) -> None:
        self.limits = limits
        self.workers = workers
        self._replacing = threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=_RECYCLE_AFTER,
            initializer=_settle,
            initargs=(self.limits.memory_bytes, os.getpid()),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def examine(self, raw: bytes, forms: Sequence[FormSpec], scratch: Path) -> Examination:
        """All facts of one message; its documents' bytes are in `scratch` afterwards. Raises ParsingFailed, ScratchRefused."""
        result: Examination = self._run(_examine, raw, tuple(forms), str(scratch), self.limits)
        return result

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
        """How far each pair says the same, in order. Raises ParsingFailed."""
        if not pairs:
            return ()
        result: tuple[Comparison, ...] = self._run(_compare, tuple(pairs))
        return result

    def _run(self, task: Callable[..., Any], *arguments: Any) -> Any:
        pool = self._pool
        try:
            return self._attempt(pool, task, arguments)
        except BrokenProcessPool:
            return self._attempt(self._in_place_of(pool), task, arguments)

    def _in_place_of(self, broken: ProcessPool) -> ProcessPool:
        """A pool that works; several threads may find the same one broken."""
        with self._replacing:
            if self._pool is broken:
                _end(broken)
                self._pool = self._new_pool()
            return self._pool

    def _attempt(self, pool: ProcessPool, task: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Raises ParsingFailed for what the task did, BrokenProcessPool where it was never given a chance."""
        if not pool.active:
            raise BrokenProcessPool
        try:
            return pool.schedule(task, args=arguments, timeout=self.limits.seconds).result()
        except (BrokenProcessPool, ParsingFailed):
            raise
        except FutureTimeout as error:
            raise ParsingFailed(f"解析超过{self.limits.seconds:.0f}秒，已中止") from error
        except ProcessExpired as error:
            raise ParsingFailed(f"解析进程意外退出（代码{error.exitcode}）") from error
        except MemoryError as error:
            raise ParsingFailed(f"解析超过{self.limits.memory_bytes // 1024**2}MB内存，已中止") from error
        except Exception as error:  # any mistake in the child comes back here and must not stop the service
            raise ParsingFailed(f"解析出错（{type(error).__name__}: {str(error)[:200]}）") from error

    def close(self) -> None:
        """End the children; tasks in hand are abandoned, since the records will ask for them again."""
        _end(self._pool)


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()
