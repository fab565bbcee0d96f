"""A claim belongs to its holder and its attempt; what it counts stays true however many senders claim at once."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from intake.holder import certainly_gone, own_name
from intake.ports import OutboxRow, OutboxState, Permission
from tests.archive.filings import NOON, assessed, examination, file, letter
from tests.archive.processes import together

MINUTE = timedelta(minutes=1)


def write(records: SqlRecords, count: int = 1, to: str = "zhangsan@example.org") -> None:
    for number in range(count):
        raw = f"{to} {number}".encode()
        file(records, assessed(examination(raw)), letter(f"{to}-{number}", to=to))


def row(outbox: SqlOutbox, number: int = 1) -> OutboxRow:
    return next(row for row in outbox.listed(tuple(OutboxState)) if row.id == number)


def test_a_claim_says_who_has_it_and_until_when_and_is_renewed(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, 2)
    assert outbox.claim(1, NOON, "one", NOON + MINUTE).attempt == 1
    assert outbox.claim(2, NOON, "other", NOON + MINUTE)
    outbox.renew("one", NOON + 5 * MINUTE)
    assert [(r.holder, r.claimed_until) for r in outbox.interrupted()] == [
        ("one", NOON + 5 * MINUTE),
        ("other", NOON + MINUTE),
    ]


def test_what_is_said_of_an_earlier_attempt_changes_no_later_one(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records)
    first = outbox.claim(1, NOON).attempt
    outbox.in_doubt(1, "断线", first)
    assert outbox.release(1, NOON)
    second = outbox.claim(1, NOON).attempt
    outbox.failed(1, "550", first)
    outbox.retry(1, NOON, "451", first)
    outbox.sent(1, NOON, first)
    assert not outbox.in_doubt(1, "断线", first)
    assert (row(outbox).state, row(outbox).attempts) == (OutboxState.SENDING, second)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("sent", OutboxState.SENT), ("retry", OutboxState.WAITING), ("failed", OutboxState.FAILED)],
)
def test_who_made_the_attempt_knows_better_than_who_called_it_doubtful(
    records: SqlRecords, outbox: SqlOutbox, outcome: str, state: OutboxState
) -> None:
    write(records)
    attempt = outbox.claim(1, NOON).attempt
    assert outbox.in_doubt(1, "另一进程以为中断", attempt)
    said = {"sent": (1, NOON), "retry": (1, NOON, "451"), "failed": (1, "550")}[outcome]
    getattr(outbox, outcome)(*said, attempt)
    assert row(outbox).state is state


def test_sent_after_all_a_letter_that_a_person_released_from_doubt_goes_no_second_time(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    write(records)
    attempt = outbox.claim(1, NOON).attempt
    outbox.in_doubt(1, "断线", attempt)
    outbox.release(1, NOON)
    outbox.sent(1, NOON, attempt)
    assert row(outbox).state is OutboxState.SENT
    assert not outbox.claim(1, NOON)


def test_what_may_not_leave_is_held_or_put_off_by_the_claim_itself(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, 2)
    held = outbox.claim(1, NOON, permit=lambda _: Permission(hold="够了"))
    assert (bool(held), held.held, row(outbox, 1).state, row(outbox, 1).letter.held) == (
        False,
        "够了",
        OutboxState.HELD,
        "够了",
    )
    assert not outbox.claim(2, NOON, permit=lambda _: Permission(until=NOON + MINUTE))
    assert (row(outbox, 2).state, row(outbox, 2).letter.due_at, row(outbox, 2).attempts) == (
        OutboxState.WAITING,
        NOON + MINUTE,
        0,
    )


def test_a_domain_counts_whole_and_in_any_case(records: SqlRecords, outbox: SqlOutbox) -> None:
    for number, to in enumerate(("a@QQ.example.org", "b@qq.example.org", "c@notqq.example.org", "d@q_.example.org"), 1):
        write(records, to=to)
        outbox.claim(number, NOON)
    counted = [outbox.sent_since(NOON, domain=name) for name in ("qq.example.org", "q_.example.org", "example.org")]
    assert counted == [2, 1, 0]


CLAIMING_UNDER_A_BRAKE = """
from archive.outbox import SqlOutbox
from archive.records import open_records
from intake.ports import Permission
from tests.archive.filings import NOON
box = SqlOutbox(open_records(sys.argv[1]))
rows = box.due(NOON)
brake = lambda tally: Permission(hold="够了") if tally.sent_since(NOON) >= 7 else Permission()
ready()
for row in rows:
    if box.claim(row.id, NOON, permit=brake):
        print(row.id)
        box.sent(row.id, NOON)
"""


@pytest.mark.parts
def test_the_brake_holds_across_senders_that_claim_at_once(
    records: SqlRecords, outbox: SqlOutbox, database_url: str
) -> None:
    write(records, 20)
    said = together(4, CLAIMING_UNDER_A_BRAKE, database_url)
    taken = [line for lines in said for line in lines]
    assert len(taken) == len(set(taken)) == 7
    states = [each.state for each in outbox.listed(tuple(OutboxState))]
    assert (states.count(OutboxState.SENT), states.count(OutboxState.HELD)) == (7, 13)


def test_this_process_is_not_gone_and_one_that_ended_is() -> None:
    assert not certainly_gone(own_name())
    naming = "from intake.holder import own_name; print(own_name(), end='')"
    ended = subprocess.run([sys.executable, "-c", naming], capture_output=True, text=True, check=True).stdout
    assert certainly_gone(ended)
    assert not certainly_gone(f"another-machine/{os.getpid()}/1")  # only its silence tells
    assert not certainly_gone("")
