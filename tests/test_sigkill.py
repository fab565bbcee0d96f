"""The service is killed again and again while mails flow. Nothing is lost, nobody is answered twice."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink

pytestmark = pytest.mark.parts
MAILS, KILLS = 50, 20


def strike(process: subprocess.Popen[str]) -> None:
    """SIGKILL, and proof that it struck a living process."""
    assert process.poll() is None, "the service had ended by itself"
    process.kill()
    assert process.wait(20) == -signal.SIGKILL


def moved(service: Installed, sink: Sink) -> int:
    """What it has done so far that can be seen from outside: stored files and letters."""
    blobs = service.folder / "baosong-data" / "blobs"
    stored = sum(len(name) == 64 for _, _, names in os.walk(blobs) for name in names)  # staging files vanish meanwhile
    return stored + len(sink.received)


def until_it_moves(service: Installed, sink: Sink, before: int, steps: int) -> None:
    """Until it has done so many things more; on a busy machine that takes its time."""
    deadline = time.monotonic() + 60
    while moved(service, sink) < before + steps and time.monotonic() < deadline:
        time.sleep(0.02)


def in_doubt(service: Installed) -> list[str]:
    rows = [json.loads(line) for line in service.run("outbox", "--json").stdout.splitlines()]
    return [row["to"] for row in rows if row["state"] == "in_doubt"]


def finished(service: Installed) -> None:
    """A last run to the end; one over letters in doubt alone says 0."""
    ended = service.run("run", "--once")
    assert ended.returncode == 0, ended.stderr


def test_twenty_kills_while_fifty_mails_flow(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    points = random.Random(50)
    waiting = list(range(MAILS))
    unanswered_at_kill: list[int] = []
    for kill in range(KILLS):
        share = max(1, len(waiting) // (KILLS - kill))
        imap_server.deliver(mailbox, *(word_only(number) for number in waiting[:share]))
        waiting = waiting[share:]
        before = moved(service, smtp_sink)
        process = service.start("run")
        until_it_moves(service, smtp_sink, before, points.randint(1, 7))
        time.sleep(points.uniform(0.0, 0.3))
        strike(process)
        unanswered_at_kill.append(MAILS - len(waiting) - len(smtp_sink.received))
    assert not waiting
    assert sum(count > 0 for count in unanswered_at_kill) >= KILLS // 2, unanswered_at_kill  # it was at work
    assert smtp_sink.received, "nothing was sent before the last kill"

    finished(service)
    answered = Counter(receiver for receiver, _ in smtp_sink.received)
    doubtful = in_doubt(service)
    status = service.status()
    assert status["mails"] == MAILS
    assert status["submissions"] == {"accepted": 0, "correction": MAILS, "review": 0}
    assert status["queue"] == {"waiting": 0, "running": 0, "dead": 0}
    assert max(answered.values()) == 1
    assert set(answered) | set(doubtful) == {sender(number) for number in range(MAILS)}
    assert service.run("verify").returncode == 0
    assert "Traceback" not in (tmp_path / "service.log").read_text()


def test_killed_between_the_last_dot_and_the_reply_a_letter_is_in_doubt_and_not_sent_again(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    imap_server.deliver(mailbox, word_only(1))
    running: list[subprocess.Popen[str]] = []
    struck: list[str] = []

    def kill_the_sender(receiver: str) -> str:
        if not struck:
            struck.append(receiver)  # before: the test wakes when the process is dead, maybe before this thread does
            strike(running[0])
        return ""

    smtp_sink.after_data = kill_the_sender
    running.append(service.start("run"))
    assert running[0].wait(60) == -signal.SIGKILL
    assert struck == [sender(1)]
    finished(service)
    assert in_doubt(service) == [sender(1)]
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(1)]  # taken once, never again
