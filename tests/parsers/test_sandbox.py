"""The sandbox: whatever a task does to its process, the caller gets a typed error and the next task works."""

import errno
import gc
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import parsers.tasks
from intake.loose import message_of
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import Comparison, Examination, PagedDocument, Pair, WordDocument
from parsers.limits import Limits
from parsers.sandbox import ProcessSandbox
from tests.forms import SPEC

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures("parsing_loaded_anew")]
ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "word"
RAW = b"From: a@b.example.org\r\nSubject: hello\r\n\r\nhello\r\n"


def own_pid() -> int:
    return os.getpid()


def leave_a_document() -> None:
    Path("document").write_text("a sender's")
    time.sleep(60)


def vanish() -> None:
    os._exit(7)


def never_end() -> None:
    while True:
        time.sleep(1)


def hoard() -> int:
    return len(bytearray(64 * 1024**3))


def mistake() -> None:
    raise KeyError("a mistake of ours")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1, Limits(seconds=20), readable=(ROOT,)) as pool:
        yield pool


def works(sandbox: ProcessSandbox, folder: Path) -> None:
    examination = sandbox.examine(RAW, [], folder)
    assert isinstance(examination, Examination)
    assert examination.mail.subject == "hello"


def test_it_examines_in_another_process(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    works(sandbox, tmp_path)
    assert sandbox._run(own_pid) != os.getpid()
    assert sandbox.compare(()) == ()


def test_a_fresh_process_names_what_has_no_name_without_the_machines_files(tmp_path: Path) -> None:
    raw = b"From: a@b.example.org\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n"
    with ProcessSandbox(1, Limits(seconds=20), readable=(ROOT,)) as fresh:
        assert [each.name for each in fresh.examine(raw, [], tmp_path).documents] == ["附件1.pdf"]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.*[!d]")), ids=lambda path: path.name)
def test_every_format_is_read_where_files_programs_and_modes_are_refused(
    sandbox: ProcessSandbox, tmp_path: Path, path: Path
) -> None:
    """What a reader's library asks of the system shows in here alone."""
    (document,) = sandbox.examine(message_of([path], path.name), [SPEC], tmp_path).documents
    assert document.troubles == ()
    assert isinstance(document.content, WordDocument)
    assert len(document.content.forms) == 1


@pytest.mark.parametrize(
    ("task", "words"), [(vanish, "意外退出（代码7）"), (hoard, "内存"), (mistake, "解析出错（KeyError")]
)
def test_what_a_task_does_is_an_error_and_the_next_works(
    sandbox: ProcessSandbox, tmp_path: Path, task: object, words: str
) -> None:
    with pytest.raises(ParsingFailed) as caught:
        sandbox._run(task)  # type: ignore[arg-type]
    assert words in str(caught.value)
    works(sandbox, tmp_path)


def tgz(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as package:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        package.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def test_what_readers_load_late_is_there(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    """libarchive and the recogniser's models: what they need of the system is refused once the child is confined."""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example.org", "方案"
    message.set_content("请查收")
    picture = io.BytesIO()
    written = Image.new("L", (600, 480), 255)
    ImageDraw.Draw(written).text((40, 40), "2020 PLAN", fill=0, font_size=64)
    written.save(picture, "PNG")
    for name, data in (("方案.tgz", tgz("方案.txt", b"plan")), ("扫描.png", picture.getvalue())):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    _, member, page = sandbox.examine(message.as_bytes(), [], tmp_path).documents
    assert (member.container, member.text) == ("方案.tgz", "plan")
    assert isinstance(page.content, PagedDocument)
    assert page.content.pages[0].text.replace(" ", "") == "2020PLAN"


def compare_with_a_hole(pair: Pair) -> Comparison:
    if pair.pdf_sha256 == "deadly":
        os.kill(os.getpid(), signal.SIGSEGV)
    return Comparison(0.5)


def test_a_pair_that_kills_its_child_is_not_compared_and_the_others_are(
    sandbox: ProcessSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsers.tasks, "compare", compare_with_a_hole)
    good, deadly = (Pair(WordDocument((), 0), PagedDocument((), 0, 0), pdf_sha256=name) for name in ("good", "deadly"))
    assert sandbox.compare((good, deadly, good)) == (Comparison(0.5), None, Comparison(0.5))
    with ProcessSandbox(1) as closed:
        closed.close()
        with pytest.raises(ParsingFailed, match="正在停止"):  # that says nothing of the pair
            closed.compare((good,))


def test_a_child_whose_folder_cannot_be_emptied_is_replaced(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    with sandbox._a_child() as child:
        shutil.rmtree(child.folder)
    works(sandbox, tmp_path)
    assert not child.alive()


def test_no_room_for_a_child_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    with ProcessSandbox(1, room=tmp_path / "gone") as homeless, pytest.raises(ScratchRefused, match="写不进去"):
        homeless.examine(RAW, [], tmp_path)


def test_nor_is_a_machine_that_starts_no_more_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    gc.collect()  # what earlier tests left
    before = descriptors()
    monkeypatch.setattr("parsers.children.subprocess.Popen", refuses)
    with ProcessSandbox(1, room=tmp_path) as crowded:
        for _ in range(3):
            with pytest.raises(ScratchRefused, match="不能启动"):
                crowded.examine(RAW, [], tmp_path)
    gc.collect()
    assert (descriptors(), list(tmp_path.iterdir())) == (before, [])


@pytest.mark.parametrize(
    ("program", "seconds", "why"),
    [("raise SystemExit(3)", 60.0, "代码3"), ("import time; time.sleep(60)", 0.5, "秒内没有准备好")],
)
def test_nor_is_a_child_that_never_gets_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, seconds: float, why: str
) -> None:
    monkeypatch.setattr("parsers.children._PROGRAM", program)
    monkeypatch.setattr("parsers.children._START_SECONDS", seconds)
    with ProcessSandbox(1, room=tmp_path) as lame:
        for _ in range(2):
            with pytest.raises(ScratchRefused, match=f"不能启动.*{why}"):
                lame.examine(RAW, [], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_task_without_end_is_ended(tmp_path: Path) -> None:
    with ProcessSandbox(1, Limits(seconds=2, document_seconds=0), readable=(ROOT,)) as impatient:
        with pytest.raises(ParsingFailed, match="解析超过2秒"):
            impatient._run(never_end)
        assert impatient._run(own_pid) > 0


def test_a_child_killed_between_two_tasks_is_replaced(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    victim = sandbox._run(own_pid)
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{victim}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)  # the pool has noticed, and has given itself up
    works(sandbox, tmp_path)
    assert sandbox._run(own_pid) != victim


def test_children_outlive_the_thread_that_started_them(tmp_path: Path) -> None:
    pids: list[int] = []
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        thread = threading.Thread(target=lambda: pids.append(pool._run(own_pid)))
        thread.start()
        thread.join()
        time.sleep(1.2)
        assert pool._run(own_pid) == pids[0]


def test_children_end_when_the_parent_is_killed() -> None:
    program = """
from parsers.sandbox import ProcessSandbox
from tests.parsers.test_sandbox import leave_a_document
import threading, time
from pathlib import Path
if __name__ == "__main__":
    pool = ProcessSandbox(1, readable=(Path.cwd(),))
    threading.Thread(target=pool._run, args=(leave_a_document,), daemon=True).start()
    while not any(list(child.folder.iterdir()) for child in set(pool._children)):
        time.sleep(0.05)
    (child,) = pool._children
    print(child.pid, child.folder, sep="|", flush=True)
    time.sleep(60)
"""
    script = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert script.stdout is not None
    with script.stdout as said:
        child, folder = said.readline().split("|")
        assert len(list(Path(folder.strip()).iterdir())) == 1
        script.kill()
        assert script.wait(10) == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists()
    assert list(Path(folder.strip()).iterdir()) == []
    shutil.rmtree(Path(folder.strip()).parent)
