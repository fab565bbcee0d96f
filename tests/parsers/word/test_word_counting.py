"""字数, row by row."""

import pytest

from parsers.word import characters


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \u3000\n\t", 0),
        ("云杉", 2),
        ("云杉，林下。", 6),
        ("“云杉”——林下……", 10),
        ("2020年4月16日", 6),
        ("科技 A-1 号", 4),
        ("Spruce society", 2),
        ("COVID-19疫情", 3),
        ("http://example.org/a", 1),
        ("1,234.5元", 2),
        ("ｱｲｳ", 3),
        ("①②③√□", 5),
        ("２０２０", 4),
        ("caf\u00e9 na\u00efve", 2),
        ("𠀀𠀁", 2),
        ("it\u2019s “Plan B”", 3),
        ("他说it\u2019s好", 4),
        ("well—known 1990–2000", 4),
        ("“Spruce”计划", 5),
        ("……", 2),
        ("□ A", 2),
    ],
)
def test_characters(text: str, count: int) -> None:
    assert characters(text) == count
