"""What the sandbox refuses, each tried for real in a child by tests/parsers/hostile.py."""

import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parsers.children import Child
from parsers.confinement import Guard, confine
from parsers.errors import ParsingFailed
from parsers.facts import Address, Document, Examination, Kind, Mail
from parsers.limits import MIB, Limits
from parsers.sandbox import ProcessSandbox
from tests.parsers import hostile

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures("parsing_loaded_anew")]
ROOT = Path(__file__).parents[2]
REFUSED = "PermissionError"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        yield pool


@pytest.fixture
def settings(tmp_path: Path) -> str:
    """A file of ours, as its owner may read and write it."""
    path = tmp_path / "baosong.toml"
    path.write_text("password = 'correct-horse'")
    return str(path)


def test_this_machine_lacks_nothing(sandbox: ProcessSandbox) -> None:
    assert sandbox.protection() == ""


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_no_socket(sandbox: ProcessSandbox, family: int) -> None:
    assert sandbox._run(hostile.open_a_socket, int(family)) == REFUSED


def test_no_name_is_looked_up(sandbox: ProcessSandbox) -> None:
    assert sandbox._run(hostile.resolve, "localhost") == "gaierror"


@pytest.mark.parametrize(
    "attempt",
    [
        hostile.read,
        hostile.write,
        hostile.append,
        hostile.delete,
        hostile.link_here,
        hostile.point_here,
    ],
)
def test_a_file_outside_is_neither_read_nor_changed(sandbox: ProcessSandbox, settings: str, attempt: object) -> None:
    refused = sandbox._run(attempt, settings)  # type: ignore[arg-type]
    assert refused == ("OSError" if attempt is hostile.link_here else REFUSED)  # EXDEV
    assert Path(settings).read_text() == "password = 'correct-horse'"
    assert Path(settings).stat().st_mode & 0o77 == 0o44


def test_the_mode_of_a_file_stays_though_nobody_is_told(sandbox: ProcessSandbox, settings: str) -> None:
    assert sandbox._run(hostile.open_to_all, settings) == "done: None"
    assert Path(settings).stat().st_mode & 0o77 == 0o44


def test_a_file_outside_is_not_replaced(sandbox: ProcessSandbox, settings: str) -> None:
    assert sandbox._run(hostile.rename_over, settings) in (REFUSED, "OSError")  # EXDEV, or EACCES
    assert Path(settings).read_text() == "password = 'correct-horse'"


def test_folders_outside_are_not_listed(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    assert [sandbox._run(hostile.list_folder, path) for path in (str(tmp_path), "/etc", "/root", "/tmp")] == [
        REFUSED
    ] * 4


def test_settings_beside_the_program_are_not_read() -> None:
    """A checkout is on Python's path; what its owner keeps there beside the packages is no business of a parser."""
    with ProcessSandbox(1) as pool:
        assert pool._run(os.path.getsize, str(ROOT / "pyproject.toml")) > 0
        with pytest.raises(ParsingFailed, match="PermissionError"):
            pool._run(Path.read_text, ROOT / "pyproject.toml")


def test_no_other_process(sandbox: ProcessSandbox) -> None:
    assert sandbox._run(hostile.fork) == REFUSED
    assert sandbox._run(hostile.start_a_program) == REFUSED
    assert sandbox._run(hostile.become_a_program) == REFUSED
    assert sandbox._run(hostile.signal_to, os.getpid()) == REFUSED
    assert sandbox._run(hostile.trace, os.getpid()) == "Operation not permitted"


def test_limits_stay(sandbox: ProcessSandbox) -> None:
    assert sandbox._run(hostile.raise_limits) in (REFUSED, "ValueError")


def test_thousands_of_files_are_not_opened(sandbox: ProcessSandbox) -> None:
    found = re.fullmatch(r"Too many open files at (\d+)", sandbox._run(hostile.open_many_files, 5000))
    assert found
    assert 200 < int(found[1]) < 256


def test_nor_one_file_beyond_measure_written(sandbox: ProcessSandbox) -> None:
    assert sandbox._run(hostile.write_a_large_file, 2 * 1024 * MIB) == "OSError"
    assert sandbox._run(hostile.write_a_large_file, 1 * MIB) == f"done: {MIB}"


def test_no_secret_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "correct-horse")
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        assert "SMTP_PASSWORD" not in pool._run(hostile.environment)
        assert "correct-horse" not in pool._run(hostile.first_environment)


def test_what_a_child_says_is_never_run(sandbox: ProcessSandbox) -> None:
    with pytest.raises(ParsingFailed, match=r"答复不可信（posix\.system）"):
        sandbox._run(hostile.send_code)
    assert not Path("taken-over").exists()


@pytest.mark.parametrize(
    ("limits", "task", "arguments", "words"),
    [
        (Limits(seconds=1, document_seconds=0), hostile.sleep, (), "解析超过1秒"),
        (Limits(cpu_seconds=1), hostile.spin, (), "处理器超过1秒"),
        (Limits(resident_bytes=512 * MIB), hostile.hold_memory, (600 * MIB,), "MB内存，超过512MB"),
        (Limits(scratch_bytes=64 * MIB), hostile.write_without_end, (), "临时文件，超过64MB"),
        (Limits(), hostile.crash, (), f"代码-{int(signal.SIGSEGV)}"),
    ],
)
def test_what_goes_beyond_its_limit_is_ended_and_the_next_one_works(
    limits: Limits, task: object, arguments: tuple[object, ...], words: str
) -> None:
    with ProcessSandbox(1, limits, readable=(ROOT,)) as pool:
        before = pool._run(hostile.own_pid)
        with pytest.raises(ParsingFailed, match=words):
            pool._run(task, *arguments)  # type: ignore[arg-type]
        after = pool._run(hostile.own_pid)
        assert after != before
        assert not Path(f"/proc/{before}").exists()


