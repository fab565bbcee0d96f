"""Who is told which result, and who waits because something of theirs is still open."""

from dataclasses import replace

import pytest

from intake.results import Result, Told, results_of, told
from intake.scoring import Award, Ranked, Standing
from tests.cases import CALL, IN_TIME

CASES = Award("case", "优秀活动案例", Ranked.CASE, places=1)
UNITS = Award("organiser", "优秀组织单位", Ranked.ORGANISATION, places=1)
SENDERS = {"A1": "a@a.example.org", "A2": "b@a.example.org", "B1": "c@b.example.org"}


def standing(receipt: str, unit: str, selected: bool | None, place: int | None = 1) -> Standing:
    return Standing(unit, f"{receipt}的活动", (receipt,), "", {}, 80, 80, 80, 0, (), place, False, selected)


def tell(*standings: Standing, award: Award = CASES) -> tuple[Told, ...]:
    return told(CALL, results_of([(award, standings)]), SENDERS, IN_TIME)


def test_an_organisation_gets_one_letter_about_all_its_activities_at_each_address() -> None:
    first, second = tell(
        standing("A1", "甲学会", True), standing("B1", "乙学会", False), standing("A2", "甲学会", False)
    )
    assert [letter.to for letter in first.letters] == ["a@a.example.org", "b@a.example.org"]
    assert {letter.receipts for letter in first.letters} == {("A1", "A2")}
    text = first.letters[0].text
    assert "收件编号：A1\n结果：入选优秀活动案例" in text
    assert "收件编号：A2\n结果：未入选" in text
    assert [letter.to for letter in second.letters] == ["c@b.example.org"]
    assert all(letter.held == "" and letter.kind == "result" for letter in (*first.letters, *second.letters))


@pytest.mark.parametrize(
    ("selected", "place", "said"),
    [(None, 1, "“A2的活动”在优秀活动案例的入选线上并列，须人工决定"), (False, None, "“A2的活动”还没有评分")],
)
def test_nobody_is_told_what_a_person_has_yet_to_decide(selected: bool | None, place: int | None, said: str) -> None:
    (only,) = tell(standing("A1", "甲学会", True), standing("A2", "甲学会", selected, place))
    assert (only.letters, only.open) == ((), (said,))


def test_an_award_to_organisations_is_told_to_who_gets_it() -> None:
    units = [replace(standing("A1", "甲学会", True), receipts=("A1", "A2")), standing("B1", "乙学会", False)]
    first, second = told(
        CALL,
        results_of([(CASES, [standing("A1", "甲学会", True), standing("B1", "乙学会", False)]), (UNITS, units)]),
        SENDERS,
        IN_TIME,
    )
    assert "报送单位：甲学会\n结果：入选优秀组织单位" in first.letters[0].text
    assert "优秀组织单位" not in second.letters[0].text


def test_two_awards_to_one_activity_stand_in_one_line() -> None:
    other = replace(CASES, key="idea", name="最佳创意")
    (result,) = results_of([(CASES, [standing("A1", "甲学会", True)]), (other, [standing("A1", "甲学会", True)])])
    assert result == Result(("A1",), "甲学会", "A1的活动", ("优秀活动案例", "最佳创意"))


def test_who_has_no_address_gets_no_letter_and_is_listed() -> None:
    (only,) = tell(standing("C1", "丙学会", True))
    assert (only.organisation, only.letters, only.open) == ("丙学会", (), ())
