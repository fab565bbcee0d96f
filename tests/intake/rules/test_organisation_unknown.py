from dataclasses import replace

import pytest

from intake.call import Organisation
from intake.codes import Code, Severity
from tests.cases import ANSWERS, CALL, OTHER_UNIT, SEAL, UNIT, Pair, arrived, codes_of, form, pdf, roster, word

PAIRS = (
    Pair(
        Code.ORGANISATION_UNKNOWN,
        arrived(call=roster(OTHER_UNIT)),
        Severity.REVIEW,
        says=(UNIT, "名册"),
        without=arrived(call=roster(OTHER_UNIT, UNIT)),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_without_a_roster_nobody_is_unknown() -> None:
    assert CALL.roster is None
    assert codes_of(arrived(call=CALL)) == []


@pytest.mark.parametrize("known", ["中国云杉工程学会（盖章）", "中国 云杉工程学会", "「中国云杉工程学会」"])
def test_ways_of_writing(known: str) -> None:
    assert codes_of(arrived(call=roster(known))) == []


def test_an_alias() -> None:
    call = replace(CALL, roster=(Organisation(("某登记名称", UNIT)),))
    assert codes_of(arrived(call=call)) == []


def test_of_joint_hosts_one_on_the_roster_suffices() -> None:
    joint = {**ANSWERS, "host_organisation": f"{UNIT}、青岭大学林学院"}
    case = arrived(word("1", "筹备方案.docx", form(joint)), pdf(answers=joint, stamps=(SEAL,)), call=roster(UNIT))
    assert codes_of(case) == []
