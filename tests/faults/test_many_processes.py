"""Pollers, workers and senders as processes of their own on one PostgreSQL: they share the work, and any may be killed."""

import os
import random
import signal
import time
from pathlib import Path

import psycopg
import pytest

from tests.parts.crowd import HEARTBEAT, crowd
from tests.parts.dovecot import Dovecot
from tests.parts.postgres import Postgres
from tests.parts.sink import Sink

pytestmark = pytest.mark.parts


def test_ten_kills_of_any_process_while_sixty_mails_flow(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    chance = random.Random(4)
    roles = ("poller", "poller", "worker", "worker", "sender", "sender")
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, *roles) as house:
        house.start()
        house.deliver(*range(20))
        assert house.until(lambda: bool(smtp_sink.received))
        levels, names = house.levels(), sorted(house.running)
        for kill in range(10):
            before = len(smtp_sink.received)
            house.until(lambda seen=before: len(smtp_sink.received) >= seen + chance.randint(0, 3), 20)  # type: ignore[misc]
            house.kill(names[kill % len(names)] if kill < len(names) else chance.choice(names))
            house.deliver(*range(20 + 4 * kill, 24 + 4 * kill))
        assert len(smtp_sink.received) < 60, "all was done before the last kill"
        assert house.settled(60)
        assert house.until(lambda: house.is_back_to(levels), 20), (levels, house.levels())
        house.stop()
        assert house.started == len(roles) + 10
        house.holds(range(60))


def test_one_process_does_it_all_once_or_for_good(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, "all") as house:
        house.deliver(0, 1)
        ended = house.service.run("run", "--once")
        assert ended.returncode == 0, ended.stderr
        assert len(smtp_sink.received) == 2
        assert imap_server.flags(mailbox) == {1: {b"$Baosong"}, 2: {b"$Baosong"}}
        house.deliver(2)
        house.start()
        assert house.until(lambda: len(smtp_sink.received) == 3)
        house.stop()
        house.holds(range(3), doubtful=False)
        assert house.service.run("run", "--once", "--role", "worker").returncode == 2


def freeze_at_work(process: int, url: str) -> None:
    """SIGSTOP while it has a job in hand."""
    doing = b"SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE status = 'doing' AND queue_name = 'assess'"
    deadline = time.monotonic() + 60
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as looking:
        while time.monotonic() < deadline:
            if looking.execute(doing).fetchone() != (0,):
                os.kill(process, signal.SIGSTOP)
                time.sleep(0.1)  # what it had already sent arrives
                if looking.execute(doing).fetchone() != (0,):
                    return
                os.kill(process, signal.SIGCONT)
            time.sleep(0.002)
    raise AssertionError("the worker was never met at work")


def test_a_worker_frozen_beyond_its_heartbeat_finds_its_mail_filed_when_it_wakes(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, "poller", "worker", "sender") as house:
        house.start()
        house.deliver(0)
        assert house.until(lambda: len(smtp_sink.received) == 1)
        before = house.levels()
        house.deliver(*range(1, 6))
        frozen = house.running["worker 1"]
        freeze_at_work(frozen.pid, postgres_url)
        house.start_another("worker 9")
        assert house.until(lambda: len(smtp_sink.received) == 6), house.log()
        assert frozen.poll() is None
        os.kill(frozen.pid, signal.SIGCONT)
        time.sleep(4 * HEARTBEAT)
        house.deliver(6)
        assert house.settled(7)
        assert house.until(lambda: house.is_back_to(before), 20), (before, house.levels())
        house.stop()
        house.holds(range(7), doubtful=False)


def test_a_role_of_an_embedded_service_is_refused(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, "") as house:
        for role, words in (("worker", "procrastinate"), ("cook", "之一")):
            said = house.service.run("run", "--role", role)
            assert said.returncode == 2
            assert words in said.stderr
            assert len(said.stderr.splitlines()) == 1


def test_a_sender_frozen_in_the_middle_of_a_letter_sends_nothing_when_it_wakes(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, "poller", "worker", "sender") as house:
        frozen: list[int] = []

        def freeze(_: str) -> str:
            if not frozen:
                frozen.append(house.running["sender 2"].pid)
                os.kill(frozen[0], signal.SIGSTOP)
            return ""

        smtp_sink.at_rcpt = freeze
        house.start()
        house.deliver(0)
        assert house.until(lambda: bool(frozen))
        before = house.levels()
        house.start_another("sender 9")
        assert house.until(lambda: len(smtp_sink.received) == 1)  # nothing had left, which the records know
        os.kill(frozen[0], signal.SIGCONT)
        assert house.until(lambda: house.service.status()["outbox"]["sent"] == 1)
        house.deliver(1)
        assert house.until(lambda: len(smtp_sink.received) == 2)
        assert house.until(lambda: house.is_back_to(before), 20), (before, house.levels())
        house.stop()
        house.holds(range(2), doubtful=False)


def test_postgresql_killed_and_started_again_under_everybody(
    imap_server: Dovecot,
    mailbox: str,
    smtp_sink: Sink,
    tmp_path: Path,
    postgres_server: Postgres,
    postgres_url: str,
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, "poller", "worker", "sender") as house:
        house.start()
        house.deliver(*range(3))
        assert house.until(lambda: len(smtp_sink.received) == 3)
        before, processes = house.levels(), {name: each.pid for name, each in house.running.items()}
        house.deliver(*range(3, 12))
        assert house.until(lambda: len(smtp_sink.received) > 3)
        postgres_server.kill()
        time.sleep(2)
        assert len(smtp_sink.received) < 12, "all was done before it struck"
        postgres_server.start()
        assert house.settled(12)
        assert {name: each.pid for name, each in house.running.items()} == processes
        assert house.until(lambda: house.is_back_to(before), 20), (before, house.levels())
        house.stop()
        house.holds(range(12))


def test_a_server_without_a_free_connection_is_waited_for(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    with crowd(tmp_path, imap_server, mailbox, smtp_sink, postgres_url, "poller", "worker", "sender") as house:
        house.start()
        house.deliver(0)
        assert house.until(lambda: len(smtp_sink.received) == 1)
        before = house.levels()
        taken = all_connections(postgres_url)
        house.deliver(*range(1, 5))
        said = house.service.run("status", "--json")
        assert said.returncode == 2  # it struck: nobody new comes in
        time.sleep(2)
        for connection in taken:
            connection.close()
        assert "too many clients" in said.stderr
        assert house.settled(5)
        assert house.until(lambda: house.is_back_to(before), 20), (before, house.levels())
        house.stop()
        house.holds(range(5), doubtful=False)


def all_connections(url: str) -> list[psycopg.Connection[tuple[object, ...]]]:
    """Every connection that the server still has to give."""
    taken = []
    while True:
        try:
            taken.append(psycopg.connect(url.replace("+psycopg", "")))
        except psycopg.OperationalError:
            return taken
