"""What reviewers write for a criterion, on sheets and on pages."""

from typing import Any

import pytest

from intake.scoring import Criterion, NotPoints, read_ballot, read_points

HUNDRED = Criterion("theme", "主题契合")
TEN = Criterion("effect", "预期成效", least=1, most=10)


@pytest.mark.parametrize(
    ("written", "points"),
    [(None, None), ("", None), (" ", None), (0, 0.0), ("９１．５分", 91.5), (" 80 ", 80.0), (100, 100.0)],
)
def test_points(written: Any, points: float | None) -> None:
    assert read_points(HUNDRED, written) == points


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("优", "“优”不是数字"),
        (True, "“True”不是数字"),
        ("nan", "“nan”不是数字"),
        ("inf", "“inf”不是数字"),
        (100.5, "主题契合是100.5，应为0到100"),
        ("-1", "主题契合是-1，应为0到100"),
    ],
)
def test_no_points(written: Any, said: str) -> None:
    with pytest.raises(NotPoints, match=said):
        read_points(HUNDRED, written)


def test_a_form_with_all_that_is_wrong_in_it() -> None:
    values, faults = read_ballot((HUNDRED, TEN), {"theme": "88", "effect": "0"}, "字" * 2001)
    assert values == {"theme": 88.0}
    assert {key: str(fault) for key, fault in faults.items()} == {
        "comment": "评语请不要超过2000字",
        "effect": "预期成效是0，应为1到10",
    }
