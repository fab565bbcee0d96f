"""What breaks around one process: line, store, database, disk, clock, another installation. Nothing lost, nothing twice."""

import asyncio
import gc
import os
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import archive.sqlite
from archive.verify import verify
from archive.views import counts
from config.build import House, house
from config.clock import now
from config.settings import load_settings
from intake.errors import StoreError
from intake.smtp import SmtpSender
from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.proxy import line_to
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink

pytestmark = pytest.mark.parts
MAILS = 4


@pytest.fixture
def service(imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> Installed:
    return installed(tmp_path, imap_server, mailbox, smtp_sink)


Opened = Callable[..., AbstractContextManager[House]]


@pytest.fixture
def opened(service: Installed) -> Opened:
    """The service in this process, so that a test may break its parts; its files and memory are as before afterwards."""

    @contextmanager
    def made(clock: Callable[[], datetime] = now) -> Iterator[House]:
        gc.collect()
        before = (open_files(), memory())
        with house(load_settings(service.config, None), clock) as built:
            yield built
            built.records.engine.dispose()
        gc.collect()
        assert open_files() <= before[0] + 8  # what libraries open once and keep
        assert memory() <= before[1] + 100 * 1024**2

    return made


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def memory() -> int:
    """Resident, of this process alone, in bytes (proc(5))."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def whole(built: House, sink: Sink, mails: int = MAILS) -> None:
    """All filed once, answered once; a sound archive and no condition left."""
    found = counts(built.records)
    assert found["submissions"] == {"accepted": 0, "correction": mails, "review": 0}
    assert (found["queue"], found["last_error"]) == ({"waiting": 0, "running": 0, "dead": 0}, None)
    assert Counter(to for to, _ in sink.received) == {sender(number): 1 for number in range(mails)}
    assert verify(built.records, built.blobs).sound


def run_once(built: House) -> bool:
    """As another process would."""
    built.service.troubled.clear()
    return built.service.run_once()


def post(server: Dovecot, user: str, mails: int = MAILS, folder: str = "INBOX") -> None:
    server.deliver(user, *(word_only(number) for number in range(mails)), folder=folder)


@pytest.mark.parametrize("lets_through", [False, True], ids=["before the done flag", "after it"])
def test_the_line_breaks_around_the_done_flag(
    service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink, lets_through: bool
) -> None:
    post(imap_server, mailbox, 2)
    with line_to(imap_server.plain) as line:
        config = service.config.read_text().replace(f"port = {imap_server.tls}", f"port = {line.port}")
        service.config.write_text(config.replace('security = "tls"', 'security = "none"', 1))
        line.cut_at, line.lets_through = b"STORE", lets_through
        assert service.run("run", "--once").returncode == 1
        assert line.cuts == 1
        assert imap_server.flags(mailbox) == {uid: {b"$Baosong"} if lets_through else set() for uid in (1, 2)}
        line.cut_at = b""
        ended = service.run("run", "--once")
        assert ended.returncode == 0, ended.stderr
    assert imap_server.flags(mailbox) == {1: {b"$Baosong"}, 2: {b"$Baosong"}}
    assert Counter(to for to, _ in smtp_sink.received) == {sender(0): 1, sender(1): 1}
    assert service.status()["last_error"] is None  # our own marks are no other installation's
    assert service.run("verify").returncode == 0


def test_the_line_breaks_in_the_middle_of_a_mail(
    opened: Opened, service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    post(imap_server, mailbox)
    with line_to(imap_server.tls) as line:
        service.config.write_text(
            service.config.read_text().replace(f"port = {imap_server.tls}", f"port = {line.port}")
        )
        with opened() as built:
            line.cut_after = 2 * len(word_only(0))
            assert not built.service.run_once()
            assert line.cuts == 1
            assert 0 <= counts(built.records)["mails"] < MAILS
            line.cut_after = None
            assert run_once(built)
            whole(built, smtp_sink)


def test_a_mailbox_restored_under_another_uidvalidity_is_not_answered_again(
    opened: Opened, service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    service.config.write_text(service.config.read_text().replace("poll_seconds", 'folders = ["报送"]\npoll_seconds', 1))
    post(imap_server, mailbox, folder="报送")
    with opened() as built:
        assert built.service.run_once()
        before = uidvalidity(imap_server, mailbox)
        with imap_server.client(mailbox) as office:
            office.rename_folder("报送", "旧")
            time.sleep(1.1)  # Dovecot's UIDVALIDITY counts seconds
            office.create_folder("报送")
            office.select_folder("旧")
            office.copy(office.search("ALL"), "报送")
        assert uidvalidity(imap_server, mailbox) != before
        assert built.service.run_once()
        assert list(imap_server.flags(mailbox, "报送").values()) == [{b"$Baosong"}] * MAILS
        whole(built, smtp_sink)


def uidvalidity(server: Dovecot, user: str) -> int:
    with server.client(user) as office:
        return int(office.select_folder("报送", readonly=True)[b"UIDVALIDITY"])


def test_two_installations_at_one_mailbox_are_told_of(
    service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    post(imap_server, mailbox, 2)
    (tmp_path / "other").mkdir()
    other = installed(tmp_path / "other", imap_server, mailbox, smtp_sink)
    assert service.run("run", "--once").returncode == 0
    assert service.status()["last_error"] is None
    assert other.run("run", "--once").returncode == 0
    assert "可能另有一套在收同一邮箱" in other.status()["last_error"]
    assert Counter(to for to, _ in smtp_sink.received) == {sender(0): 2, sender(1): 2}  # it can't be prevented


@pytest.mark.parametrize("fault", ["refuses", "loses", "is slow"])
def test_a_store_that_refuses_loses_or_is_slow(
    opened: Opened, service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink, fault: str
) -> None:
    post(imap_server, mailbox)
    with opened() as built:
        put, struck = built.blobs.put, []

        def faulty(data: bytes) -> str:
            struck.append(len(data))
            time.sleep(0.3 if fault == "is slow" else 0)
            if fault == "refuses" and len(struck) in (1, 4, 7):
                raise StoreError("存储暂时不可用")
            digest = put(data)
            if fault == "loses" and len(struck) in (1, 3):
                next((service.folder / "baosong-data" / "blobs").glob(f"*/*/{digest}")).unlink()
            return digest

        built.blobs.put = faulty  # type: ignore[method-assign]
        ends = [run_once(built) for _ in range(6)]
        assert struck
        assert ends[-1]
        assert ends[0] == (fault == "is slow")
        whole(built, smtp_sink)


@pytest.mark.parametrize("when", ["mails come in", "mails are assessed", "a letter is to leave", "a letter has left"])
def test_a_database_locked_by_a_backup(
    opened: Opened, service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink, monkeypatch: Any, when: str
) -> None:
    monkeypatch.setattr(archive.sqlite, "_BUSY_SECONDS", 1.5)
    post(imap_server, mailbox)
    with opened() as built:
        backup = sqlite3.connect(
            service.folder / "baosong-data" / "records.db", isolation_level=None, check_same_thread=False
        )
        struck: list[str] = []

        def lock(*_: object) -> str:
            if not struck:
                struck.append(when)
                backup.execute("BEGIN IMMEDIATE")
            return ""

        if when == "mails come in":
            lock()
        elif when == "mails are assessed":
            fetch = built.blobs.fetch
            monkeypatch.setattr(built.blobs, "fetch", lambda *said: (lock(), fetch(*said)))
        elif when == "a letter is to leave":
            smtp_sink.at_rcpt = lock
        else:
            smtp_sink.after_data = lock
        assert not tried(built)
        assert struck == [when]
        there = {"mails come in": (0, 0), "a letter has left": (MAILS, 1)}.get(when, (MAILS, 0))
        assert (counts(built.records)["mails"], len(smtp_sink.received)) == there
        backup.execute("ROLLBACK")
        backup.close()
        assert any(tried(built) for _ in range(4))  # on a busy machine our own writers may wait so long for each other
        whole(built, smtp_sink)


def tried(built: House) -> bool:
    try:
        return run_once(built)
    except StoreError:
        return False


def test_a_clock_that_jumps_a_day_and_back(opened: Opened, imap_server: Dovecot, mailbox: str, smtp_sink: Sink) -> None:
    jumped = [timedelta(0)]
    with opened(clock=lambda: now() + jumped[0]) as built:
        for number, jump in enumerate((0, 1, -1, 0)):
            imap_server.deliver(mailbox, word_only(number))
            jumped[0] = timedelta(days=jump)
            built.service.sources[0].poll()
            built.service.queue.drain()
            jumped[0] = timedelta(days=-jump)  # and the letter was due in another day
            built.service.delivery.deliver_due()
        jumped[0] = timedelta(days=1)
        assert built.service.run_once()
        whole(built, smtp_sink)


def test_a_disk_that_is_full_at_every_write_in_turn(
    opened: Opened, service: Installed, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    disk = service.folder / "baosong-data"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], check=True)
    try:
        with opened() as built:
            post(imap_server, mailbox)
            ended = []
            for left in range(0, 480, 24):  # KiB: each time some writes further
                fill(disk, left * 1024)
                try:
                    ended.append(built.service.run_once())
                except StoreError:
                    ended.append(False)
                (disk / "filler").unlink()
                if counts(built.records)["mails"] == MAILS and not built.records.pending():
                    break
            assert ended.count(False) >= 3  # it struck
            for _ in range(2):
                built.service.run_once()
            built.service.troubled.clear()
            assert built.service.run_once()
            whole(built, smtp_sink)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path, left: int) -> None:
    """Take all but so many bytes."""
    found = os.statvfs(disk)
    with (disk / "filler").open("wb", buffering=0) as stream:
        for _ in range(max(found.f_bavail * found.f_frsize - left, 0) // 4096):
            stream.write(b"x" * 4096)


def test_each_answer_of_the_receiving_server_ends_as_it_should(
    opened: Opened, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    answers = {0: "421 4.3.2 closing", 1: "451 4.7.1 greylisted", 2: "550 5.1.1 no such user", 3: ""}
    post(imap_server, mailbox)
    struck: list[str] = []

    def answer(receiver: str) -> str:
        said = answers[next(number for number in answers if sender(number) == receiver)]
        struck.append(said)
        return said

    smtp_sink.at_rcpt = answer
    with opened() as built:
        assert not built.service.run_once()
        assert sorted(struck) == sorted(answers.values())
        assert counts(built.records)["outbox"] == {"waiting": 2, "held": 0, "in_doubt": 0, "sent": 1, "failed": 1}
        smtp_sink.at_rcpt = lambda _: ""
        smtp_sink.cut_after_data = True
        built.service.troubled.clear()
        built.service.run_once()
        assert counts(built.records)["outbox"] == {"waiting": 0, "held": 0, "in_doubt": 2, "sent": 1, "failed": 1}
        smtp_sink.cut_after_data = False
        built.service.run_once()
        assert Counter(to for to, _ in smtp_sink.received) == {sender(number): 1 for number in (0, 1, 3)}


def test_a_sending_server_that_falls_silent(
    opened: Opened, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    """Before the message it is tried again; after it nobody knows, and a person decides."""
    post(imap_server, mailbox)
    struck: list[str] = []

    def silent(number: int, *, taken: bool) -> Callable[[str], Awaitable[str]]:
        async def asked(receiver: str) -> str:
            if receiver == sender(number):
                struck.append(receiver)
                smtp_sink.received.extend([(receiver, b"")] * taken)
                await asyncio.sleep(60)  # the others are served meanwhile
            return ""

        return asked

    with opened() as built:
        delivering = built.service.delivery.sender
        assert isinstance(delivering, SmtpSender)
        delivering.server = replace(delivering.server, seconds=3.0, verdict_seconds=3.0)
        smtp_sink.at_rcpt, smtp_sink.after_data = silent(0, taken=False), silent(1, taken=True)
        assert not built.service.run_once()
        assert sorted(struck) == [sender(0), sender(1)]
        smtp_sink.at_rcpt = smtp_sink.after_data = lambda _: ""
        delivering.server = replace(delivering.server, seconds=60.0, verdict_seconds=60.0)
        assert run_once(built)
        assert counts(built.records)["outbox"] == {"waiting": 0, "held": 0, "in_doubt": 1, "sent": 3, "failed": 0}
        assert Counter(to for to, _ in smtp_sink.received) == {sender(number): 1 for number in range(MAILS)}
