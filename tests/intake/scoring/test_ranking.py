"""Rankings as tables: ballots in, places and the cut out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from intake.scoring import Award, Ballot, Case, Criterion, Mean, Ranked, Standing, rank
from intake.scoring.ranking import trimmed_mean

CRITERIA = (Criterion("idea", "特色", weight=3), Criterion("effect", "成效", weight=1, least=1, most=5))
AWARD = Award("case", "优秀活动案例", Ranked.CASE)
SPRUCE = Case(("A-0001X", "A-0009X"), "中国云杉工程学会", "林下课堂", "全国学会")
LOTUS = Case(("A-0002X",), "中国莲花学会", "云上开放日", "全国学会")
RIVER = Case(("A-0003X",), "青河省科协", "河畔讲堂", "省级科协")


def ballots(**totals: Sequence[float]) -> list[Ballot]:
    """Ballots whose idea is the number and whose effect is the same share of its range; A1=(90, 80): two reviewers."""
    return [
        Ballot(f"评审{number}", f"A-000{receipt[1:]}X", {"idea": total, "effect": 1 + 4 * total / 100})
        for receipt, totals_of_one in totals.items()
        for number, total in enumerate(totals_of_one, 1)
    ]


def placed(rows: Sequence[Standing]) -> list[tuple[str, int | None, bool | None]]:
    return [(row.organisation, row.place, row.selected) for row in rows]


def ranked(award: Award, given: list[Ballot], expected: Mapping[str, Sequence[str]] | None = None) -> list[Standing]:
    return list(rank(award, (SPRUCE, LOTUS, RIVER), given, CRITERIA, expected or {}))


def test_a_total_is_the_weighted_mean_of_shares() -> None:
    assert Ballot("甲", "A", {"idea": 80, "effect": 5}).total(CRITERIA) == pytest.approx((3 * 80 + 1 * 100) / 4)
    assert Ballot("甲", "A", {"idea": 80, "effect": 1}).total(CRITERIA) == pytest.approx(60)


def test_a_ballot_without_all_criteria_has_no_total() -> None:
    assert Ballot("甲", "A", {"idea": 80}).total(CRITERIA) is None
    assert Ballot("甲", "A", {"idea": 80, "effect": None}).total(CRITERIA) is None


def test_best_first() -> None:
    found = ranked(AWARD, ballots(A1=(70, 80), A2=(90, 90), A3=(60,)))
    assert placed(found) == [("中国莲花学会", 1, True), ("中国云杉工程学会", 2, True), ("青河省科协", 3, True)]
    assert (found[1].mean, found[1].spread) == (pytest.approx(75), pytest.approx(5))


@pytest.mark.parametrize(
    ("values", "mean"), [((1, 5, 9), 5), ((0, 60, 70, 100), 65), ((60, 60, 60, 90), 60), ((50, 100), 75), ((80,), 80)]
)
def test_one_highest_and_one_lowest_go(values: Sequence[float], mean: float) -> None:
    assert trimmed_mean(values) == pytest.approx(mean)


def test_the_award_says_which_mean_counts() -> None:
    given = ballots(A1=(0, 80, 80), A2=(70, 70, 70))
    assert [row.organisation for row in ranked(AWARD, given)][:2] == ["中国莲花学会", "中国云杉工程学会"]
    trimmed = replace(AWARD, mean=Mean.TRIMMED)
    assert [row.organisation for row in ranked(trimmed, given)][:2] == ["中国云杉工程学会", "中国莲花学会"]


def test_ties_share_a_place_and_leave_the_next_free() -> None:
    found = ranked(AWARD, ballots(A1=(80,), A2=(80,), A3=(70,)))
    assert [(row.place, row.tied) for row in found] == [(1, True), (1, True), (3, False)]


def test_a_tie_across_the_cut_is_a_persons() -> None:
    award = replace(AWARD, places=1)
    assert [row.selected for row in ranked(award, ballots(A1=(80,), A2=(80,), A3=(70,)))] == [None, None, False]
    assert [row.selected for row in ranked(award, ballots(A1=(80,), A2=(79,), A3=(70,)))] == [True, False, False]


def test_each_category_has_its_own_cut() -> None:
    award = replace(AWARD, quota={"全国学会": 1, "省级科协": 1})
    found = ranked(award, ballots(A1=(80,), A2=(90,), A3=(10,)))
    assert {row.organisation: row.selected for row in found} == {
        "中国莲花学会": True,
        "中国云杉工程学会": False,
        "青河省科协": True,
    }


def test_without_any_score_there_is_no_place() -> None:
    found = ranked(AWARD, ballots(A1=(80,)), {"A-0002X": ("评审1", "评审2")})
    assert placed(found)[1:] == [("中国莲花学会", None, False), ("青河省科协", None, False)]
    assert found[1].missing == ("评审1", "评审2")


def test_plan_and_report_are_one_case() -> None:
    found = ranked(AWARD, [Ballot("甲", "A-0009X", {"idea": 100, "effect": 5})])
    assert (found[0].receipts, found[0].score) == (("A-0001X", "A-0009X"), 100)


def test_a_stranger_receipt_counts_for_nobody() -> None:
    assert all(row.score is None for row in ranked(AWARD, [Ballot("甲", "B-0001X", {"idea": 100, "effect": 5})]))


def test_organisations_by_the_mean_of_their_cases() -> None:
    second = Case(("A-0004X",), "中国云杉工程学会 ", "第二项", "全国学会")
    award = Award("unit", "优秀组织单位", Ranked.ORGANISATION, places=1)
    found = rank(award, (SPRUCE, LOTUS, second), ballots(A1=(100,), A2=(85,), A4=(60,)), CRITERIA, {})
    assert placed(found) == [("中国莲花学会", 1, True), ("中国云杉工程学会", 2, False)]
    assert (found[1].activity, found[1].score) == ("林下课堂、第二项", pytest.approx(80))
