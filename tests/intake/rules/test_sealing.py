import math
from dataclasses import replace

import pytest

from intake.rules import sealing
from intake.rules.ring_text import loss
from intake.rules.sealing import matches, own_names
from parsers.facts import Place, Stamp, StampShape
from tests.cases import ANSWERS, CALL, COMPLETE, OTHER_UNIT, SEAL, UNIT, arrived, form, pdf, roster, word

MATERIAL = COMPLETE.grouping().materials[0]


def read_as(text: str) -> tuple[Place, ...]:
    """A ring that the recogniser is sure to have read so."""
    return tuple(Place(character, (0.9999,), 0.0001) for character in text)


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


def test_a_near_name_is_not_the_own_one_and_on_the_roster_it_is_anothers() -> None:
    near = replace(SEAL, text="中国云杉科技学会")
    assert matches(near, MATERIAL, CALL) is None
    assert matches(near, MATERIAL, roster(UNIT, "中国云杉科技学会")) is False


@pytest.mark.parametrize(
    ("sealed", "host"),
    [
        ("岚屿省茶叶学会", "榆州省茶叶学会"),
        ("青岭省茶叶学会", "青岭市茶叶学会"),
        ("中国云杉力学学会", "中国云杉光学学会"),
        ("青岭大学林学院", "青岭大学医学院"),
        ("青岭省茶叶协会", "青岭省茶叶学会"),
        ("青岭茶叶研究院", "青岭茶叶研究所"),
        ("青岭医学院", "青岭医学会"),
    ],
)
def test_a_name_that_differs_in_place_field_or_kind_alone_is_never_the_own_one(sealed: str, host: str) -> None:
    seal = replace(SEAL, text=sealed, readings=(read_as(sealed),))
    assert matches(seal, replace(MATERIAL, organisation=host, fields={}), CALL) is not True
    assert matches(seal, replace(MATERIAL, organisation=host, fields={}), roster(sealed, host)) is False
    assert matches(seal, replace(MATERIAL, organisation=sealed, fields={}), roster(sealed, host)) is True


def test_a_character_that_is_read_wrongly_is_forgiven_where_the_right_one_is_among_the_candidates() -> None:
    misread = read_as("中国云彬工程学会")
    doubted = tuple(
        replace(p, characters="彬杉", probabilities=(0.9, 0.01)) if p.characters == "彬" else p for p in misread
    )
    assert matches(replace(SEAL, text="中国云彬工程学会", readings=(misread,)), MATERIAL, CALL) is None
    assert matches(replace(SEAL, text="中国云彬工程学会", readings=(doubted,)), MATERIAL, CALL) is True


def test_a_department_may_carry_its_units_seal_and_no_other_departments() -> None:
    host = replace(MATERIAL, organisation="青岭大学林学院", fields={})
    for sealed, right in (("青岭大学", True), ("青岭大学医学院", None)):
        assert matches(replace(SEAL, text=sealed, readings=(read_as(sealed),)), host, CALL) is right


@pytest.mark.parametrize(
    ("host", "unit"),
    [
        ("青岭省科学技术厅科普处", "青岭省科学技术厅"),
        ("青岭科技馆展教部", "青岭科技馆"),
        ("青岭市第一中学团委", "青岭市第一中学"),
        ("青岭市科协科普部", "青岭市科协"),
    ],
)
def test_units_of_many_kinds_have_departments(host: str, unit: str) -> None:
    seal = replace(SEAL, text=unit, readings=(read_as(unit),))
    assert matches(seal, replace(MATERIAL, organisation=host, fields={}), CALL) is True


def test_a_students_association_is_no_department_of_what_its_name_begins_with() -> None:
    seal = replace(SEAL, text="北岭大学", readings=(read_as("北岭大学"),))
    for host, right in (("北岭大学生科学协会", None), ("北岭大学学生科学协会", True)):
        assert matches(seal, replace(MATERIAL, organisation=host, fields={}), CALL) is right


