"""What a taken-over parser might try. Each runs in a child, through the door that every task takes."""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def tried(attempt: Callable[..., Any], *arguments: Any) -> str:
    """What came of it: the error's name, or the result where nothing refused it."""
    try:
        return f"done: {attempt(*arguments)!r}"
    except OSError as error:
        return type(error).__name__


def open_a_socket(family: int) -> str:
    return tried(socket.socket, family, socket.SOCK_STREAM)


def resolve(host: str) -> str:
    return tried(socket.getaddrinfo, host, 25)


def read(path: str) -> str:
    return tried(Path(path).read_text)


def list_folder(path: str) -> str:
    return tried(os.listdir, path)


def write(path: str) -> str:
    return tried(Path(path).write_text, "ours now")


def append(path: str) -> str:
    return tried(os.open, path, os.O_WRONLY | os.O_APPEND)


def delete(path: str) -> str:
    return tried(os.unlink, path)


def link_here(path: str) -> str:
    return tried(os.link, path, "linked")


def point_here(path: str) -> str:
    return tried(os.symlink, path, "pointed")


def rename_over(path: str) -> str:
    Path("mine").write_text("ours now")
    return tried(os.rename, "mine", path)


def open_to_all(path: str) -> str:
    return tried(os.chmod, path, 0o777)


def fork() -> str:
    return tried(os.fork)


def start_a_program() -> str:
    return tried(subprocess.run, ["/bin/true"])


def become_a_program() -> str:
    return tried(os.execv, "/bin/true", ["true"])


def signal_to(pid: int) -> str:
    return tried(os.kill, pid, 0)


def trace(pid: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    attached = libc.ptrace(16, pid, 0, 0)  # PTRACE_ATTACH
    return "done" if attached == 0 else os.strerror(ctypes.get_errno())


def raise_limits() -> str:
    import resource

    endless = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    try:
        resource.setrlimit(resource.RLIMIT_AS, endless)
    except (OSError, ValueError) as error:
        return type(error).__name__
    return "done"


def open_many_files(number: int) -> str:
    held = []
    try:
        for each in range(number):
            held.append(os.open(f"file-{each}", os.O_WRONLY | os.O_CREAT))
    except OSError as error:
        return f"{error.strerror} at {len(held)}"
    finally:
        for file in held:
            os.close(file)
    return "done"


def write_a_large_file(size: int) -> str:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return tried(_grow, size)


def _grow(size: int) -> int:
    with Path("large").open("wb") as file:
        return file.truncate(size)


def write_without_end() -> None:
    number = 0
    while True:
        Path(f"part-{number}").write_bytes(bytes(8 * 1024**2))
        number += 1


def fill_memory(size: int) -> int:
    return len(bytearray(size))


def hold_memory(size: int) -> None:
    """Resident, not only asked for; then wait."""
    held = mmap.mmap(-1, size)
    for place in range(0, size, mmap.PAGESIZE):
        held[place] = 1
    time.sleep(600)


def sleep() -> None:
    time.sleep(600)


def spin() -> None:
    while True:
        pass


def crash() -> None:
    ctypes.string_at(0)


def send_code() -> object:
    return _Code()


class _Code:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.system, ("touch taken-over",)


def leave_a_thread(seconds: float) -> str:
    threading.Thread(target=time.sleep, args=(seconds,), daemon=True).start()
    raise ValueError("and say that something went wrong")


def leave_a_file(name: str) -> None:
    Path(name).write_text("for the next one")


def what_lies_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def here() -> str:
    return str(Path.cwd())


def own_pid() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def first_environment() -> str:
    """As the kernel handed it over, whatever was deleted since."""
    return Path("/proc/self/environ").read_text()