def test_memory_is_not_filled(sandbox: ProcessSandbox) -> None:
    with pytest.raises(ParsingFailed, match="超过8192MB内存"):
        sandbox._run(hostile.fill_memory, 64 * 1024 * MIB)
    assert sandbox._run(hostile.own_pid) > 0


def test_a_child_that_keeps_something_running_is_not_used_again(sandbox: ProcessSandbox) -> None:
    before = sandbox._run(hostile.own_pid)
    with pytest.raises(ParsingFailed, match="ValueError"):
        sandbox._run(hostile.leave_a_thread, 600.0)
    assert sandbox._run(hostile.own_pid) != before


def test_a_child_that_leaves_nothing_behind_goes_on_after_a_mistake(sandbox: ProcessSandbox) -> None:
    before = sandbox._run(hostile.own_pid)
    with pytest.raises(ParsingFailed, match="ValueError"):
        sandbox._run(int, "no number")
    assert sandbox._run(hostile.own_pid) == before


def test_the_next_one_finds_nothing_of_the_one_before(sandbox: ProcessSandbox) -> None:
    before = sandbox._run(hostile.own_pid)
    sandbox._run(hostile.leave_a_file, "note")
    assert sandbox._run(hostile.what_lies_here) == []
    assert sandbox._run(hostile.own_pid) == before


def test_a_child_that_has_grown_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        before = pool._run(hostile.own_pid)
        monkeypatch.setattr("parsers.children._RECYCLE_BYTES", 1 * MIB)
        pool._run(hostile.own_pid)
        assert pool._run(hostile.own_pid) != before


def test_a_child_does_so_many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.children._RECYCLE_AFTER", 2)
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        pids = [pool._run(hostile.own_pid) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_two_at_once_see_nothing_of_each_other(tmp_path: Path) -> None:
    with ProcessSandbox(2, readable=(ROOT,), room=tmp_path) as pool:
        theirs: list[str] = []
        waiting = threading.Thread(target=lambda: theirs.append(pool._run(_stay, 3.0)))
        waiting.start()
        while not list(tmp_path.glob("child-*")):
            time.sleep(0.02)
        (other,) = tmp_path.glob("child-*")
        ours = pool._run(hostile.here)
        assert ours != str(other)
        assert pool._run(hostile.list_folder, str(other)) == REFUSED
        assert pool._run(hostile.write, str(other / "gift")) == REFUSED
        waiting.join()
        assert theirs == [str(other)]


def _stay(seconds: float) -> str:
    time.sleep(seconds)
    return hostile.here()


def test_its_room_may_be_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("room").mkdir()
    with ProcessSandbox(1, room=Path("room")) as pool:
        assert pool.examine(b"Subject: hello\r\n\r\nhello", [], tmp_path).mail.subject == "hello"


def test_its_folder_goes_with_it(tmp_path: Path) -> None:
    with ProcessSandbox(1, readable=(ROOT,), room=tmp_path) as pool:
        folder = Path(pool._run(hostile.here))
        assert folder.parent == tmp_path
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []


def _hand_over_something_else(*arguments: object) -> Examination:
    """A taken-over child that names what isn't its own."""
    name = "../../baosong.toml"
    document = Document("1", "方案.docx", None, name, 3, Kind.DOCX)
    mail = Mail("", Address("", ""), (), (), "", (), (), None, None, (), "text/plain", "")
    return Examination("0" * 64, 3, mail, (document,))


def test_what_a_child_hands_over_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("parsers.tasks.examine", _hand_over_something_else)
    with ProcessSandbox(1, readable=(ROOT,)) as pool, pytest.raises(ParsingFailed, match="与其答复不符"):
        pool.examine(b"Subject: hello\r\n\r\nhello", [], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_said_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Here nothing is missing, so the process is told to say that it is."""
    real = Child._hear

    def lacking(child: Child, end: float) -> tuple[str, Any]:
        kind, said = real(child, end)
        return kind, ("seccomp", "landlock") if kind == "ready" else said

    monkeypatch.setattr(Child, "_hear", lacking)
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        first = pool._run(hostile.own_pid)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.2)
        assert pool._run(hostile.own_pid) != first
        assert "\n" not in pool.protection()
    assert [record.getMessage() for record in caplog.records] == [
        "解析来信的进程在本机不能完全隔离：不能阻止它联网和启动程序（缺少seccomp，请安装libseccomp2）；"
        "不能阻止它读写其他文件（内核缺少Landlock，需5.13或更新）。其他限度照常"
    ]


def test_what_the_kernel_lacks_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both guards as they meet a system without them; nothing is given up, for nothing is held."""
    monkeypatch.setattr("parsers.confinement._limit", lambda _: None)
    monkeypatch.setattr("parsers.confinement._drop_capabilities", lambda: None)
    monkeypatch.setitem(sys.modules, "landlockpy", None)
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    assert confine(tmp_path, (), Limits()) == (Guard.SYSTEM, Guard.FILES)
