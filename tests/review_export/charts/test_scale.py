"""Round numbers along an axis, and texts' widths."""

import pytest

from review_export.charts.scale import em, shortened, ticks


@pytest.mark.parametrize(
    ("least", "most", "marks"),
    [
        (0, 0, (0, 1)),
        (0, 1, (0, 1)),
        (0, 3, (0, 1, 2, 3)),
        (0, 16, (0, 5, 10, 15, 20)),
        (0, 48, (0, 10, 20, 30, 40, 50)),
        (0, 100_000, (0, 20_000, 40_000, 60_000, 80_000, 100_000)),
        (-13.2, 13.2, (-20, -10, 0, 10, 20)),
    ],
)
def test_ticks(least: float, most: float, marks: tuple[float, ...]) -> None:
    assert ticks(least, most) == marks


def test_fractions_where_asked_for() -> None:
    assert ticks(0, 1, whole=False) == pytest.approx((0, 0.2, 0.4, 0.6, 0.8, 1.0))


def test_a_chinese_character_is_as_wide_as_its_font_is_high() -> None:
    assert em("单位，") == 3
    assert 1 < em("ab") < 1.5


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("中国学会", 4, "中国学会"), ("中国学会", 3, "中国…"), ("abcdef", 2.5, "ab…"), ("", 1, "")],
)
def test_shortened(text: str, most: float, shown: str) -> None:
    assert shortened(text, most) == shown
