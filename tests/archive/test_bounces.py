"""A letter that came back: which it was, what becomes of its state, whom to call, and that calling ends it."""

from dataclasses import replace
from datetime import timedelta

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.returned import dealt_with, returned
from archive.views import counts
from intake.bounces import Bounce
from intake.ports import Filing, OutboxRow, OutboxState
from tests.archive.filings import NOON, assessed, examination, file, letter, register, simple

WHO = "zhangsan@example.org"


def sent(records: SqlRecords, raw: bytes = b"first", unit: str = "中国云杉工程学会") -> OutboxRow:
    assessment = simple(raw, unit)
    (judged,) = assessment.submissions
    fields = {**judged.material.fields, "contact_name": "张三", "contact_mobile": "13900001234"}
    judged = replace(judged, material=replace(judged.material, fields=fields))
    file(records, replace(assessment, submissions=(judged,)))
    box = SqlOutbox(records)
    row = box.waiting()[-1]
    box.claim(row.id, NOON)
    box.sent(row.id, NOON)
    return row


def come_back(
    records: SqlRecords, raw: bytes = b"bounce", after: timedelta = timedelta(hours=1), **facts: object
) -> None:
    plain: dict[str, object] = {"letters": (), "receipts": (), "addresses": (), "why": "收件人邮箱不存在"}
    bounce = Bounce(**{**plain, **facts})  # type: ignore[arg-type]
    digest = register(records, raw, int.from_bytes(raw[-3:]))
    with records.transaction() as transaction:
        transaction.file(digest, Filing(assessed(examination(raw)), (), NOON + after, bounce=bounce))


def test_named_by_its_message_id(records: SqlRecords) -> None:
    first, second = sent(records), sent(records, b"second", "青岭学会")
    come_back(records, letters=(first.message_id,))
    (back,) = returned(records)
    assert (back.letter, back.why, back.contact, back.telephone) == (
        first.id,
        "收件人邮箱不存在",
        "张三",
        "13900001234",
    )
    assert second.id != back.letter
    assert counts(records)["outbox"] == {"waiting": 0, "held": 0, "in_doubt": 0, "sent": 2, "failed": 0}


def test_named_by_number_and_address(records: SqlRecords) -> None:
    first, _ = sent(records), sent(records, b"second", "青岭学会")
    come_back(records, receipts=first.letter.receipts, addresses=(WHO,))
    assert [back.letter for back in returned(records)] == [first.id]


def test_by_the_address_alone_it_is_the_newest(records: SqlRecords) -> None:
    sent(records)
    second = sent(records, b"second", "青岭学会")
    come_back(records, addresses=(WHO,))
    assert [back.letter for back in returned(records)] == [second.id]


def test_what_names_none_of_ours_marks_none(records: SqlRecords) -> None:
    sent(records)
    come_back(records, b"one", addresses=("lisi@example.org",))
    come_back(records, b"two", letters=("<baosong.0.9@example.org>",))
    come_back(records, b"late", after=timedelta(days=8), addresses=(WHO,))
    assert returned(records) == ()


def test_what_came_back_had_left(records: SqlRecords) -> None:
    file(records, simple(b"first"))
    box = SqlOutbox(records)
    (row,) = box.waiting()
    claim = box.claim(row.id, NOON)
    box.handing_over(row.id, claim.attempt)
    box.in_doubt(row.id, "连接中断", claim.attempt)
    come_back(records, letters=(row.message_id,))
    assert counts(records)["outbox"]["in_doubt"] == 0
    assert [back.letter for back in returned(records)] == [row.id]


def test_what_has_not_left_cannot_come_back(records: SqlRecords) -> None:
    file(records, simple(b"first"), letter(to=WHO, held="待人工"))
    (row,) = SqlOutbox(records).listed((OutboxState.HELD,))
    come_back(records, letters=(row.message_id,), addresses=(WHO,))
    assert returned(records) == ()


def test_once_somebody_has_called_it_is_shown_no_more(records: SqlRecords) -> None:
    row = sent(records)
    come_back(records, letters=(row.message_id,))
    assert dealt_with(records, row.id, NOON)
    assert returned(records) == ()
    assert not dealt_with(records, row.id, NOON)
