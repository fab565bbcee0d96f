"""The process that has loaded the program and forks off others: started by `tests.parts.warm`, told by a socket.

A message is JSON with the descriptors of the new process's standard streams and of the socket by which its number is told
and, when it has ended, what `waitpid` says of it. It has one thread, ever: else what it forks off could hang on a lock.
"""

import atexit
import fcntl
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from archive.records import open_records
from archive.views import counts
from config.cli.commands import MODULES
from config.cli.main import main
from tests.archive.desk import Desk
from tests.cases import COMPLETE
from tests.parts.compiled import compiled_once
from tests.parts.migrated import made, migrated_once
from tests.parts.parsing import forked_off
from tests.parts.warm import DESCRIPTORS, MESSAGE, Loaded

_LOADED = (*(f"config.cli.{name}" for name in sorted({*MODULES.values()})), "sqlalchemy.dialects.postgresql.psycopg")
_READERS = ("parsers.examine", "parsers.sameness", "libarchive")
_KEPT = ExitStack()
_FREE = 900  # a descriptor beyond what a new process keeps open, below what it may open


@dataclass(frozen=True)
class _Wanted:
    """What a new process is to be."""

    program: str  # Python's text, or "" for the command `baosong`
    arguments: list[str]
    folder: str | None
    environment: dict[str, str]
    own_session: bool
    kept: list[int]  # descriptors that stay open, under these numbers

    def begin(self, descriptors: list[int]) -> None:
        """Make this process, just forked off, look as if it had been started so."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it
        given = [fcntl.fcntl(each, fcntl.F_DUPFD, _FREE) for each in descriptors]
        os.closerange(3, _FREE)
        for place, descriptor in zip([0, 1, 2, *self.kept], given, strict=True):
            os.dup2(descriptor, place)
        os.closerange(_FREE, 1024)
        if self.own_session:
            os.setsid()
        if self.folder:
            os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environment)
        time.tzset()
        sys.argv = [*self.arguments]
        sys.modules["__main__"].__package__ = None  # by which the help would name the command
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
        sys.stdout, sys.stderr = _writing(1, "strict"), _writing(2, "backslashreplace")

    def go(self) -> int:
        """Run it to its end, and what it left to be done at its end; the code to leave with."""
        code = 0
        try:
            if self.program:
                exec(compile(self.program, "<started>", "exec"), {"__name__": "__main__"})
            else:
                by = to_fork_off()
                forked_off(lambda: by)
                main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
            if code and code is not leaving.code:
                print(leaving.code, file=sys.stderr)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            code = 1
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        return code


def _writing(descriptor: int, errors: str) -> io.TextIOWrapper:
    at_once = bool(os.environ.get("PYTHONUNBUFFERED"))
    return io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False)),
        encoding="utf-8",
        errors=errors,
        write_through=at_once,
        line_buffering=descriptor == 2,
    )


def serve(asking: socket.socket) -> _Wanted | None:
    """Fork off what is asked for. Returns None when nobody asks any more, and in a new process what it is to be."""
    ended, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    watched: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([asking, ended], [], [])
        if ended in ready:
            os.read(ended, 4096)
            _tell(watched)
        if asking in ready:
            message, received, _, _ = socket.recv_fds(asking, MESSAGE, DESCRIPTORS)
            if not message:
                return None
            told, *descriptors = socket.socket(fileno=received[0]), *received[1:]
            wanted = _Wanted(**json.loads(message))
            number = os.fork()
            if number == 0:
                wanted.begin(descriptors)
                told.detach()
                asking.detach()
                return wanted
            for each in descriptors:
                os.close(each)
            watched[number] = told
            told.send(json.dumps(number).encode())


def _tell(watched: dict[int, socket.socket]) -> None:
    while watched:
        number, status = os.waitpid(-1, os.WNOHANG)
        if number == 0:
            return
        with watched.pop(number) as told, suppress(OSError):  # whoever started it has gone
            told.send(json.dumps(status).encode())


def to_fork_off() -> Loaded:
    """A process as this one is now, which forks off what this one will start: threads, which can't be forked, come later."""
    asking, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    number = os.fork()
    if number == 0:
        asking.close()
        _go_on(theirs)
    theirs.close()
    return Loaded(number, asking)


def _go_on(asking: socket.socket) -> NoReturn:
    wanted = serve(asking)
    os._exit(
        wanted.go() if wanted else 0
    )  # Python's own end takes apart, module by module, what it shares with the others


def _walk() -> None:
    """Through the records with a mail: what SQLAlchemy puts together and compiles for it is there in all that is forked off.

    No blobs: the library that stores them begins threads.
    """
    with TemporaryDirectory(prefix="warming-") as folder:
        records = open_records(f"sqlite:///{folder}/records.db", "example.org")
        desk = Desk(records)
        desk.arrive(COMPLETE)
        desk.send()
        counts(records)
        records.engine.dispose()


def _load() -> None:
    for name in (*_LOADED, *_READERS):
        import_module(name)
    migrated_once()
    made()
    _KEPT.enter_context(compiled_once())
    _walk()
    assert len([*Path("/proc/self/task").iterdir()]) == 1  # libraries have threads, too
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _load()
    _go_on(socket.socket(fileno=int(sys.argv[1])))
