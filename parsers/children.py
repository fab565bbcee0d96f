"""One parsing process, seen from outside: started without an environment, asked, watched, ended.

Nothing that it says of itself is relied on: its memory, files, threads and descriptors are looked up from here.
"""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from parsers.child import Beginning
from parsers.confinement import python_paths
from parsers.errors import ScratchRefused
from parsers.limits import MIB, Limits
from parsers.replies import ReplyRefused, facts_of

_START_SECONDS = 60.0
_TICK = 0.1  # seconds between looks at a process that works
_REPLY_BYTES = 256 * MIB
_RECYCLE_AFTER = 500  # tasks: bounds what a leaking library can hold
_RECYCLE_BYTES = 1536 * MIB  # resident, between two tasks; the recogniser's models take a third of it
_PROGRAM = "import sys; sys.path[:] = {paths!r}; from parsers.child import main; main({asking}, {answering})"


class ChildDied(Exception):
    """A parsing process is gone. `why` is a Chinese phrase; `at` the document it was reading, None for the mail itself;
    `crashed` where a signal that nobody sent ended it, as memory errors in a library do.
    """

    def __init__(self, why: str, at: str | None = None, crashed: bool = False) -> None:
        super().__init__(why)
        self.why, self.at, self.crashed = why, at, crashed


@dataclass(frozen=True, slots=True)
class _Vitals:
    """What a process holds."""

    resident: int  # bytes
    threads: int
    descriptors: int


