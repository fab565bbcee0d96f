"""The outbox: each letter to exactly one sender, its attempt written before it is made, sent once."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.tables import AuditRow, OutboxTable
from archive.views import counts
from intake.errors import StoreError
from intake.model import Letter, Prior
from intake.ports import OutboxRow, OutboxState, Relation
from tests.archive.faults import refusing
from tests.archive.filings import CALL, NOON, address, assessed, examination, file, judged, letter, pdf, simple, word
from tests.archive.processes import together

MINUTE = timedelta(minutes=1)


def write(records: SqlRecords, *letters: Letter, raw: bytes = b"a") -> None:
    file(records, assessed(examination(raw)), *letters)


def row(outbox: SqlOutbox, number: int = 1) -> OutboxRow:
    return next(row for row in outbox.listed(tuple(OutboxState)) if row.id == number)


def test_a_letter_is_due_when_its_time_has_come_oldest_first(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("2", due_at=NOON + 2 * MINUTE), letter("1", due_at=NOON + MINUTE), letter("3", due_at=NOON))
    assert [r.letter.receipts for r in outbox.due(NOON)] == [("3",)]
    assert [r.letter.receipts for r in outbox.due(NOON + 2 * MINUTE)] == [("3",), ("1",), ("2",)]
    assert [r.letter.receipts for r in outbox.waiting()] == [("2",), ("1",), ("3",)]


def test_what_was_written_comes_back_with_a_message_id_of_its_own(records: SqlRecords, outbox: SqlOutbox) -> None:
    letters = (letter("1"), letter("2", held="有待核对的意见"))
    write(records, *letters)
    one, two = row(outbox, 1), row(outbox, 2)
    assert (one.letter, two.letter) == letters
    assert (one.state, two.state) == (OutboxState.WAITING, OutboxState.HELD)
    assert (one.created_at, one.attempts, one.released, one.last_error) == (NOON, 0, False, "")
    prefix = one.message_id.removesuffix(".1@example.org>")
    assert prefix.startswith("<baosong.")
    assert two.message_id == f"{prefix}.2@example.org>"


def test_message_ids_stay_and_are_this_installations(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    first = row(outbox).message_id
    outbox.claim(1, NOON)
    outbox.retry(1, NOON, "451")
    assert row(outbox).message_id == first
    again = SqlOutbox(SqlRecords(records.engine, "example.org"))
    write(records, letter("2"), raw=b"b")
    assert row(again, 2).message_id == first.replace(".1@", ".2@")


def test_the_attempt_is_on_record_before_it_is_made(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    assert outbox.claim(1, NOON + MINUTE)
    found = row(outbox)
    assert (found.state, found.attempts) == (OutboxState.SENDING, 1)
    assert outbox.sent_since(NOON) == 1
    assert outbox.due(NOON + MINUTE) == ()


def test_one_claims(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    assert outbox.claim(1, NOON)
    assert not outbox.claim(1, NOON)
    assert not outbox.claim(99, NOON)
    outbox.sent(1, NOON)
    assert not outbox.claim(1, NOON)
    assert row(outbox).state is OutboxState.SENT


def test_a_claim_that_cannot_be_written_is_no_claim(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    with refusing(records, "outbox", "UPDATE"), pytest.raises(StoreError, match="the fault struck"):
        outbox.claim(1, NOON)
    assert (row(outbox).state, row(outbox).attempts) == (OutboxState.WAITING, 0)


def test_what_was_certainly_not_taken_waits_until_then(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    for attempt in (1, 2, 3):
        assert outbox.claim(1, NOON)
        outbox.retry(1, NOON + attempt * MINUTE, "451 稍后再试")
        assert outbox.due(NOON) == ()
        assert [r.attempts for r in outbox.due(NOON + attempt * MINUTE)] == [attempt]
    assert row(outbox).last_error == "451 稍后再试"
    assert outbox.sent_since(NOON - MINUTE) == 0


@pytest.mark.parametrize(("end", "state"), [("failed", OutboxState.FAILED), ("in_doubt", OutboxState.IN_DOUBT)])
def test_refused_and_doubtful_letters_are_never_due_again(
    records: SqlRecords, outbox: SqlOutbox, end: str, state: OutboxState
) -> None:
    write(records, letter("1"))
    outbox.claim(1, NOON)
    getattr(outbox, end)(1, "550 没有此人")
    assert (row(outbox).state, row(outbox).last_error) == (state, "550 没有此人")
    assert outbox.due(NOON + timedelta(days=999)) == ()
    assert not outbox.claim(1, NOON)
    assert counts(records)["outbox"][state.value] == 1


def test_only_a_claimed_letter_has_an_outcome(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    outbox.sent(1, NOON)
    outbox.failed(1, "x")
    outbox.in_doubt(1, "x")
    outbox.retry(1, NOON + MINUTE, "x")
    assert (row(outbox).state, row(outbox).last_error, row(outbox).letter.due_at) == (OutboxState.WAITING, "", NOON)


def test_a_sender_that_lives_after_all_clears_the_doubt(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    outbox.claim(1, NOON)
    outbox.in_doubt(1, "另一进程启动时以为中断")
    outbox.sent(1, NOON + MINUTE)
    assert (row(outbox).state, row(outbox).last_error) == (OutboxState.SENT, "")


def test_held_letters_wait_for_a_person_whose_release_is_in_the_audit_log(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    write(records, letter("1"))
    outbox.hold(1, "一天内已发20封")
    assert (row(outbox).state, row(outbox).letter.held) == (OutboxState.HELD, "一天内已发20封")
    assert outbox.due(NOON + timedelta(days=999)) == ()
    assert not outbox.claim(1, NOON)
    assert outbox.release(1, NOON + MINUTE)
    assert not outbox.release(1, NOON + MINUTE)
    (due,) = outbox.due(NOON + MINUTE)
    assert (due.released, due.letter.held, due.letter.due_at) == (True, "", NOON + MINUTE)
    with records.reading() as session:
        lines = session.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject, AuditRow.at)).all()
    assert [tuple(line) for line in lines if line[1] != "file"] == [
        ("office", "decide letter_released", "1", NOON + MINUTE)
    ]


def test_a_doubtful_letter_goes_again_only_by_a_persons_will(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    before = row(outbox).message_id
    outbox.claim(1, NOON)
    outbox.in_doubt(1, "断线")
    assert outbox.release(1, NOON + MINUTE)
    assert outbox.claim(1, NOON + MINUTE)
    assert (row(outbox).attempts, row(outbox).message_id) == (2, before)


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "failed", "superseded"])
def test_nothing_else_can_be_released(records: SqlRecords, outbox: SqlOutbox, state: str) -> None:
    write(records, letter("1"))
    with records.transaction() as transaction:
        transaction.session.get_one(OutboxTable, 1).state = state
    assert not outbox.release(1, NOON)
    assert row(outbox).state == state


def test_a_release_without_its_audit_line_is_none(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1", held="待核对"))
    with refusing(records, "audit"), pytest.raises(StoreError, match="the fault struck"):
        outbox.release(1, NOON)
    assert (row(outbox).state, row(outbox).released) == (OutboxState.HELD, False)


def test_limits_count_what_was_sent_or_may_have_been(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(
        records,
        letter("1", "2", to="a@example.org"),
        letter("2", to="a@example.org"),
        letter("3", to="b@example.org"),
        letter("4", to="a@example.org"),
        letter("1", to="c@example.org"),
    )
    for number, end in ((1, "sent"), (2, "in_doubt"), (3, ""), (4, "retry"), (5, "failed")):
        assert outbox.claim(number, NOON + number * MINUTE)
        if end == "sent":
            outbox.sent(number, NOON + number * MINUTE)
        elif end == "retry":
            outbox.retry(number, NOON, "451")
        elif end:
            getattr(outbox, end)(number, "x")
    assert outbox.sent_since(NOON) == 3
    assert outbox.sent_since(NOON + 2 * MINUTE) == 2
    assert outbox.sent_since(NOON + timedelta(hours=1)) == 0
    assert outbox.sent_since(NOON, address="a@example.org") == 2
    assert outbox.sent_since(NOON, address="c@example.org") == 0
    assert [outbox.sent_since(NOON, receipt=receipt) for receipt in "12345"] == [1, 2, 1, 0, 0]
    assert outbox.sent_since(NOON, address="a@example.org", receipt="1") == 1


def states(outbox: SqlOutbox) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for one in outbox.listed(tuple(OutboxState)):
        found.setdefault(one.letter.receipts, []).append(one.state.value)
    return found


def test_mails_close_together_get_one_answer(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"), letter("1", "2"), letter("3"), letter("1", to="other@example.org"))
    write(records, letter("1", held="待核对"), letter("1"), raw=b"b")
    assert states(outbox) == {
        ("1",): ["superseded", "waiting", "held", "waiting"],  # the other address's stands; both of the new mail stand
        ("1", "2"): ["waiting"],  # it speaks of another submission, too
        ("3",): ["waiting"],
    }


def _newest(records: SqlRecords) -> Prior:
    """What stands on record after a mail that was received later than the next, with a letter waiting."""
    sent = word("1", "方案.docx", "直播")
    submission = judged(b"new", "中国云杉工程学会", "云杉林下的节日", word_version=sent)
    (receipt,) = file(
        records, assessed(examination(b"new", [sent]), [submission], received_at=NOON + MINUTE), letter("1")
    )
    return records.related(CALL.name, Relation((receipt,), (), "", ()))[0]


def test_the_answer_to_an_older_mail_filed_later_gives_way_to_the_newer_ones(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    newest = _newest(records)
    replaced = judged(b"old", "中国云杉工程学会", "云杉林下的节日", prior=newest)
    replaced = replace(replaced, material=replace(replaced.material, word=newest.word))
    file(records, assessed(examination(b"old"), [replaced]), letter("1"), letter("1", held="待核对"))
    assert states(outbox) == {("1",): ["waiting", "superseded", "superseded"]}


def test_the_answer_to_an_older_mail_about_more_stands(records: SqlRecords, outbox: SqlOutbox) -> None:
    newest = _newest(records)
    replaced = judged(b"old", "中国云杉工程学会", "云杉林下的节日", prior=newest)
    replaced = replace(replaced, material=replace(replaced.material, word=newest.word))
    file(records, assessed(examination(b"old"), [replaced]), letter("1", "2"))
    assert states(outbox) == {("1",): ["superseded"], ("1", "2"): ["waiting"]}


def test_the_answer_to_an_older_mail_that_brings_the_missing_half_tells_how_it_stands(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    newest, half = _newest(records), pdf("1", "方案.pdf", "盖章页")
    completing = judged(b"old", "中国云杉工程学会", "云杉林下的节日", prior=newest, pdf_version=half)
    completing = replace(completing, material=replace(completing.material, word=newest.word))
    file(records, assessed(examination(b"old", [half]), [completing]), letter("1"))
    assert states(outbox) == {("1",): ["superseded", "waiting"]}


@pytest.mark.parametrize("state", ["sending", "sent", "in_doubt", "failed"])
def test_what_has_left_or_may_have_gives_way_to_nothing(records: SqlRecords, outbox: SqlOutbox, state: str) -> None:
    write(records, letter("1"))
    with records.transaction() as transaction:
        transaction.session.get_one(OutboxTable, 1).state = state
    write(records, letter("1"), raw=b"b")
    assert states(outbox)[("1",)] == [state, "waiting"]


def test_a_held_letter_silences_nothing(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1"))
    write(records, letter("1", held="待核对"), raw=b"b")
    assert states(outbox)[("1",)] == ["waiting", "held"]


def test_a_superseded_letter_is_not_claimed_by_a_sender_that_saw_it_waiting(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    write(records, letter("1"))
    (seen,) = outbox.due(NOON)
    write(records, letter("1"), raw=b"b")
    assert not outbox.claim(seen.id, NOON)


def test_one_to_the_same_address_in_another_case_supersedes_it(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, letter("1", to="Li@Example.org"))
    write(records, letter("1", to="li@example.org"), raw=b"b")
    write(records, letter("1", to="li2@example.org"), raw=b"c")
    assert states(outbox)[("1",)] == ["superseded", "waiting", "waiting"]


def test_a_letter_that_a_person_words_anew_is_not_claimed_by_a_sender_that_saw_the_old_words(
    records: SqlRecords, outbox: SqlOutbox
) -> None:
    write(records, letter("1"))
    (seen,) = outbox.due(NOON)
    assert outbox.edit(seen.id, replace(seen.letter, text="改过的信\n"), NOON, "office")
    assert not outbox.claim(seen.id, NOON, seen=seen)
    (again,) = outbox.due(NOON)
    assert outbox.claim(seen.id, NOON, seen=again)
    assert not outbox.edit(seen.id, seen.letter, NOON, "office")  # it may have left


def test_threads_that_race_for_the_same_letters_get_each_once(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, *(letter(str(number)) for number in range(20)))
    won: list[int] = []
    barrier = threading.Barrier(6)

    def claim_all() -> None:
        barrier.wait()
        won.extend(one.id for one in outbox.due(NOON) if outbox.claim(one.id, NOON))

    threads = [threading.Thread(target=claim_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(1, 21))
    assert {one.attempts for one in outbox.interrupted()} == {1}


CLAIMING = """
from archive.outbox import SqlOutbox
from archive.records import open_records
from tests.archive.filings import NOON
box = SqlOutbox(open_records(sys.argv[1]))
seen = box.due(NOON)
ready()
for row in seen:
    if box.claim(row.id, NOON):
        print(row.id)
        box.sent(row.id, NOON)
"""


@pytest.mark.parts
def test_processes_that_race_for_the_same_letters_get_each_once(records: SqlRecords, outbox: SqlOutbox) -> None:
    write(records, *(letter(str(number)) for number in range(40)))
    said = together(4, CLAIMING, address(records))
    assert Counter(int(line) for lines in said for line in lines) == Counter(range(1, 41))
    assert counts(records)["outbox"] == {"waiting": 0, "held": 0, "in_doubt": 0, "sent": 40, "failed": 0}


def test_letters_of_a_mail_filed_with_submissions_belong_to_it(records: SqlRecords, outbox: SqlOutbox) -> None:
    receipts = file(records, simple(b"a"))
    (waiting,) = outbox.waiting()
    assert waiting.letter.receipts == receipts
