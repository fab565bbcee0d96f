"""Every submission's state comes out again from mails and decisions alone, in whatever order they came."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from archive.records import SqlRecords
from archive.tables import OutboxTable
from intake.decisions.asking import add, correct
from intake.decisions.model import Decision, DecisionKind
from intake.errors import DecisionRefused
from tests.archive.office import Office
from tests.cases import (
    ANSWERS,
    CALL,
    COMPLETE,
    IN_TIME,
    OTHER_ANSWERS,
    SEAL,
    TOO_LATE,
    UNIT,
    Arrived,
    arrived,
    form,
    mail,
    pdf,
    word,
)

FAINT = replace(SEAL, faint=True)
NO_MOBILE = {**ANSWERS, "contact_mobile": None}
STRANGE = arrived(
    pdf(text="青岭市南山大厦扫描仪第三号机输出"),
    mail=mail(sender="scan@copyshop.example.com", subject="扫描件", message_id="<s@x>"),
)


@pytest.fixture
def office(records: SqlRecords, tmp_path: Path) -> Office:
    return Office(records, now=TOO_LATE + timedelta(hours=1), folder=tmp_path)


def elsewhere(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/again.db"


@pytest.mark.parts
def test_a_life_with_halves_revisions_corrections_and_decisions(office: Office, tmp_path: Path) -> None:
    (first,) = office.arrive(arrived(word()))
    (second,) = office.arrive(STRANGE)
    office.place(second, first)
    office.arrive(None)
    office.arrive(replace(COMPLETE, documents=(), mail=mail(text="请问还能报名吗？", message_id="<q@x>")))
    (third,) = office.arrive(
        replace(
            arrived(word("1", "二.docx", form(OTHER_ANSWERS)), pdf(answers=OTHER_ANSWERS, stamps=(FAINT,))),
            received_at=TOO_LATE,
        )
    )
    office.waive(third, "late")
    (decision,) = office.confirm(third, "stamp_uncertain").decisions
    office.take_back(decision)
    office.send_back(third)
    office.send()
    office.decider.decide(correct(office.subject(third), office.person(), "contact_mobile", "13911112222"))
    letter = message_id(office, third)
    answer = mail(
        text="补盖章的扫描件",
        subject="回复",
        sender="boss@spruce.example.org",
        in_reply_to=(letter,),
        message_id="<r@x>",
    )
    (again,) = office.arrive(
        replace(arrived(pdf("1", "筹备方案重扫.pdf", OTHER_ANSWERS), mail=answer), received_at=TOO_LATE)
    )
    assert again == third
    office.decider.decide(add(office.subject(first), office.person(), "document_empty", "第2页是空白页，请重新扫描。"))
    office.decider.decide(
        Decision(
            office.now,
            "王老师",
            "来函",
            DecisionKind.EXTENSION,
            CALL.name,
            organisation=UNIT,
            stage="plan",
            value="2020-05-01",
        )
    )
    assert office.replayed(elsewhere(tmp_path)) == []


def message_id(office: Office, receipt: str) -> str:
    with office.records.reading() as session:
        rows = session.query(OutboxTable).filter_by(state="sent").order_by(OutboxTable.id.desc())
        return next(row.message_id for row in rows if receipt in row.receipts)


def test_what_was_changed_behind_its_back_shows(office: Office, tmp_path: Path) -> None:
    (receipt,) = office.arrive(COMPLETE)
    with office.records.engine.begin() as connection:
        connection.execute(text("UPDATE submissions SET verdict = 'correction'"))
    (line,) = office.replayed(elsewhere(tmp_path))
    assert line == f"报送件{receipt}不同：结果由correction变为accepted"


MAILS: list[Arrived] = [
    arrived(word()),
    arrived(pdf()),
    COMPLETE,
    arrived(word(), pdf(stamps=(FAINT,))),
    arrived(word("1", "方案.docx", form(NO_MOBILE)), pdf()),
    arrived(word("1", "二.docx", form(OTHER_ANSWERS)), pdf(answers=OTHER_ANSWERS, stamps=())),
    arrived(word("1", "三.docx", form({**ANSWERS, "activity_name": "第三项活动"})), pdf(stamps=(FAINT,))),
    arrived(word("1", "两项.docx", form(), form(OTHER_ANSWERS)), pdf()),
    STRANGE,
    replace(COMPLETE, documents=(), mail=mail(text="请问还能报名吗？")),
]


def decide_something(office: Office, chance: random.Random, receipts: list[str], made: list[Decision]) -> None:
    """One decision about one of them; what is refused changes nothing."""
    receipt = chance.choice(receipts)
    choices: list[Callable[[], object]] = [
        lambda: office.accept(receipt),
        lambda: office.send_back(receipt),
        lambda: office.decider.decide(
            correct(office.subject(receipt), office.person(), "contact_mobile", "13911112222")
        ),
        lambda: office.decider.decide(
            add(office.subject(receipt), office.person(), "stamp_missing", "章盖在了空白处。")
        ),
        lambda: office.decider.decide(office.subject(receipt).decision(office.person(), DecisionKind.WITHDRAW)),
        lambda: office.place(receipt, chance.choice([*receipts, "new"])),
        lambda: office.take_back(made[-1]) if made else None,
        office.send,
    ]
    try:
        outcome = chance.choice(choices)()
    except DecisionRefused:
        return
    made.extend(getattr(outcome, "decisions", ()))


@pytest.mark.parts
@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_mails_and_decisions(seed: int, office: Office, tmp_path: Path) -> None:
    chance = random.Random(seed)
    receipts: list[str] = []
    made: list[Decision] = []
    for number in range(14):
        case = chance.choice(MAILS)
        case = replace(case, mail=replace(case.mail, message_id=f"<{seed}.{number}@x>"))
        case = replace(case, received_at=chance.choice((IN_TIME, TOO_LATE)))
        receipts = list(dict.fromkeys((*receipts, *office.arrive(case))))
        for _ in range(chance.randint(0, 2)):
            office.later(minutes=1)
            if receipts:
                decide_something(office, chance, receipts, made)
    assert made, "nothing was decided"
    assert office.replayed(elsewhere(tmp_path)) == []


@pytest.mark.parts
def test_mails_and_decisions_side_by_side(office: Office, tmp_path: Path) -> None:
    (receipt,) = office.arrive(arrived(word(), pdf(stamps=(FAINT,))))
    decided: list[object] = []

    def decide() -> None:
        for number in range(6):
            try:
                decided.append(office.send_back(receipt) if number % 2 else office.accept(receipt))
            except DecisionRefused:
                continue

    other = Thread(target=decide)
    other.start()
    for number in range(4):
        stamps = (replace(FAINT, page=number + 1),)
        office.arrive(arrived(word(), pdf(stamps=stamps), mail=mail(message_id=f"<{number}@x>")))
    other.join()
    assert decided
    assert office.replayed(elsewhere(tmp_path)) == []
