"""After a SIGKILL and a reopen: what was registered is pending, what was filed is whole, no letter leaves twice."""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records
from archive.verify import verify
from archive.views import activities, counts, mails
from intake.deliver import Delivery, Limits
from intake.ports import OutboxState
from intake.smtp import SmtpSender, SmtpServer
from intake.tls import Security
from tests.archive.filings import NOON, assessed, digest_of, examination, file, letter, register, simple
from tests.archive.processes import started
from tests.parts.sink import Sink

LATER = NOON + timedelta(days=2)


def killed(child: "subprocess.Popen[str]") -> None:
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL


def go(child: "subprocess.Popen[str]") -> None:
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


def reopened(database_url: str) -> SqlRecords:
    return open_records(database_url, "example.org")


def test_what_is_registered_and_not_filed_is_pending_after_a_reopen(records: SqlRecords, database_url: str) -> None:
    file(records, simple(b"filed"))
    digests = sorted(register(records, raw, uid) for uid, raw in enumerate((b"one", b"two", b"three")))
    records.engine.dispose()
    again = reopened(database_url)
    assert sorted(again.pending()) == digests
    assert counts(again)["queue"]["waiting"] == 3
    again.engine.dispose()


OPEN_TRANSACTION = """
from pathlib import Path
from archive.blobs import FolderBlobs
from archive.records import open_records
from tests.archive.filings import NOON, digest_of, letter, raw_mail, register, sighting, simple
from intake.ports import Filing
records = open_records(sys.argv[1])
register(records, b"registered")
FolderBlobs(Path(sys.argv[2])).put(b"unregistered")
with records.transaction() as transaction:
    transaction.register(raw_mail(b"unregistered"), sighting(2))
    transaction.file(digest_of(b"registered"), Filing(simple(b"registered"), (letter("1"),), NOON))
    transaction.session.flush()
    ready()
"""


@pytest.mark.parts
def test_a_process_killed_in_the_middle_of_a_transaction_leaves_what_was_before(
    database_url: str, blobs: FolderBlobs
) -> None:
    with started(1, OPEN_TRANSACTION, database_url, blobs.root) as (child,):
        killed(child)
    records = reopened(database_url)
    assert records.pending() == (digest_of(b"registered"),)
    assert records.known_uids("a@example.org", "INBOX", 7) == {1}
    assert blobs.get(digest_of(b"unregistered")) == b"unregistered"
    assert counts(records)["outbox"]["waiting"] == 0
    assert activities(records) == ()
    assert len(file(records, simple(b"registered"))) == 1
    assert verify(records, blobs).database == ()
    records.engine.dispose()


FILING_FOR_EVER = """
import itertools, os
from archive.records import open_records
from tests.archive.filings import file, register, simple
records = open_records(sys.argv[1], "example.org")
ready()
for number in itertools.count(1):
    name = f"{os.getpid()}-{number}"
    print("registered", register(records, name.encode(), os.getpid() * 1000 + number), flush=True)
    print("filed", *file(records, simple(name.encode(), "学会" + name), uid=os.getpid() * 1000 + number), flush=True)
"""


@pytest.mark.parts
def test_processes_killed_at_random_leave_every_promise_kept_and_every_filing_whole(
    database_url: str, blobs: FolderBlobs
) -> None:
    chance = random.Random(29)
    promised: list[list[str]] = []
    for _ in range(10):
        with started(1, FILING_FOR_EVER, database_url) as (child,):
            go(child)
            assert child.stdout is not None
            promised += [child.stdout.readline().split() for _ in range(chance.randint(1, 12))]
            killed(child)
            promised += [line.split() for line in child.stdout.readlines() if line.endswith("\n")]
    records = reopened(database_url)
    shown = mails(records)
    assert {words[1] for words in promised if words[0] == "registered"} <= {mail.digest for mail in shown}
    receipts = [receipt for mail in shown for receipt in mail.receipts]
    assert {words[1] for words in promised if words[0] == "filed"} <= set(receipts)
    assert len(receipts) == len(set(receipts)) == len(activities(records))
    for mail in shown:
        assert (len(mail.receipts), len(mail.letters)) == ((1, 1) if mail.state == "filed" else (0, 0))
    assert set(records.pending()) == {mail.digest for mail in shown if mail.state == "registered"}
    with records.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit")) == len(receipts)
    assert verify(records, blobs).database == ()
    records.engine.dispose()


def delivery(records: SqlRecords, port: int, now: datetime = LATER) -> Delivery:
    line = "活动办公室 <submit@example.org>"
    server = SmtpServer("127.0.0.1", port, Security.NONE, line)
    return Delivery(SqlOutbox(records), records, SmtpSender(server), line, lambda: now, Limits())


SENDING = """
from archive.records import open_records
from tests.archive.test_recovery import delivery
records = open_records(sys.argv[1], "example.org")
ready()
delivery(records, int(sys.argv[2])).deliver_due()
"""


@pytest.mark.parts
def test_a_letter_of_a_process_that_died_before_its_hand_over_is_sent_again(database_url: str, smtp_sink: Sink) -> None:
    records = reopened(database_url)
    file(records, assessed(examination(b"a")), letter("1"))
    with started(1, SENDING, database_url, smtp_sink.port) as (child,):
        smtp_sink.at_rcpt = kill_the_sender(child.pid)
        go(child)
        assert child.wait(30) == -signal.SIGKILL
    smtp_sink.at_rcpt = lambda _: ""
    restarted = delivery(records, smtp_sink.port)
    assert (restarted.recover(), restarted.deliver_due(), restarted.recover()) == (0, 1, 0)
    assert len(smtp_sink.received) == 1
    records.engine.dispose()


@pytest.mark.parts
def test_a_letter_handed_over_by_a_dead_process_is_in_doubt_and_not_sent_again(
    database_url: str, smtp_sink: Sink
) -> None:
    records = reopened(database_url)
    file(records, assessed(examination(b"a")), letter("1"))
    message_id = SqlOutbox(records).waiting()[0].message_id
    with started(1, SENDING, database_url, smtp_sink.port) as (child,):
        smtp_sink.after_data = kill_the_sender(child.pid)
        go(child)
        assert child.wait(30) == -signal.SIGKILL
    smtp_sink.after_data = lambda _: ""
    left_before = len(smtp_sink.received)
    outbox = SqlOutbox(records)
    assert [row.id for row in outbox.interrupted()] == [1]
    assert counts(records)["outbox"]["waiting"] == 1  # visible before the restart, too

    restarted = delivery(records, smtp_sink.port)
    assert restarted.recover() == 1
    assert restarted.deliver_due() == 0
    assert restarted.recover() == 0
    assert len(smtp_sink.received) == left_before == 1
    (row,) = outbox.listed((OutboxState.IN_DOUBT,))
    assert (row.attempts, row.message_id) == (1, message_id)
    assert row.last_error == "发送途中程序中断，不能确定对方是否收到"
    assert counts(records)["outbox"] == {"waiting": 0, "held": 0, "in_doubt": 1, "sent": 0, "failed": 0}

    assert outbox.release(1, LATER)  # a person looked, and wants it to go
    assert restarted.deliver_due() == 1
    assert smtp_sink.messages[-1]["Message-ID"] == message_id
    assert [row.state for row in outbox.listed(tuple(OutboxState))] == [OutboxState.SENT]
    records.engine.dispose()


def kill_the_sender(process: int) -> Callable[[str], str]:
    def kill(address: str) -> str:
        os.kill(process, signal.SIGKILL)
        return ""

    return kill
