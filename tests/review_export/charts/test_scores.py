"""Figures of the scores."""

import pytest

from intake.scoring import Standing
from review_export.charts import score_figures


def standing(**totals: float) -> Standing:
    mean = sum(totals.values()) / len(totals) if totals else None
    return Standing("单位", "活动", ("x",), "", totals, mean, mean, mean, 0.0)


def test_how_scores_are_distributed() -> None:
    rows = (standing(江评=100), standing(江评=94.9), standing(江评=71), standing(江评=74.99), standing())
    found = score_figures(rows)[0]
    counted = dict(zip(found.names, found.series[0].values, strict=True))
    assert counted == {"70–74": 2, "75–79": 0, "80–84": 0, "85–89": 0, "90–94": 1, "95–100": 1}
    assert found.note == "4项有得分，最高100.0，中位数84.9，最低71.0"


def test_scores_close_together_have_some_room_around_them() -> None:
    assert len(score_figures((standing(江评=81),))[0].names) == 6
    assert score_figures((standing(江评=0),))[0].names == ("0–4",)


def test_how_far_reviewers_agree() -> None:
    rows = (standing(江评=90, 河评=80, 湖评=70), standing(江评=80, 河评=80), standing(江评=60))
    found = score_figures(rows)[1]
    means = dict(zip(found.names, found.series[0].values, strict=True))
    assert means == {"江评（2项）": pytest.approx(7.5), "河评（2项）": 0, "湖评（1项）": -15}
    assert found.points == ((15.0, 0.0), (0.0, 0.0), (-15.0,))
    assert found.note == "与同一活动其他评审人的平均分相比，平均相差6.0分"


def test_one_reviewer_agrees_with_nobody() -> None:
    assert [each.key for each in score_figures((standing(江评=60),))] == ["scores"]


def test_nothing_scored_no_figure() -> None:
    assert score_figures((standing(),)) == ()
