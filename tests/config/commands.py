"""The command line in this process: quick, and with the same edge as a user's."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.cli.main import exit_code
from tests.parts import warm
from tests.parts.warm import BAOSONG


@dataclass(frozen=True)
class Said:
    """What a command said, and the code that it left with."""

    code: int
    out: str
    err: str


class Commands:
    """Runs commands one after the other, in the current folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: str | Path) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["baosong", *map(str, arguments)])
        self._capfd.readouterr()
        code = exit_code()
        sys.stdout.flush()
        written = self._capfd.readouterr()
        return Said(code, written.out, written.err)


def as_a_process(folder: Path, *arguments: str | Path, prefix: tuple[str, ...] = (), **environment: str) -> Said:
    """The command in a process of its own, its output going to a pipe; the installed one where more is given than words."""
    if prefix or environment:
        done = subprocess.run(
            [*prefix, BAOSONG, *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=300,
            check=False,
        )
    else:
        done = warm.run(arguments, 300, cwd=folder)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def as_a_user(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command with a home of its own beside the folder; fails where a process of it stays behind."""
    scratch = folder.parent / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(scratch), "HOME": str(scratch)}
    process = subprocess.Popen(
        [BAOSONG, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = process.communicate(timeout=300)
    for _ in range(100):  # multiprocessing's tracker ends when it sees that its parent has
        if not of_session(process.pid):
            break
        time.sleep(0.05)
    assert of_session(process.pid) == []  # no process stays behind
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def of_session(number: int) -> list[str]:
    """What runs in that session: the sixth field of /proc/PID/stat."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == number and fields[0] != "Z":
                found.append((entry / "cmdline").read_bytes().decode(errors="replace"))
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
    return found


def one_line(said: Said) -> str:
    """The one line of a refusal. Fails where it isn't one, or a traceback."""
    assert said.code == 2, said
    assert said.out == ""
    assert "Traceback" not in said.err
    (line,) = said.err.splitlines()
    assert line.startswith("baosong: ")
    return line.removeprefix("baosong: ")
