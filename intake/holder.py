"""Who holds a claim: this very process, told apart from every other one on every machine.

A claim is kept alive while its letter is on the wire; one that isn't any more, or whose holder is certainly gone, is
another's to look after. The name says machine, process namespace, process and its start, so that a process of this
machine that has ended is known at once, and one elsewhere by its silence.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import structlog

from intake.errors import StoreError

log = structlog.get_logger()
LEASE_SECONDS = 30.0
_START = 21  # the field after the name's closing bracket minus two, proc(5): starttime
_RENEWALS = 3  # in one lease


def own_name() -> str:
    """The process's own name, the same all its life; on a system without /proc one that only its silence tells of."""
    here, started = _here(), _started(os.getpid())
    return f"{here}/{os.getpid()}/{started}" if here and started else f"-/{os.getpid()}/{uuid4().hex}"


def certainly_gone(holder: str) -> bool:
    """Whether that process was one of this machine and has ended; False where that can't be told from here."""
    here, _, rest = holder.partition("/")
    number, _, started = rest.partition("/")
    return bool(here) and here == _here() and _started(int(number)) != started


def _here() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When it started, in ticks since boot; "" where there is no such process, or only its remains."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in {"Z", "X"} else fields[_START - 2]


@contextmanager
def renewed(
    renew: Callable[[], None], seconds: float, elapsed: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[], bool]]:
    """While it is open, `renew` is called several times in `seconds`; gives whether the claim is still ours.

    It no longer is when the process was frozen, or the records out of reach, for longer than that.
    """
    kept = [elapsed()]
    done = threading.Event()

    def keep() -> None:
        while not done.wait(seconds / _RENEWALS):
            try:
                renew()
            except StoreError as error:
                log.warning("发送中的信件没能续约", error=str(error))
            else:
                kept[0] = elapsed()

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield lambda: elapsed() - kept[0] < seconds
    finally:
        done.set()
        thread.join()
