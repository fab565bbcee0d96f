"""Drawing lots: balanced, without conflicts, the same again from the same seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.scoring import Assignment, Case, Held, TooFewReviewers, draw

REVIEWERS = ("江评", "河评", "湖评", "海评", "洋评")
CASES = tuple(Case((f"A-{n:04d}X",), f"单位{n % 4}", f"活动{n}") for n in range(1, 31))


def test_every_case_gets_its_reviewers() -> None:
    drawn = draw(CASES, REVIEWERS, 3, (), "20200701")
    assert Counter(row.receipt for row in drawn) == {case.receipt: 3 for case in CASES}
    assert len(set(drawn)) == len(drawn)


def test_loads_differ_by_one_at_most() -> None:
    loads = Counter(row.reviewer for row in draw(CASES, REVIEWERS, 3, (), "s"))
    assert max(loads.values()) - min(loads.values()) <= 1


def test_the_same_seed_the_same_draw_another_seed_another() -> None:
    first = draw(CASES, REVIEWERS, 2, (), "s")
    assert draw(CASES, REVIEWERS, 2, (), "s") == first
    assert draw(CASES, REVIEWERS, 2, (), "t") != first


def test_nobody_scores_an_organisation_of_their_own() -> None:
    held = (Held("江评", "单位1", "本单位"), Held("河评", "单位 1"))
    barred = {case.receipt for case in CASES if case.organisation == "单位1"}
    drawn = draw(CASES, REVIEWERS, 3, held, "s")
    assert not [row for row in drawn if row.receipt in barred and row.reviewer in ("江评", "河评")]
    assert [row for row in drawn if row.reviewer == "江评"]


def test_whoever_declares_a_conflict_later_is_replaced() -> None:
    standing = draw(CASES, REVIEWERS, 3, (), "s")
    held = (Held("江评", "单位1"),)
    again = draw(CASES, REVIEWERS, 3, held, "s", standing)
    assert set(standing) < set(again)
    of_unit = [case for case in CASES if case.organisation == "单位1"]
    able = Counter(row.receipt for row in again if row.reviewer != "江评")
    assert all(able[case.receipt] == 3 for case in of_unit)


def test_too_few_reviewers_names_the_case() -> None:
    with pytest.raises(TooFewReviewers, match=r"A-0001X（单位1）需要5位评审人，除去回避的只有4位"):
        draw(CASES[:1], REVIEWERS, 5, (Held("江评", "单位1"),), "s")


def test_what_stands_is_kept_and_only_the_rest_drawn() -> None:
    standing = (Assignment("海评", "A-0001X"),)
    drawn = draw(CASES[:1], REVIEWERS, 2, (), "s", standing)
    assert len(drawn) == 2
    assert standing[0] in drawn


@given(st.integers(1, 40), st.integers(1, 5), st.text(max_size=8))
def test_always_complete_and_even(cases: int, each: int, seed: str) -> None:
    drawn = draw(CASES[:cases], REVIEWERS, each, (), seed)
    assert len(drawn) == min(cases, len(CASES)) * each
    loads = Counter(dict.fromkeys(REVIEWERS, 0))
    loads.update(row.reviewer for row in drawn)
    assert max(loads.values()) - min(loads.values()) <= 1
