"""The program of a parsing process: load the readers, confine itself, then do one task after another.

Whoever starts it hands over two pipes. It says `("ready", what the kernel lacks)` once; of each task `("begin", name)`
and `("end", name)` around each document, and `("done", result)`, `("refused", why)` or `("failed", why)` at its end.
"""

import os
import pickle
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from parsers.confinement import Guard, confine
from parsers.errors import ScratchRefused
from parsers.limits import Limits

_PARENT_SECONDS = 0.5  # between looks at whether the parent lives
MAIL = "mail"  # the message's file in the process's folder


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a parsing process is told before anything else."""

    folder: Path
    readable: tuple[Path, ...]
    limits: Limits
    parent: int


class _Line:
    """The way back to whoever asked; set once, when the process begins."""

    answering: Connection | None = None
    folder: Path = Path()

    def say(self, *message: Any) -> None:
        if self.answering is not None:
            self.answering.send_bytes(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))


line = _Line()


def main(asking: int, answering: int) -> None:
    """Serve until the other end is closed. asking, answering: file descriptors of the two pipes."""
    tasks = Connection(asking, writable=False)
    line.answering = Connection(answering, readable=False)
    beginning: Beginning = tasks.recv()
    line.folder = beginning.folder
    _load()
    line.say("ready", _settle(beginning))
    while True:
        try:
            asked = tasks.recv_bytes()
        except EOFError:
            return
        line.say(*_outcome(asked))


def _settle(beginning: Beginning) -> tuple[str, ...]:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the parent, which ends us
    tempfile.tempdir = str(beginning.folder)  # a library's own temporary files are swept with ours
    missing: tuple[Guard, ...] = confine(beginning.folder, beginning.readable, beginning.limits)
    threading.Thread(target=_die_with, args=(beginning.parent, beginning.folder), name="parent", daemon=True).start()
    return tuple(guard.value for guard in missing)


def _die_with(parent: int, folder: Path) -> None:
    """Leave when the parent is gone, and leave no sender's document behind. Not by PR_SET_PDEATHSIG: that strikes when the *thread* that started us ends."""
    while os.getppid() == parent:
        time.sleep(_PARENT_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)  # all that is in it; the folder itself is the parent's
    os._exit(1)


def _load() -> None:
    """The readers, before anything hostile is there and while Python may still keep what it compiles."""
    import parsers.examine  # noqa: PLC0415
    import parsers.sameness  # noqa: F401, PLC0415

    with suppress(ImportError, OSError, TypeError, AttributeError):  # where the system library is missing
        import libarchive  # noqa: F401, PLC0415  it looks for that library by a program, which is refused later


def _outcome(asked: bytes) -> tuple[str, Any]:
    """asked: a pickled pair of a function and its arguments, by the parent, whom we trust."""
    try:
        task, arguments = pickle.loads(asked)  # noqa: S301  from the process that started us
        return "done", task(*arguments)
    except ScratchRefused as error:
        return "refused", str(error)
    except MemoryError:
        return "memory", ""
    except Exception as error:  # any mistake in here goes back and must not stop the service
        return "failed", f"{type(error).__name__}: {str(error)[:200]}"
