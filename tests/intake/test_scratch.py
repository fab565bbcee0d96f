"""Scratch folders: one a mail, gone with it, and what a killed process left is swept."""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, StoreError
from intake.scratch import Scratch

_KILLED = """
import os, signal, sys
from pathlib import Path
from intake.scratch import Scratch
with Scratch(Path(sys.argv[1])).folder() as folder:
    (folder / "a sender's document").write_bytes(b"%PDF")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_folder_of_ones_own_and_gone_afterwards(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "data" / "scratch")
    with scratch.folder() as one, scratch.folder() as other:
        assert one != other
        assert (one.stat().st_mode & 0o777, list(one.iterdir())) == (0o700, [])
        (one / "document").write_bytes(b"x")
    assert list(scratch.root.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_stays(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -9
    (left,) = tmp_path.iterdir()
    assert [path.name for path in left.iterdir()] == ["a sender's document"]
    with Scratch(tmp_path).folder() as used:
        Scratch(tmp_path)
        assert list(tmp_path.iterdir()) == [used]


def test_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="临时目录"):
        Scratch(tmp_path / "file" / "scratch")
    scratch = Scratch(tmp_path / "scratch")
    scratch.root.rmdir()
    with pytest.raises(StoreError, match="临时目录"), scratch.folder():
        pass
