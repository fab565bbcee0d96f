"""Names that every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_export.package.names import folded, safe, unique


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("中国云杉工程学会", "中国云杉工程学会"),
        ('a<b>c:d"e/f\\g|h?i*j', "a＜b＞c：d”e／f＼g｜h？i＊j"),
        ("名称.", "名称"),
        (" . ", "无名"),
        ("", "无名"),
        ("\u202e倒\x00序\n行", "倒序 行"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("LPT9 .x", "_LPT9 .x"),
        ("console", "console"),
        ("100%#1", "100％＃1"),
        ("..\\..\\etc", "＼..＼etc"),
        ("一二三四五六七八九十" * 3, "一二三四五六七八九十一二三四五六七八九十"),
    ],
)
def test_safe(name: str, kept: str) -> None:
    assert safe(name, 20, "无名") == kept


def test_each_once_whatever_its_case() -> None:
    taken = {folded("方案.docx"), folded("方案(2).DOCX"), folded("A.pdf")}
    assert unique("方案.docx", taken, 16) == "方案(3).docx"
    assert unique("a.PDF", taken, 16) == "a(2).PDF"
    assert unique("无", {folded("无")}, 16) == "无(2)"
    assert unique("一二三四五六七八九十.docx", {folded("一二三四五六七八九十.docx")}, 15) == "一二三四五六七(2).docx"


@given(st.text(max_size=60))
def test_nothing_that_windows_refuses(name: str) -> None:
    kept = safe(name, 13, "无名")
    assert 1 <= len(kept) <= 13
    assert not set(kept) & set('<>:"/\\|?*#%')
    assert not kept.endswith((".", " "))
    assert not any(ord(character) < 32 for character in kept)
    assert kept.partition(".")[0].strip().casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