def test_a_unit_on_the_roster_doesn_t_make_its_departments_seal_its_own() -> None:
    name = "青岭大学医学院"
    misread = tuple(
        replace(p, characters="匡医", probabilities=(0.55, 0.44)) if p.characters == "医" else p for p in read_as(name)
    )
    host = replace(MATERIAL, organisation=name, fields={})
    for rows in ((name,), (name, "青岭大学")):
        assert matches(replace(SEAL, text="青岭大学匡学院", readings=(misread,)), host, roster(*rows)) is True
        seal = replace(SEAL, text="青岭大学匡学院", readings=(read_as("青岭大学匡学院"),))
        assert matches(seal, host, roster(*rows)) is None


def test_brackets_on_a_ring_are_no_part_of_a_name() -> None:
    name = "云杉（中国）茶业有限公司"
    seal = replace(SEAL, text=name, readings=(read_as(name),))
    assert matches(seal, replace(MATERIAL, organisation=name, fields={}), CALL) is True


def test_numbers_among_co_organisers_are_nobody_s_name() -> None:
    fields = {**MATERIAL.fields, "co_organisers": "1、青岭大学林学院；2、云杉镇科普站"}
    seal = replace(SEAL, text="榆州省茶叶公司", readings=(read_as("榆州省茶叶公司"),))
    assert matches(seal, replace(MATERIAL, fields=fields), CALL) is False
    seal = replace(SEAL, text="1号茶叶公司", readings=(read_as("1号茶叶公司"),))
    assert matches(seal, replace(MATERIAL, fields=fields), CALL) is not True


def test_a_seal_is_weighed_once_for_the_rule_and_for_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[str] = []

    def counted(name: str, stamp: Stamp, ends: bool = False, beyond: float = math.inf) -> float:
        weighed.append(name)
        return loss(name, stamp, ends, beyond)

    monkeypatch.setattr(sealing, "loss", counted)
    sealing.whose.cache_clear()  # which outlives a test
    seal = replace(SEAL, text="青岭省云衫学会", readings=(read_as("青岭省云衫学会"),))
    answers = [matches(seal, MATERIAL, roster(UNIT, "青岭省云杉学会", "青岭省云杉协会")) for _ in range(2)]
    assert answers[0] is answers[1]
    assert len(weighed) == len(set(weighed)) > 1


@pytest.mark.parametrize("beyond", [0.5, 5.0, 20.0, math.inf])
def test_of_what_is_beyond_no_more_is_wanted(beyond: float) -> None:
    seal = replace(SEAL, text="青岭省茶叶学会", readings=(read_as("青岭省茶叶学会"), read_as("青岭省茶叶协会")))
    for name in ("青岭省茶叶学会", "青岭省茶叶协会", "青岭市茶叶学会", "云海省航空研究院", "茶叶学会", "茶叶协会"):
        whole = loss(name, seal)
        assert loss(name, seal, beyond=beyond) == (whole if whole <= beyond else math.inf)


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
    assert replace(SEAL, **change).is_clear is sealed  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("ring", ["青岭省茶叶学会", "青岭高原自治区茶叶学会"])
def test_a_name_fits_behind_a_larger_unit_however_little_may_speak_against_it(ring: str) -> None:
    seal = replace(SEAL, text=ring, readings=(read_as(ring),))
    assert loss("茶叶学会", seal, beyond=0.5) == 0.0
    assert loss("茶叶协会", seal, beyond=0.5) == math.inf


@pytest.mark.parametrize(("seen", "nothing", "own"), [(0.38, 0.62, True), (0.62, 0.38, None)], ids=["none", "another"])
def test_one_character_that_wasn_t_read_may_be_the_name_s_where_nothing_else_was_read(
    seen: float, nothing: float, own: bool | None
) -> None:
    name = "琥珀材料企业学会"
    seal = replace(SEAL, text=name[1:], readings=((Place("貌", (seen,), nothing), *read_as(name[1:])),))
    assert matches(seal, replace(MATERIAL, organisation=name, fields={}), CALL) is own
