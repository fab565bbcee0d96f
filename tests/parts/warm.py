"""`baosong`, and Python programs that use its packages, as processes of their own without loading it anew for each.

To load the program takes seconds of the processor, and tests start it some hundred times. One process a worker loads it and
forks off the others (`tests.parts.warming`); each of them has its number, its streams, its folder, its environment, can be
signalled and killed, and ends as any other. What an environment or a limit does to Python's own start isn't seen there:
`tests.config.commands.as_a_process` starts the command itself where one is given, and so do the tests of the demo and of
`serve`.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[2]
BAOSONG = Path(sys.executable).with_name("baosong")
MESSAGE = 1 << 20  # bytes, at most
DESCRIPTORS = 16  # that a message brings, at most


class Loaded:
    """A process that forks off others."""

    def __init__(self, number: int, asking: socket.socket) -> None:
        """number: its process's. asking: the way to it."""
        self.number = number
        self._asking = asking
        self._asking.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MESSAGE)
        self._lock = Lock()

    def fork_off(self, message: Mapping[str, Any], descriptors: Sequence[int]) -> tuple[int, socket.socket]:
        """The new process's number, and the socket that tells its end. descriptors: its streams, and what it keeps open."""
        told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, self._lock:
            socket.send_fds(self._asking, [json.dumps(message).encode()], [theirs.fileno(), *descriptors])
        said = told.recv(64)
        if not said:
            raise RuntimeError("the process that forks off others has ended")
        return int(json.loads(said)), told

    def close(self) -> None:
        self._asking.close()


_starting = Lock()


def loaded() -> Loaded:
    """This worker's; one, however many threads ask for it first."""
    with _starting:
        return _started()


@cache
def _started() -> Loaded:
    asking, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.parts.warming", str(theirs.fileno())],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
        )
    new = Loaded(process.pid, asking)
    atexit.register(process.wait, 30)
    atexit.register(new.close)  # before one waits for its end: the last that is registered is the first that is done
    return new


class Warm(subprocess.Popen[Any]):
    """As `subprocess.Popen`, with the program's arguments; `program`: Python's text instead of the command `baosong`.

    `by`: what it is forked off from; this worker's where None.
    """

    def __init__(self, arguments: Sequence[object], program: str = "", by: Loaded | None = None, **how: Any) -> None:
        self._program = program
        self._by = by or loaded()
        self._told: socket.socket | None = None
        super().__init__([str(each) for each in arguments], **how)

    def _execute_child(self, args: Any, *rest: Any) -> None:  # called by Popen's constructor, once it has its pipes
        _, _, _, kept, folder, environment = rest[:6]
        pipes, own_session = rest[9:15], rest[20]
        inherited = [pipes[0], pipes[3], pipes[5]]
        streams = [own if own != -1 else place for place, own in enumerate(inherited)]
        try:
            self.pid, self._told = self._by.fork_off(
                {
                    "program": self._program,
                    "arguments": ["-c" if self._program else "baosong", *args],
                    "folder": str(Path(folder or ".").resolve()),
                    "environment": dict(os.environ if environment is None else environment),
                    "own_session": bool(own_session),
                    "kept": list(kept),
                },
                [*streams, *kept],
            )
            self._child_created = True
        finally:
            self._close_pipe_fds(*pipes)

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        assert self._told is not None
        self._told.setblocking(not wait_flags & os.WNOHANG)
        try:
            said = self._told.recv(64)
        except BlockingIOError:
            return 0, 0
        self._told.close()
        return self.pid, int(json.loads(said)) if said else signal.SIGKILL

    def _internal_poll(self, *_: object, **__: object) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(False):
            try:
                if self.returncode is None:
                    number, status = self._try_wait(os.WNOHANG)
                    if number == self.pid:
                        self._handle_exitstatus(status)
            finally:
                self._waitpid_lock.release()
        return self.returncode


def command(arguments: Sequence[object], as_installed: bool = False, **how: Any) -> "subprocess.Popen[Any]":
    """The command, begun. `as_installed`: loaded anew, where its start belongs to what is measured."""
    if as_installed:
        return subprocess.Popen([BAOSONG, *map(str, arguments)], **how)
    return Warm(arguments, **how)


def run(arguments: Sequence[object], timeout: float, **how: Any) -> subprocess.CompletedProcess[Any]:
    """The command to its end, its streams read; killed where it takes longer, in seconds."""
    pipe = subprocess.PIPE
    with Warm(arguments, stdout=pipe, stderr=pipe, **how) as process:
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
