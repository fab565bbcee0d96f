"""Letters that aren't written, or not sent on their own: nothing new to say, or perhaps a robot on the other side."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from intake.model import Letter
from intake.ports import OutboxState
from tests.archive.filings import NOON, assessed, examination, file, letter, simple

ALL = tuple(OutboxState)
AGAIN = replace(letter("2020-29-0001K"), kind="duplicate", again=True)


def states(records: SqlRecords) -> list[tuple[str, str]]:
    return [(row.letter.kind, row.state.value) for row in SqlOutbox(records).listed(ALL)]


def arrive(records: SqlRecords, raw: bytes, answer: Letter, now: datetime = NOON) -> None:
    """A mail without material, whatever is answered."""
    file(records, assessed(examination(raw)), answer, now=now)


def send_all(records: SqlRecords) -> None:
    box = SqlOutbox(records)
    for row in box.waiting():
        assert box.claim(row.id, NOON)
        box.sent(row.id, NOON)


def test_the_same_again_is_answered_once(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"first"))
    send_all(records)
    again = replace(AGAIN, receipts=(receipt,))
    for raw in (b"second", b"third"):
        arrive(records, raw, again)
        send_all(records)
    assert states(records) == [("acknowledgement", "sent"), ("duplicate", "sent"), ("duplicate", "superseded")]


def test_the_same_again_to_another_address_is_answered_there(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"first"))
    for raw, to in ((b"second", "a@example.org"), (b"third", "b@example.org")):
        arrive(records, raw, replace(AGAIN, receipts=(receipt,), to=to))
    assert states(records)[1:] == [("duplicate", "waiting"), ("duplicate", "waiting")]


def test_while_the_full_letter_waits_the_short_one_is_not_written(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"first"))
    arrive(records, b"second", replace(AGAIN, receipts=(receipt,)))
    assert states(records) == [("acknowledgement", "waiting"), ("duplicate", "superseded")]


def test_a_half_that_is_sent_again_and_again_is_asked_about_twice(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"first"), replace(letter("2020-29-0001K"), kind="awaited"))
    send_all(records)
    for raw in (b"second", b"third"):
        arrive(records, raw, replace(letter(receipt), kind="awaited", again=True))
        send_all(records)
    assert states(records) == [("awaited", "sent"), ("awaited", "sent"), ("awaited", "superseded")]


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(hours=23)])
def test_a_robot_gets_two_letters_and_a_person_sees_the_third(records: SqlRecords, later: timedelta) -> None:
    for raw in (b"first", b"second", b"third"):
        arrive(records, raw, replace(letter(), kind="correction", to_a_reply=True), NOON + later * (raw != b"first"))
        send_all(records)
    assert states(records) == [("correction", "sent"), ("correction", "sent"), ("correction", "held")]
    (held,) = SqlOutbox(records).listed((OutboxState.HELD,))
    assert "可能是自动回复" in held.letter.held


def test_an_address_in_another_case_is_the_same_receiver(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"first"))
    arrive(records, b"second", replace(AGAIN, receipts=(receipt,), to="ZhangSan@Example.org"))
    for number, to in enumerate(("li@example.org", "Li@example.org", "LI@EXAMPLE.ORG")):
        answer = replace(letter(), kind="correction", to_a_reply=True, to=to)
        arrive(records, b"reply %d" % number, answer)
        send_all(records)
    assert [state for _, state in states(records)] == ["sent", "superseded", "sent", "sent", "held"]


def test_the_next_day_it_is_a_person_again(records: SqlRecords) -> None:
    for raw in (b"first", b"second"):
        arrive(records, raw, replace(letter(), kind="correction", to_a_reply=True))
    arrive(
        records, b"third", replace(letter(), kind="correction", to_a_reply=True), NOON + timedelta(days=1, minutes=1)
    )
    assert states(records)[-1] == ("correction", "waiting")


def test_who_writes_anew_each_time_is_no_robot(records: SqlRecords) -> None:
    for raw in (b"first", b"second", b"third"):
        arrive(records, raw, replace(letter(), kind="correction"))
    assert [state for _, state in states(records)] == ["waiting"] * 3
