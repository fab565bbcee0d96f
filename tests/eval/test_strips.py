"""Rings unrolled to train a recogniser with."""

import pytest
from rapidfuzz import fuzz

from eval import strips as made
from eval.strips import Strip, strips
from parsers.paged.recogniser import ring

SEEDS = range(12)


@pytest.fixture(autouse=True)
def installed_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of training are none that a test's machine has."""
    fonts = (("opentype/noto/NotoSerifCJK-Bold.ttc", 2),) * len(made._FONTS)
    made._font.cache_clear()
    monkeypatch.setattr(made, "_FONTS", fonts)
    yield
    made._font.cache_clear()


def test_the_same_seed_gives_the_same_strips() -> None:
    first, second = strips(3), strips(3)
    assert [each.text for each in first] == [each.text for each in second] != []
    assert all((one.line == other.line).all() for one, other in zip(first, second, strict=True))


@pytest.mark.parts
def test_what_a_strip_is_said_to_say_stands_on_it() -> None:
    alike = [likeness(each) for seed in SEEDS for each in strips(seed)[:1]]
    assert len(alike) >= len(SEEDS) // 2
    assert sorted(alike)[len(alike) // 2] >= 80


def likeness(strip: Strip) -> float:
    return fuzz.ratio(ring().read(strip.line).text, strip.text)
