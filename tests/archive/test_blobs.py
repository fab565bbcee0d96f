"""Blobs in a local folder: whole or not there, durable, swept. What every store promises: test_blob_stores."""

import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import obstore
import pytest

from archive.blobs import FolderBlobs
from archive.blobs.objects import is_blob
from intake.errors import ConfigurationError, StoreError
from tests.archive.processes import started, together

HELLO = "收到".encode()
DIGEST = hashlib.sha256(HELLO).hexdigest()


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_the_path_is_the_digest_in_two_levels(blobs: FolderBlobs) -> None:
    blobs.put(HELLO)
    assert files(blobs.root) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_putting_twice_writes_once(blobs: FolderBlobs) -> None:
    blobs.put(HELLO)
    first = blobs.path(DIGEST).stat()
    blobs.put(HELLO)
    second = blobs.path(DIGEST).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    assert list(blobs.digests()) == [DIGEST]


def test_digests_are_blobs_and_strays_are_all_else(blobs: FolderBlobs) -> None:
    blobs.put(HELLO)
    (blobs.root / "notes.txt").write_text("left by a person")
    (blobs.root / "notes.txt#1").write_text("as obstore names what it writes")
    (blobs.root / "link").symlink_to("nowhere")
    misplaced = blobs.root / "00" / "11" / DIGEST
    misplaced.parent.mkdir(parents=True)
    misplaced.write_bytes(HELLO)
    assert list(blobs.digests()) == [DIGEST]
    assert list(blobs.strays()) == [f"00/11/{DIGEST}", "link", "notes.txt", "notes.txt#1"]


@pytest.mark.parts
def test_what_is_being_written_meanwhile_neither_is_listed_nor_disturbs(blobs: FolderBlobs) -> None:
    with ThreadPoolExecutor(1) as other:
        writing = [other.submit(blobs.put, b"%d" % number) for number in range(300)]
        listed = []
        while not writing[-1].done():
            listed.append(blobs.places())
    assert len(listed[0]) < len(listed[-1])
    assert all(is_blob(place) for places in listed for place in places)


def test_a_folder_that_cannot_be_read_is_told_and_not_taken_for_empty(blobs: FolderBlobs) -> None:
    blobs.put(HELLO)
    blobs.root.rename(blobs.root.with_name("moved"))
    with pytest.raises(StoreError, match="读取存档失败"):
        blobs.places()


def test_leftovers_of_dead_writers_are_swept_whatever_their_process_number(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    for name in (f"{os.getpid()}-0011", "1-abc", "half a mail"):
        (tmp_path / "staging" / name).write_bytes(b"half")
    blobs.put(HELLO)
    reopened = FolderBlobs(tmp_path)
    assert not list((tmp_path / "staging").iterdir())
    assert reopened.get(DIGEST) == HELLO


@pytest.mark.parametrize("place", ["a file", "a file/blobs"])
def test_a_folder_that_cannot_be_one_is_one_clear_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    with pytest.raises(ConfigurationError, match=r"^存档目录.*a file.*不能写入（.+），请检查权限和磁盘$"):
        FolderBlobs(tmp_path / place)


def test_a_folder_lost_underneath_is_a_store_error(blobs: FolderBlobs) -> None:
    blobs.root.rename(blobs.root.with_name("moved"))
    blobs.root.write_text("in the way")
    with pytest.raises(StoreError, match=r"^临时目录.*不能写入（路径中间有一段不是目录），请检查磁盘空间和权限$"):
        blobs.put(HELLO)
    with pytest.raises(StoreError, match="读取存档失败"):
        blobs.get(DIGEST)


PUTTING = """
from pathlib import Path
from archive.blobs import FolderBlobs
ready()
store = FolderBlobs(Path(sys.argv[1]))
for number in range(40):
    print(store.put(b"%d" % number * 50_000))
"""


@pytest.mark.parts
def test_processes_putting_the_same_bytes_leave_one_whole_blob_each(tmp_path: Path) -> None:
    said = together(4, PUTTING, tmp_path)
    expected = [hashlib.sha256(b"%d" % number * 50_000).hexdigest() for number in range(40)]
    assert said == [expected] * 4
    assert files(tmp_path) == sorted(f"{name[:2]}/{name[2:4]}/{name}" for name in expected)
    assert all(hashlib.sha256(FolderBlobs(tmp_path).get(name)).hexdigest() == name for name in expected)


WRITING_FOR_EVER = """
import itertools, os
from pathlib import Path
from archive.blobs import FolderBlobs
store = FolderBlobs(Path(sys.argv[1]))
ready()
for number in itertools.count():
    print(store.put(os.urandom(2_000_000)), flush=True)
"""


def stop_in_the_middle_of_one(process: int, staging: Path) -> None:
    while True:
        os.kill(process, signal.SIGSTOP)
        while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)  # it isn't our own child, of which waitpid would tell
        if list(staging.iterdir()):
            return
        os.kill(process, signal.SIGCONT)


