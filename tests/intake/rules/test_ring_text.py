"""How far a ring speaks against a name."""

import math
from dataclasses import replace

import pytest

from intake.rules.ring_text import UNSEEN, loss
from parsers.facts import Place, Stamp, StampKind
from tests.cases import SEAL


def read(text: str, **doubts: Place) -> tuple[Place, ...]:
    """Places of characters surely read, but for the doubtful ones."""
    return tuple(doubts.get(each, Place(each, (1.0,), 0.0001)) for each in text)


def ring(*readings: tuple[Place, ...]) -> Stamp:
    """A seal read in these ways."""
    return replace(SEAL, readings=readings)


@pytest.mark.parametrize(
    ("name", "read_as", "expected"),
    [
        ("云杉学会", "云杉学会", 0.0),
        ("云杉学会", "云杉学会合同专用章", 0.0),
        ("云杉学会", "中国云杉学会", 0.0),
        ("云杉学会", "青岭市云杉学会", 0.0),
        ("云杉学会", "老云杉学会", UNSEEN),
        ("云杉学会", "云学会", UNSEEN),
        ("云杉学会", "云杉学院", UNSEEN),
        ("云杉学会", "云杉（学）会", 0.0),
        ("云杉会", "云杉", UNSEEN),
        ("一", "云杉学会", UNSEEN),
        ("云杉学会", "北岭河水利工程", math.inf),
        ("云杉学会", "云杉学", 4.0),
        ("云杉学会", "云松学会", UNSEEN),
        ("“云杉”学会（盖章）", "云杉学会", 0.0),
        ("云杉ａ学会", "云杉A学会", 0.0),
    ],
)
def test_by_what_is_surely_read(name: str, read_as: str, expected: float) -> None:
    assert loss(name, ring(read(read_as))) == pytest.approx(expected, abs=0.02)


def test_a_candidate_costs_as_much_as_it_is_less_likely() -> None:
    doubtful = ring(read("云彬学会", 彬=Place("彬杉", (0.8, 0.1), 0.0001)))
    assert loss("云彬学会", doubtful) == 0.0
    assert loss("云杉学会", doubtful) == pytest.approx(math.log(8))


def test_what_may_be_nothing_is_passed_over() -> None:
    speck = ring(read("云一杉学会", 一=Place("一", (0.3,), 0.6)))
    assert loss("云杉学会", speck) == 0.0


def test_one_character_may_be_seen_twice() -> None:
    assert loss("云杉学会", ring(read("云云杉学会"))) == 0.0


def test_the_reading_that_speaks_least_against_the_name_counts() -> None:
    assert loss("云杉学会", ring(read("石山会"), read("云杉学会"), ())) == 0.0


def test_a_ring_may_have_to_end_with_the_name() -> None:
    department = ring(read("青岭大学医学院"))
    assert loss("青岭大学", department) == 0.0
    assert loss("青岭大学", department, ends=True) > UNSEEN


def test_a_text_without_candidates_leaves_what_it_is_not_sure_of_to_all_characters() -> None:
    assert 0 < loss("云杉学会", replace(SEAL, text="云松学会", text_confidence=0.9)) < UNSEEN
    signed = replace(SEAL, text="云松学会", text_confidence=0.9, kind=StampKind.SIGNATURE)
    assert loss("云杉学会", signed) == pytest.approx(UNSEEN)


def test_of_a_text_that_nobody_is_sure_of_and_of_places_without_characters_all_can_be_said() -> None:
    assert loss("云杉学会", replace(SEAL, text="云杉学会", text_confidence=0.0)) < 1
    assert loss("云杉学会", ring((Place("", (), 0.5), *read("云杉学会")))) == pytest.approx(0.0)


@pytest.mark.parametrize(("name", "text"), [("云杉学会", ""), ("", "云杉学会"), ("（盖章）", "云杉学会")])
def test_nothing_fits_nothing(name: str, text: str) -> None:
    assert loss(name, replace(SEAL, text=text)) == math.inf