class Child:
    """A parsing process with a folder of its own below `room`. Not for several threads at once."""

    def __init__(self, room: Path, limits: Limits, readable: Sequence[Path] = ()) -> None:
        """Start it. Raises ScratchRefused where it doesn't come up: no mail has been near it, so none is at fault."""
        self.limits = limits
        self.tasks = 0
        self.suspected = False  # what it read last made trouble
        self._reading: list[str] = []
        self.folder = _own_folder(room)
        try:
            self._process = self._with_pipes()
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise ScratchRefused(
                f"解析进程不能启动（{error.strerror}），请检查内存、进程数和打开文件数的限制"
            ) from error
        self.missing = self._brought_up(readable)
        self._held = self._vitals()

    def _brought_up(self, readable: Sequence[Path]) -> tuple[str, ...]:
        """Wait until it is ready; what it says that it can't be kept from. Raises ScratchRefused."""
        end = time.monotonic() + _START_SECONDS
        try:
            with suppress(BrokenPipeError):  # one that is gone already: hearing tells why
                self._asking.send(Beginning(self.folder, (*python_paths(), *readable), self.limits, os.getpid()))
            kind, said = self._hear(end)
        except (ChildDied, ReplyRefused, OSError) as error:
            kind, said = "died", error
        if kind == "ready":
            return tuple(said)
        self.end()
        why = f"{_START_SECONDS:.0f}秒内没有准备好" if time.monotonic() >= end else str(said)
        raise ScratchRefused(f"解析进程不能启动（{why}），请检查本机的内存和处理器是否够用")

    def _with_pipes(self) -> subprocess.Popen[bytes]:
        asking, self._asking = _pipe()
        try:
            self._answering, answering = _pipe(ours_reads=True)
            try:
                return self._start(asking, answering)
            finally:
                os.close(answering)
        finally:
            os.close(asking)

    def _start(self, asking: int, answering: int) -> subprocess.Popen[bytes]:
        paths = [str(Path(entry or ".").resolve()) for entry in sys.path]
        program = _PROGRAM.format(paths=paths, asking=asking, answering=answering)
        # OpenBLAS starts threads when it is loaded, and landlock holds only those that come after it
        environment = {
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PATH": "",
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
        }
        return subprocess.Popen(  # noqa: S603  our own interpreter and program
            [sys.executable, "-I", "-c", program],
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(asking, answering),
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it can take a task."""
        return self._process.poll() is None

    def ask(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float) -> tuple[str, Any]:
        """Its answer: ("done", result), ("refused" | "failed" | "memory", why). Raises ChildDied, and then it is ended."""
        self.tasks += 1
        self._reading.clear()
        self._allow_cpu()
        try:
            self._asking.send((task, tuple(arguments)))
            return self._answer(time.monotonic() + seconds)
        except ReplyRefused as error:
            self.end()
            raise ChildDied(f"解析进程的答复不可信（{error}）", self._at(), crashed=True) from error
        except ChildDied:
            self.end()
            raise
        except OSError as error:  # it went before it was asked
            self.end()
            raise ChildDied("解析进程意外退出") from error

    def _answer(self, end: float) -> tuple[str, Any]:
        limit = end
        while True:
            kind, said = self._hear(min(end, limit))
            if kind == "begin":
                self._reading.append(str(said))
            elif kind == "end" and self._reading:
                self._reading.pop()
            else:
                return kind, said
            limit = time.monotonic() + self.limits.document_seconds if self._reading else end

    def _hear(self, end: float) -> tuple[str, Any]:
        """The next thing it says. Raises ChildDied, ReplyRefused."""
        while not self._answering.poll(min(_TICK, max(0.0, end - time.monotonic()))):
            if time.monotonic() >= end:
                raise ChildDied(f"解析超过{self._limit_passed()}秒，已中止", self._at())
            self._watch()
        try:
            kind, said = facts_of(self._answering.recv_bytes(_REPLY_BYTES))
        except EOFError as error:
            raise self._death() from error
        except (OSError, TypeError, ValueError) as error:
            raise ReplyRefused(str(error)) from error
        return str(kind), said

    def _limit_passed(self) -> str:
        return f"{self.limits.document_seconds if self._reading else self.limits.seconds:.0f}"

    def _watch(self) -> None:
        """What no single limit of the kernel's bounds. Raises ChildDied."""
        vitals = self._vitals()
        if vitals.resident > self.limits.resident_bytes:
            raise ChildDied(
                f"解析占用{vitals.resident // MIB}MB内存，超过{self.limits.resident_bytes // MIB}MB", self._at()
            )
        written = sum(size for size in _sizes(self.folder))
        if written > self.limits.scratch_bytes:
            raise ChildDied(
                f"解析时写出{written // MIB}MB临时文件，超过{self.limits.scratch_bytes // MIB}MB", self._at()
            )

    def _death(self) -> ChildDied:
        code = self._process.wait(10)
        if code == -signal.SIGXCPU:
            return ChildDied(f"解析占用处理器超过{self.limits.cpu_seconds}秒，已中止", self._at())
        return ChildDied(f"解析进程意外退出（代码{code}）", self._at(), crashed=code < 0)

    def _at(self) -> str | None:
        return self._reading[-1] if self._reading else None

    def _allow_cpu(self) -> None:
        """So many seconds from now on: the kernel counts from the process's start."""
        if hasattr(resource, "prlimit"):
            used = int(sum(_cpu_seconds(self.pid))) + 1
            resource.prlimit(self.pid, resource.RLIMIT_CPU, (used + self.limits.cpu_seconds, resource.RLIM_INFINITY))

    def may_go_on(self) -> bool:
        """Whether it may take another document, seen from outside; else it is to be ended and replaced.

        After a `suspected` one it may only where nothing runs or lies open in it that didn't before. Models bring threads
        of their own, so that after any other what it holds is what it may hold. Where the system can't tell, it may not.
        """
        self.sweep()
        before, now = self._held, self._vitals()
        self._held = now
        grown = now.threads > before.threads or now.descriptors > before.descriptors
        worn = (
            self.tasks >= _RECYCLE_AFTER
            or now.resident >= _RECYCLE_BYTES
            or now.descriptors > self.limits.open_files // 2
        )
        return self.alive() and now.resident > 0 and not worn and not (self.suspected and grown)

    def sweep(self) -> None:
        """Empty its folder."""
        for left in self.folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it from any thread; whoever waits for it hears that it died."""
        self._process.kill()

    def end(self) -> None:
        """End it; its folder goes with it."""
        self._process.kill()
        self._process.wait()
        self._asking.close()
        self._answering.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _vitals(self) -> _Vitals:
        try:
            said = Path(f"/proc/{self.pid}/status").read_text("ascii", "replace").splitlines()
            values = dict(line.split(":", 1) for line in said if ":" in line)
            descriptors = len(list(Path(f"/proc/{self.pid}/fd").iterdir()))
            return _Vitals(int(values["VmRSS"].split()[0]) * 1024, int(values["Threads"]), descriptors)
        except (OSError, KeyError, ValueError):
            return _Vitals(0, 0, 0)


def _own_folder(room: Path) -> Path:
    """A new one. Raises ScratchRefused."""
    try:
        return Path(tempfile.mkdtemp(prefix="child-", dir=room)).resolve()
    except OSError as error:
        raise ScratchRefused(f"临时目录{room}写不进去（{error.strerror}），请检查磁盘空间和权限") from error


def _pipe(ours_reads: bool = False) -> tuple[Any, Any]:
    """A pipe of one direction: its other end's descriptor and our `Connection`, in the order (reading, writing)."""
    reading, writing = os.pipe()
    if ours_reads:
        return Connection(reading, writable=False), writing
    return reading, Connection(writing, readable=False)


def _sizes(folder: Path) -> Iterator[int]:
    """Of all files below a folder that somebody else changes meanwhile. No link is followed."""
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                found = os.lstat(Path(path, name))
            except OSError:
                continue
            yield found.st_size if stat.S_ISREG(found.st_mode) else 0


def _cpu_seconds(pid: int) -> tuple[float, float]:
    """User and system time of a process's threads (proc(5), fields 14 and 15); (0, 0) where the system doesn't tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / ticks, int(fields[12]) / ticks
