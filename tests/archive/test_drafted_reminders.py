"""Reminders in the outbox: drafted once a plan, taken back while they haven't left, an older draft giving way."""

from dataclasses import replace
from datetime import timedelta

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.reminding import SqlReminding
from intake.model import Letter
from intake.ports import OutboxState
from tests.archive.filings import NOON, letter

REMINDER = replace(
    letter(to="office@example.org", held="请过目"),
    kind="reminder",
    text="中国云杉工程学会：\n\n您好！",
    subject="提醒：某活动筹备方案",
)


def states(records: SqlRecords) -> list[str]:
    return [row.state.value for row in SqlOutbox(records).listed(tuple(OutboxState))]


def draft(records: SqlRecords, plan: str, *letters: Letter, days: int = 0) -> int:
    return SqlReminding(records).draft("2020-29", plan, letters, NOON + timedelta(days=days))


def test_a_plan_is_carried_out_once(records: SqlRecords) -> None:
    assert not SqlReminding(records).is_drafted("2020-29 plan 7")
    assert draft(records, "2020-29 plan 7", REMINDER) == 1
    assert draft(records, "2020-29 plan 7", REMINDER, days=3) == 0
    assert SqlReminding(records).is_drafted("2020-29 plan 7")
    assert states(records) == ["held"]


def test_an_older_draft_gives_way(records: SqlRecords) -> None:
    draft(records, "7", REMINDER)
    assert draft(records, "1", REMINDER, days=6) == 1
    assert states(records) == ["superseded", "held"]


def test_another_call_s_reminders_neither_give_way_nor_hold_up(records: SqlRecords) -> None:
    draft(records, "7", REMINDER)
    other = replace(REMINDER, subject="提醒：另一活动筹备方案")
    assert SqlReminding(records).draft("2021-7", "7 of the other", [other], NOON) == 1
    assert states(records) == ["held", "held"]
    assert draft(records, "1", REMINDER, days=6) == 1
    assert states(records) == ["superseded", "held", "held"]


def test_what_has_not_left_is_taken_back(records: SqlRecords) -> None:
    reminding = SqlReminding(records)
    draft(records, "7", REMINDER)
    (opened,) = reminding.open()
    assert (opened.name, opened.subject, opened.call) == ("中国云杉工程学会", "提醒：某活动筹备方案", "2020-29")
    assert reminding.take_back([opened.row], NOON) == 1
    assert reminding.open() == ()
    assert states(records) == ["superseded"]


def test_what_has_left_is_not(records: SqlRecords) -> None:
    draft(records, "7", replace(REMINDER, held=""))
    box = SqlOutbox(records)
    (row,) = box.waiting()
    box.claim(row.id, NOON)
    box.sent(row.id, NOON)
    assert SqlReminding(records).take_back([row.id], NOON) == 0
    assert states(records) == ["sent"]
