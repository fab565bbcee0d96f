"""The service as a process that goes on: it serves, hears of news in a folder, survives a lost server, ends when asked."""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.proxy import line_to
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink

pytestmark = pytest.mark.parts


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def ended(process: subprocess.Popen[str], number: int) -> int:
    process.send_signal(number)
    return process.wait(60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_as_mails_come_and_ends_when_asked(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, number: int
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    process = service.start("run")
    try:
        imap_server.deliver(mailbox, word_only(1))
        assert until(lambda: len(smtp_sink.received) == 1)
        imap_server.deliver(mailbox, word_only(2))
        assert until(lambda: len(smtp_sink.received) == 2)
        assert until(lambda: imap_server.flags(mailbox) == {1: {b"$Baosong"}, 2: {b"$Baosong"}})
    finally:
        code = ended(process, number)
    assert code == 0
    log = (tmp_path / "service.log").read_text()
    assert "Traceback" not in log
    assert "服务已结束" in log


def stored(service: Installed) -> int:
    blobs = service.folder / "baosong-data" / "blobs"
    return sum(1 for _ in blobs.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"))


@pytest.mark.parametrize("whole_group", [False, True])
def test_a_run_to_the_end_that_is_asked_to_stop_leaves_the_rest_to_the_next(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, whole_group: bool
) -> None:
    mails = 50
    imap_server.deliver(mailbox, *(word_only(number) for number in range(mails)))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    process = service.start("run", "--once")
    assert until(lambda: stored(service) > mails)  # all are taken in, and the first one's document
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGTERM) if whole_group else process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 1
    log = (tmp_path / "service.log").read_text()
    assert "Traceback" not in log
    assert "已按要求结束，没做完的下次继续" in log
    status = service.status()
    assert 0 < status["submissions"]["correction"] < mails
    assert (status["queue"]["dead"], status["outbox"]["in_doubt"]) == (0, 0)
    assert service.run("run", "--once").returncode == 0
    assert service.status()["submissions"] == {"accepted": 0, "correction": mails, "review": 0}
    assert Counter(to for to, _ in smtp_sink.received) == {sender(number): 1 for number in range(mails)}


def test_asked_to_stop_while_letters_wait_it_does_not_wait_with_them(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    service.config.write_text(service.config.read_text().replace("wait_seconds = 0", "wait_seconds = 3600"))
    process = service.start("run", "--once")
    assert until(lambda: service.status()["outbox"]["waiting"] == 1)
    assert until(lambda: imap_server.flags(mailbox) == {1: {b"$Baosong"}})
    assert ended(process, signal.SIGINT) == 1
    assert (smtp_sink.received, service.status()["outbox"]["waiting"]) == ([], 1)


@pytest.mark.parametrize("once", [(), ("--once",)])
def test_a_refused_login_at_the_start_ends_it(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, once: tuple[str, ...]
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    (tmp_path / "imap.secret").write_text("wrong")
    said = service.run("run", *once)
    assert said.returncode == 2
    assert [line for line in said.stderr.splitlines() if line.startswith("baosong: ")]
    assert "Traceback" not in said.stderr


def test_a_login_that_is_refused_later_is_a_condition(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    process = service.start("run")
    try:
        imap_server.deliver(mailbox, word_only(1))
        assert until(lambda: len(smtp_sink.received) == 1)
        imap_server.refuse(mailbox)
        assert until(lambda: "登录被拒绝" in (service.status()["last_error"] or ""))
        assert process.poll() is None
        imap_server.refuse()
        assert until(lambda: service.status()["last_error"] is None)
    finally:
        code = ended(process, signal.SIGTERM)
    assert code == 0


def test_a_server_lost_and_found_again(imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> None:
    with line_to(imap_server.tls) as line:
        service = installed(tmp_path, imap_server, mailbox, smtp_sink, imap_port=line.port)
        process = service.start("run")
        try:
            imap_server.deliver(mailbox, word_only(1))
            assert until(lambda: len(smtp_sink.received) == 1)
            line.cut_after = 0
            assert until(lambda: service.status()["last_error"] is not None)
            assert line.cuts >= 1
            imap_server.deliver(mailbox, word_only(2))
            line.cut_after = None
            assert until(lambda: len(smtp_sink.received) == 2)
            assert service.status()["last_error"] is None
        finally:
            code = ended(process, signal.SIGTERM)
    assert code == 0


def test_a_folder_of_documents_dropped_while_it_runs(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    with service.config.open("a") as config:
        config.write('\n[watch]\nfolder = "drop"\n')
    (tmp_path / "drop").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "报送.eml").write_bytes(word_only(3))
    process = service.start("run")
    try:
        shutil.copy(tmp_path / "elsewhere" / "报送.eml", tmp_path / "drop" / "报送.eml")
        assert until(lambda: [receiver for receiver, _ in smtp_sink.received] == [sender(3)])
    finally:
        ended(process, signal.SIGTERM)
    assert service.status()["submissions"]["correction"] == 1
