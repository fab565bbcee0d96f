"""The command line in this process: quick, and with the same edge as a user's."""

import os
import subprocess
import sys
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


def one_line(said: Said) -> str:
    """The one line of a refusal. Fails where it isn't one, or a traceback."""
    assert said.code == 2, said
    assert said.out == ""
    assert "Traceback" not in said.err
    (line,) = said.err.splitlines()
    assert line.startswith("baosong: ")
    return line.removeprefix("baosong: ")
