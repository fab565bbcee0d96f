from dataclasses import replace

import pytest

from intake.rules.sealing import counts, matches, own_names
from parsers.facts import StampShape
from tests.cases import ANSWERS, CALL, COMPLETE, OTHER_UNIT, SEAL, UNIT, arrived, form, pdf, roster, word

MATERIAL = COMPLETE.grouping().materials[0]
JOINT = {**ANSWERS, "host_organisation": f"{UNIT}、{OTHER_UNIT}", "co_organisers": "青岭大学林学院，云杉镇科普站"}


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        (UNIT, True),
        ("中国云杉工程学", True),
        ("中国云彬工程学会", True),
        (f"{UNIT}合同专用章", True),
        ("云杉", None),
        ("", None),
        (OTHER_UNIT, False),
        ("中国花岗岩学会", False),
        ("中国学会", None),
        ("中国云山工稈学全", None),
    ],
)
def test_without_a_roster(text: str, judged: bool | None) -> None:
    assert matches(replace(SEAL, text=text), MATERIAL, CALL) is judged


def test_of_a_unit_that_is_not_named_nobody_can_tell() -> None:
    nameless = replace(MATERIAL, organisation="", fields={**MATERIAL.fields, "co_organisers": "青岭大学林学院"})
    assert matches(replace(SEAL, text=OTHER_UNIT), nameless, CALL) is None
    assert matches(replace(SEAL, text="青岭大学林学院"), nameless, CALL) is True
    assert matches(replace(SEAL, text=OTHER_UNIT), MATERIAL, CALL) is False


def test_a_ring_read_badly_says_nothing() -> None:
    assert matches(replace(SEAL, text=OTHER_UNIT, text_confidence=0.5), MATERIAL, CALL) is None


def test_a_near_name_on_the_roster_is_told_apart() -> None:
    near = replace(SEAL, text="中国云杉科技学会")
    assert matches(near, MATERIAL, CALL) is True
    assert matches(near, MATERIAL, roster(UNIT, "中国云杉科技学会")) is False


def test_joint_hosts_and_co_organisers_may_seal() -> None:
    material = arrived(word("1", "筹备方案.docx", form(JOINT)), pdf(answers=JOINT)).grouping().materials[0]
    assert {UNIT, OTHER_UNIT, "青岭大学林学院", "云杉镇科普站"} <= set(own_names(material, CALL))
    assert matches(replace(SEAL, text="青岭大学林学院"), material, CALL) is True


@pytest.mark.parametrize(
    ("change", "sealed"),
    [
        ({}, True),
        ({"confidence": 0.59}, False),
        ({"cut": True}, False),
        ({"faint": True}, False),
        ({"coloured": False}, False),
        ({"shape": StampShape.OTHER}, False),
    ],
)
def test_what_counts_as_a_seal(change: dict[str, object], sealed: bool) -> None:
    assert counts(replace(SEAL, **change)) is sealed  # type: ignore[arg-type]  # by name
