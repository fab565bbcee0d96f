"""The simulation's records and outbox keep the same contract as the real ones: one test, run on all three."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records
from intake.errors import Conflict
from intake.ports import Filing, OutboxState, Permission, RawMail, Sighting
from tests.archive.filings import NOON, assessed, digest_of, examination, judged, letter, raw_mail, simple
from tests.simulation.memory import MemoryOutbox, MemoryRecords
from tests.simulation.schedule import Schedule

MINUTE = timedelta(minutes=1)
HERE = ("a@example.org", "INBOX", 7)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    kinds = ["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.parts)]
    metafunc.parametrize("house", kinds, indirect=True)


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """Records and outbox."""
    if request.param == "memory":
        memory = MemoryRecords(Schedule(0))
        yield memory, MemoryOutbox(memory)
        return
    name = "postgres_url" if request.param == "postgresql" else "database"
    found = request.getfixturevalue(name)
    records: SqlRecords = open_records(str(found) if "://" in str(found) else f"sqlite:///{found}", "example.org")
    yield records, SqlOutbox(records)
    records.engine.dispose()


def register(records: Any, raw: bytes, uid: int = 1, **changes: Any) -> bool:
    with records.transaction() as transaction:
        fresh: bool = transaction.register(replace(raw_mail(raw), **changes), Sighting(*HERE, uid))
    return fresh


def file(records: Any, assessment: Any, *letters: Any, uid: int = 1) -> tuple[str, ...]:
    register(records, b"", uid, digest=assessment.case.digest)
    with records.transaction() as transaction:
        receipts: tuple[str, ...] = transaction.receipts(assessment)
        transaction.file(assessment.case.digest, Filing(assessment, letters, NOON))
    return receipts


def states(outbox: Any) -> dict[str, int]:
    rows = [*outbox.waiting(), *outbox.interrupted(), *outbox.doubtful()]
    return {row.state.value: row.id for row in rows}


def test_the_same_bytes_are_the_same_mail_and_the_urgent_one_is_first(house: tuple[Any, Any]) -> None:
    records, _ = house
    assert (register(records, b"a"), register(records, b"a", 2), register(records, b"b", 3, priority=5)) == (
        True,
        False,
        True,
    )
    assert records.pending() == (digest_of(b"b"), digest_of(b"a"))
    assert records.known_uids(*HERE) == {1, 2, 3}
    assert records.raw(digest_of(b"b")) == RawMail(digest_of(b"b"), 1, NOON, priority=5)


def test_what_the_store_lost_is_unknown_until_it_is_taken_in_anew(house: tuple[Any, Any]) -> None:
    records, _ = house
    register(records, b"a")
    records.lost(digest_of(b"a"))
    assert records.known_uids(*HERE) == frozenset()
    assert not register(records, b"a")
    assert records.known_uids(*HERE) == {1}


def test_nothing_of_a_transaction_that_fails_is_seen(house: tuple[Any, Any]) -> None:
    records, _ = house

    def broken() -> None:
        with records.transaction() as transaction:
            transaction.register(raw_mail(b"a"), Sighting(*HERE, 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert records.pending() == ()


def test_filing_is_once_and_marks_what_is_the_calls(house: tuple[Any, Any]) -> None:
    records, outbox = house
    receipts = file(records, simple(b"a"), letter("1"))
    with records.transaction() as transaction:
        transaction.file(digest_of(b"a"), Filing(simple(b"a"), (letter("1"),), NOON))
    assert len(receipts) == len(outbox.waiting()) == 1
    assert (records.pending(), records.to_mark(*HERE)) == ((), (1,))
    assert not records.is_pending(digest_of(b"a"))
    assert records.never_marked(*HERE, [1, 9]) == {1}
    records.marking(*HERE, [1])
    assert (records.never_marked(*HERE, [1]), records.to_mark(*HERE)) == (frozenset(), (1,))
    records.marked(*HERE, [1])
    assert records.to_mark(*HERE) == ()


def test_two_that_take_the_same_for_new_conflict(house: tuple[Any, Any]) -> None:
    records, _ = house
    file(records, simple(b"a"))
    register(records, b"b", 2)
    with pytest.raises(Conflict), records.transaction() as transaction:
        transaction.receipts(assessed(examination(b"b"), [judged(b"b", "中国云杉工程学会", "云杉林下的节日")]))


def test_a_newer_letter_about_the_same_supersedes_one_that_waits(house: tuple[Any, Any]) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), letter("1"), letter("2"))
    file(records, assessed(examination(b"b")), letter("1"), uid=2)
    assert [(row.id, row.letter.receipts) for row in outbox.waiting()] == [(2, ("2",)), (3, ("1",))]


def test_postponed_and_failed(house: tuple[Any, Any]) -> None:
    records, _ = house
    register(records, b"a")
    for expected in (1, 2):
        with records.transaction() as transaction:
            assert transaction.postpone(digest_of(b"a"), "坏了") == expected
    with records.transaction() as transaction:
        transaction.fail(digest_of(b"a"), "坏了", NOON)
    assert (records.pending(), records.to_mark(*HERE)) == ((), ())


def test_a_claim_its_lease_and_its_limits(house: tuple[Any, Any]) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), *(letter(str(number)) for number in range(4)))
    assert outbox.claim(1, NOON, "one", NOON + MINUTE).attempt == 1
    assert not outbox.claim(1, NOON)
    assert outbox.sent_since(NOON, domain="EXAMPLE.org") == outbox.sent_since(NOON, address="zhangsan@example.org") == 1
    assert outbox.sent_since(NOON, receipt="0") == 1
    assert outbox.sent_since(NOON, receipt="1") == outbox.sent_since(NOON, domain="ample.org") == 0
    assert outbox.claim(2, NOON, permit=lambda tally: Permission(hold=f"{tally.sent_since(NOON)}封")).held == "1封"
    assert not outbox.claim(3, NOON, permit=lambda _: Permission(until=NOON + MINUTE))
    assert [row.id for row in outbox.due(NOON)] == [4]
    outbox.renew("one", NOON + 3 * MINUTE)
    assert [(row.holder, row.claimed_until) for row in outbox.interrupted()] == [("one", NOON + 3 * MINUTE)]
    outbox.retry(1, NOON + MINUTE, "451 慢一点", attempt=1)
    assert outbox.sent_since(NOON) == outbox.sent_since(NOON, receipt="0") == 0
    assert outbox.sent_since(NOON, domain="example.org") == 1  # tried all the same


def test_a_letter_dated_by_a_clock_that_ran_a_day_ahead_does_not_wait_for_that_day(house: tuple[Any, Any]) -> None:
    records, outbox = house
    day = timedelta(days=1)
    file(records, assessed(examination(b"a")), letter("1"), letter("2", due_at=NOON + 2 * MINUTE))
    outbox.claim(1, NOON + day)
    outbox.retry(1, NOON + day + MINUTE, "451")
    assert [row.id for row in outbox.due(NOON)] == [1]  # tried by such a clock
    assert [row.id for row in outbox.due(NOON - day)] == [2, 1]  # filed by one, seen from the day that it was
    assert [row.is_due(NOON) for row in outbox.waiting()] == [True, False]


def test_what_another_sender_has_tried_meanwhile_is_not_claimed_at_once(house: tuple[Any, Any]) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), letter("1"))
    (seen,) = outbox.due(NOON)
    outbox.claim(1, NOON, seen=seen)
    outbox.retry(1, NOON, "451", 1)
    assert not outbox.claim(1, NOON, seen=seen)  # found due before the other's attempt
    (seen,) = outbox.due(NOON)
    assert outbox.claim(1, NOON, seen=seen).attempt == 2


def test_an_address_counts_in_any_case(house: tuple[Any, Any]) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), letter("1", to="Zhang@Example.org"))
    outbox.claim(1, NOON)
    assert outbox.sent_since(NOON, address="zhang@example.ORG") == 1
    assert outbox.sent_since(NOON, address="hang@example.org") == 0


def test_a_hand_over_is_noted_once_it_is_certain_to_be_ones_own(house: tuple[Any, Any]) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), letter("1"))
    assert not outbox.handing_over(1, 0)
    outbox.claim(1, NOON)
    assert [row.certainly_kept for row in outbox.interrupted()] == [True]
    assert outbox.handing_over(1, 1)
    assert [row.certainly_kept for row in outbox.interrupted()] == [False]
    assert not outbox.take_back(1, "没有发出", 1)
    outbox.retry(1, NOON, "451", 1)
    outbox.claim(1, NOON)
    assert not outbox.handing_over(1, 1)  # another's by now
    assert outbox.take_back(1, "没有发出", 2)
    assert not outbox.handing_over(1, 2)
    assert [(row.attempts, row.last_error) for row in outbox.waiting()] == [(2, "没有发出")]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["sent"], "none"),
        (["retry"], OutboxState.WAITING),
        (["failed"], "none"),
        (["in_doubt"], OutboxState.IN_DOUBT),
        (["in_doubt", "sent"], "none"),
        (["in_doubt", "retry"], OutboxState.WAITING),
        (["in_doubt", "release"], OutboxState.WAITING),
        (["in_doubt", "release", "sent"], "none"),
        (["in_doubt", "release", "failed"], OutboxState.WAITING),
        (["in_doubt", "release", "claim", "sent"], OutboxState.SENDING),
        (["take_back"], OutboxState.WAITING),
        (["take_back", "handing_over", "sent"], "none"),
        (["handing_over", "take_back"], OutboxState.SENDING),
        (["handing_over", "take_back", "in_doubt", "take_back"], OutboxState.IN_DOUBT),
        (["take_back", "claim", "handing_over", "take_back"], OutboxState.SENDING),
    ],
)
def test_outcomes(house: tuple[Any, Any], steps: list[str], state: str) -> None:
    records, outbox = house
    file(records, assessed(examination(b"a")), letter("1"))
    outbox.claim(1, NOON)
    said: dict[str, Callable[[], object]] = {
        "sent": lambda: outbox.sent(1, NOON, 1),
        "retry": lambda: outbox.retry(1, NOON, "451", 1),
        "failed": lambda: outbox.failed(1, "550", 1),
        "in_doubt": lambda: outbox.in_doubt(1, "断线", 1),
        "release": lambda: outbox.release(1, NOON),
        "claim": lambda: outbox.claim(1, NOON),
        "handing_over": lambda: outbox.handing_over(1, 1),
        "take_back": lambda: outbox.take_back(1, "没有发出", 1),
    }
    for step in steps:
        said[step]()
    assert list(states(outbox)) == ([] if state == "none" else [state])
