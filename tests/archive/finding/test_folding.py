"""What counts as the same word, and what is a word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.finding.folding import folded, initials, words


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("网络直播", ["网", "络", "直", "播"]),
        ("網絡直播、廣播", ["网", "络", "直", "播", "广", "播"]),
        ("裏裡里", ["里", "里", "里"]),
        ("広気", ["广", "气"]),
        ("ＡＢＣ计划 2020年", ["abc", "计", "划", "2020", "年"]),
        ("ｶﾅ㈱① ㎡", ["カ", "ナ", "株", "1", "m2"]),
        ("Zhang_San@Spruce.ORG", ["zhang", "san", "spruce", "org"]),
        ("Zürich naïve", ["zürich", "naïve"]),
        ("𬭊𠮷〇々", ["𬭊", "𠮷", "〇", "々"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("sp\u200bru\u00adce", ["spruce"]),
        ("\ue000甲\ue003\ud800乙\x00丙", ["甲", "乙", "丙"]),
        ("，。“”_-", []),
        ("x" * 130, ["x" * 64 + "\ue008", "\ue008" + "x" * 64 + "\ue008", "\ue008xx"]),
    ],
)
def test_words(content: str, found: list[str]) -> None:
    assert words(content) == found


def test_a_folded_text_keeps_its_punctuation() -> None:
    assert folded("《網絡，ＡＢＣ》") == "《网络,abc》"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("莲花学会", "lhxh"), ("重庆市音乐家协会", "cqsyyjxh"), ("蓮花學會", "lhxh"), ("ABC（中国）", "zg"), ("", "")],
)
def test_initials_are_read_as_the_name_is_read(name: str, letters: str) -> None:
    assert initials(name) == letters


_ODD = "eｶﾞがㄱㅏᄀ\u1161\u11a8\u0301\u3099ΑΣσİſﬁ①㈱學学広裏，。_ \xa0\u200b\ufe0f\U0001d6ba\U00011131\U00011127"


@given(st.text(_ODD, max_size=12) | st.text(max_size=12))
def test_a_text_is_folded_as_a_whole(content: str) -> None:
    """Characters that become one with their neighbours are no reason for another writing."""
    plain = unicodedata.normalize("NFKC", content).lower()
    assert folded(content) == "".join(map(folded, plain))
    assert words(content) == words(plain)
