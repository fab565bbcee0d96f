"""What is forked off behaves as what is started: its words, streams, folder, environment, code and signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts.warm import Warm, run

pytestmark = pytest.mark.parts

SHOWING = """
import os, sys
print(sys.argv[1:], os.getcwd(), os.environ.get("TONE"), os.getpgid(0) == os.getpid(), sys.stdin.read())
print("凭证", file=sys.stderr)
sys.exit(7)
"""
FAILING = "import atexit; atexit.register(print, 'at its end'); raise ValueError('没有')"
WAITING = "import time; print('here', flush=True); time.sleep(600)"


def test_as_a_process_that_was_started(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    how = {"cwd": tmp_path, "env": {"TONE": "宫"}, "stdin": pipe, "stdout": pipe, "stderr": pipe, "encoding": "utf-8"}
    said = []
    for own_session in (False, True):
        with Warm(["甲", 2], SHOWING, start_new_session=own_session, **how) as process:
            said.append((*process.communicate("问", timeout=60), process.returncode))
    shown = f"['甲', '2'] {tmp_path.resolve()} 宫 {{}} 问\n"
    assert said == [(shown.format(own), "凭证\n", 7) for own in (False, True)]


def test_an_error_is_shown_and_what_was_left_for_the_end_is_done() -> None:
    ended = run([], 60, program=FAILING, text=True)
    assert (ended.returncode, ended.stdout) == (1, "at its end\n")
    assert ended.stderr.splitlines()[-1] == "ValueError: 没有"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_signal_ends_it_and_nothing_else(sent: signal.Signals) -> None:
    with (
        Warm([], WAITING, stdout=subprocess.PIPE, text=True) as other,
        Warm([], WAITING, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert [each.stdout.readline() for each in (other, process) if each.stdout] == ["here\n"] * 2
        assert process.poll() is None
        process.send_signal(sent)
        assert process.wait(60) == -sent
        assert other.poll() is None
        other.kill()


def test_the_command_itself(tmp_path: Path) -> None:
    started = subprocess.run([Path(sys.executable).with_name("baosong"), "--version"], capture_output=True, check=True)
    forked = run(["--version"], 60, cwd=tmp_path, env=dict(os.environ))
    assert (forked.returncode, forked.stdout, forked.stderr) == (0, started.stdout, started.stderr)
