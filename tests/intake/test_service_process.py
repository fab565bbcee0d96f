"""The service as a process that goes on: it serves, hears of news in a folder, survives a lost server, ends when asked."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.proxy import line_to
from tests.parts.service import installed
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
