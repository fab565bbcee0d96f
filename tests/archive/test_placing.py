"""To which submission a mail belongs, by a person's word: the other is as if it had never come there."""

from dataclasses import replace

import pytest

from archive.history import DecisionEvent, history
from archive.records import SqlRecords
from archive.views import activities
from intake.decisions.model import DecisionKind
from intake.errors import DecisionRefused
from intake.ports import Relation
from tests.archive.desk import Desk
from tests.archive.finds import search
from tests.cases import ANSWERS, CALL, COMPLETE, SEAL, arrived, form, later, mail, pdf, prose_word, word

HALF = arrived(word())
STRANGE = later(
    arrived(
        pdf(text="青岭市南山大厦扫描仪第三号机输出"), mail=mail(sender="scan@copyshop.example.com", subject="扫描件")
    )
)

FAINT_STRANGE = replace(
    STRANGE, documents=(pdf(text="青岭市南山大厦扫描仪第三号机输出", stamps=(replace(SEAL, faint=True),)),)
)


@pytest.fixture
def desk(records: SqlRecords) -> Desk:
    return Desk(records)


def test_a_half_that_nobody_could_place_completes_the_submission_it_is_given_to(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    assert first != second
    outcome = desk.place(second, first)
    assert outcome.decisions[0].value == first
    assert desk.state(first) == ("accepted", [("revision", "info")])
    assert [(row.receipt, row.revisions) for row in activities(desk.records)] == [(first, 2)]
    assert {hit.receipt for hit in search(desk.records.engine, "南山大厦")} == {first}


def test_the_number_that_it_had_leads_to_where_it_is(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    desk.place(second, first)
    found = desk.records.related(CALL.name, Relation((second,), (), "", ()))
    assert [(prior.receipt, prior.reasons) for prior in found] == [(first, ("receipt",))]


def test_nothing_more_is_decided_under_the_number_that_it_had(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    desk.place(second, first)
    with pytest.raises(DecisionRefused, match=f"{second}已并入{first}，请用后一个编号"):
        desk.accept(second)


def test_what_was_decided_under_that_number_goes_with_it(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(FAINT_STRANGE)
    (waived,) = desk.waive(second, "stamp_uncertain").decisions
    (placed,) = desk.place(second, first).decisions
    assert desk.state(first) == ("accepted", [("revision", "info"), ("stamp_uncertain", "info")])
    lived = history(desk.records, first)
    assert lived is not None
    assert [each.decision.id for each in lived.events if isinstance(each, DecisionEvent)] == [waived.id, placed.id]
    desk.take_back(waived)
    assert desk.state(first) == ("review", [("revision", "info"), ("stamp_uncertain", "review")])


def test_that_it_was_put_aside_says_nothing_of_the_other(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    desk.decider.decide(desk.subject(second).decision(desk.person(), DecisionKind.WITHDRAW))
    desk.place(second, first)
    assert [(row.receipt, row.verdict) for row in activities(desk.records)] == [(first, "accepted")]


def test_taken_back_both_are_what_they_were(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    before = [desk.state(receipt) for receipt in (first, second)], activities(desk.records)
    (decision,) = desk.place(second, first).decisions
    desk.take_back(decision)
    after = [desk.state(receipt) for receipt in (first, second)], activities(desk.records)
    assert [replace(row, revisions=0) for row in after[1]] == [replace(row, revisions=0) for row in before[1]]
    assert after[0] == before[0]


def test_what_replaced_another_activity_by_mistake_gets_a_number_of_its_own(desk: Desk) -> None:
    (first,) = desk.arrive(COMPLETE)
    before = desk.state(first)
    again = word("1", "筹备方案.docx", form({**ANSWERS, "contact_mobile": "13911112222"}))
    assert desk.arrive(later(arrived(again, pdf()))) == (first,)
    (decision,) = desk.place(first, "new").decisions
    assert decision.value != first
    assert desk.state(first) == before
    rows = {row.receipt: row.fields["contact_mobile"] for row in activities(desk.records)}
    assert rows == {first: "13900001234", decision.value: "13911112222"}
    desk.take_back(decision)
    assert {row.receipt: row.fields["contact_mobile"] for row in activities(desk.records)} == {first: "13911112222"}


def test_its_letter_names_the_number_where_it_belongs(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    desk.send()
    desk.place(second, first)
    assert desk.letters()[-1] == ("acknowledgement", "waiting")


def test_a_later_mail_is_in_the_way(desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(STRANGE)
    (decision,) = desk.place(second, first).decisions
    desk.arrive(later(arrived(word("1", "修订.docx", form({**ANSWERS, "contact_fax": "010-60008300"})))))
    with pytest.raises(DecisionRefused, match="此后又有来信"):
        desk.take_back(decision)


@pytest.mark.parametrize(
    ("to", "words"), [("2020-07-0099X", "没有收件编号"), ("itself", "就是这一件本身"), ("report", "另一个阶段")]
)
def test_where_it_cant_belong_is_said(desk: Desk, to: str, words: str) -> None:
    (first,) = desk.arrive(HALF)
    report = prose_word("1", "总结报告.docx", title="总结报告", unit="青岭省红松研究会", activity="红松讲堂")
    (other,) = desk.arrive(later(arrived(report, mail=mail(sender="other@pine.example.org", subject="总结报告"))))
    with pytest.raises(DecisionRefused, match=words):
        desk.place(first, {"itself": first, "report": other}.get(to, to))
