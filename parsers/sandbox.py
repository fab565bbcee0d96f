"""The door to parsing: child processes that run `parsers.examine` and `parsers.sameness`, warm and within limits.

A child that crashes or runs out of its time takes nothing with it: the pool starts another.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from parsers.errors import ParsingFailed
from parsers.facts import Comparison, Examination, FormSpec, Pair
from parsers.limits import Limits

_RECYCLE_AFTER = 500  # tasks: bounds what a leaking library can hold


def _settle(memory_bytes: int, parent: int) -> None:
    """Runs once in each child: no signals meant for the parent, no life after it, bounded memory, no secrets."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in [name for name in os.environ if name not in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")]:
        del os.environ[name]


def _die_with(parent: int) -> None:
    """Linux: SIGKILL when the parent is gone (prctl PR_SET_PDEATHSIG); elsewhere the pool's pipe closing ends it."""
    import ctypes  # noqa: PLC0415  the children's business alone

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _examine(raw: bytes, forms: Sequence[FormSpec], scratch: str, limits: Limits) -> Examination:
    from parsers.examine import examine  # noqa: PLC0415  the readers and their models load in children only

    return examine(raw, forms, Path(scratch), limits)


def _compare(pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
    from parsers.sameness import compare  # noqa: PLC0415

    return tuple(compare(pair) for pair in pairs)


class ProcessSandbox:
    """A pool of parsing processes; stands behind `intake.ports.Sandbox`."""

    def __init__(self, workers: int = 2, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_RECYCLE_AFTER,
            initializer=_settle,
            initargs=(limits.memory_bytes, os.getpid()),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def examine(self, raw: bytes, forms: Sequence[FormSpec], scratch: Path) -> Examination:
        """All facts of one message; its documents' bytes are in `scratch` afterwards. Raises ParsingFailed."""
        result: Examination = self._run(_examine, raw, tuple(forms), str(scratch), self.limits)
        return result

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
        """How far each pair says the same, in order. Raises ParsingFailed."""
        if not pairs:
            return ()
        result: tuple[Comparison, ...] = self._run(_compare, tuple(pairs))
        return result

    def _run(self, task: Callable[..., Any], *arguments: Any) -> Any:
        future = self._pool.schedule(task, args=arguments, timeout=self.limits.seconds)
        try:
            return future.result()
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
        self._pool.stop()
        self._pool.join()