@pytest.mark.parts
def test_a_killed_writer_leaves_no_short_blob_and_none_that_it_promised_is_missing(tmp_path: Path) -> None:
    for _ in range(6):
        with started(1, WRITING_FOR_EVER, tmp_path) as (child,):
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write("go\n")
            child.stdin.flush()
            promised = [child.stdout.readline().strip() for _ in range(3)]
            stop_in_the_middle_of_one(child.pid, tmp_path / "staging")
            child.send_signal(signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
            promised += [line.strip() for line in child.stdout.readlines() if line.endswith("\n")]
        assert list((tmp_path / "staging").iterdir()), "the kill did not come in the middle of a blob"
        blobs = FolderBlobs(tmp_path)
        assert not list((tmp_path / "staging").iterdir())
        assert all(hashlib.sha256(blobs.get(name)).hexdigest() == name for name in blobs.digests())
        assert set(promised) <= set(blobs.digests())


def calls_to_the_system(work: Callable[[], object]) -> list[str]:
    """The names of the calls that make bytes durable, in order, as the interpreter itself reports them."""
    seen: list[str] = []

    def note(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and called in (os.fsync, obstore.rename):
            seen.append(getattr(called, "__name__", ""))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def test_bytes_and_folders_are_synced_around_the_rename(blobs: FolderBlobs) -> None:
    assert calls_to_the_system(lambda: blobs.put(HELLO)) == ["fsync", "rename", "fsync", "fsync", "fsync"]


def test_a_copy_that_another_writer_renamed_is_synced_before_it_is_promised(blobs: FolderBlobs) -> None:
    blobs.put(HELLO)
    assert calls_to_the_system(lambda: blobs.put(HELLO)) == ["fsync", "fsync", "fsync"]


@pytest.mark.parts
def test_a_sweep_leaves_what_a_living_writer_holds(tmp_path: Path) -> None:
    script = """
from pathlib import Path
from intake.scratch import Scratch
with Scratch(Path(sys.argv[1])).folder():
    ready()
"""
    FolderBlobs(tmp_path)
    with started(1, script, tmp_path / "staging"):
        FolderBlobs(tmp_path)
        assert len(list((tmp_path / "staging").iterdir())) == 1
    FolderBlobs(tmp_path)
    assert not list((tmp_path / "staging").iterdir())


SWEEPING_AND_PUTTING = """
import os
from pathlib import Path
from archive.blobs import FolderBlobs
ready()
for number in range(150):
    FolderBlobs(Path(sys.argv[1])).put(b"%d %d" % (os.getpid(), number))
print("done")
"""


@pytest.mark.parts
def test_processes_that_open_and_sweep_take_nothing_from_each_other(tmp_path: Path) -> None:
    assert together(3, SWEEPING_AND_PUTTING, tmp_path) == [["done"]] * 3
    assert len(list(FolderBlobs(tmp_path).digests())) == 450
    assert not list((tmp_path / "staging").iterdir())
