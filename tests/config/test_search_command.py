"""`baosong search` as a person types it, and as a program reads it."""

import json
from pathlib import Path

import pytest

from archive.records import open_records
from tests.archive.filings import file, simple
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own

UNITS = ("中国云杉工程学会", "中国莲花学会", "青河省科协")


@pytest.fixture
def filled(home: Path) -> tuple[str, ...]:
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    receipts = tuple(file(records, simple(unit.encode(), unit, f"{unit}的活动"))[0] for unit in UNITS)
    records.engine.dispose()
    return receipts


def receipts_of(out: str) -> list[str]:
    return list(dict.fromkeys(json.loads(line)["receipt"] for line in out.splitlines()))


def test_a_json_line_is_the_contracts(filled: tuple[str, ...], baosong: Commands) -> None:
    said = baosong("search", "直播 莲花", "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert list(lines[0]) == [
        "receipt", "organisation", "activity", "stage", "verdict", "received_at", "where", "snippet",
    ]  # fmt: skip
    assert {line["receipt"] for line in lines} == {filled[1]}
    assert ("方案.docx", "中国【莲花】学会中国【莲花】学会的活动【直播】") in {
        (line["where"], line["snippet"]) for line in lines
    }


def test_a_person_sees_who_what_when_and_where(filled: tuple[str, ...], baosong: Commands) -> None:
    said = baosong("search", "直播 莲花")
    assert said.out.splitlines()[:2] == [
        f"{filled[1]} 中国莲花学会 中国莲花学会的活动  材料齐全 2020-04-16 12:00",
        "  方案.docx  中国【莲花】学会中国【莲花】学会的活动【直播】",
    ]


def test_pages_follow_each_other(filled: tuple[str, ...], baosong: Commands) -> None:
    first = baosong("search", "直播", "--json", "--limit", "2")
    cursor = first.err.strip().rpartition("--after ")[2]
    second = baosong("search", "直播", "--json", "--limit", "2", "--after", cursor)
    assert receipts_of(first.out) + receipts_of(second.out) == list(reversed(filled))
    assert second.err == ""


def test_counts_beside_the_hits(filled: tuple[str, ...], baosong: Commands) -> None:
    assert "共3条" in (said := baosong("search", "直播", "--facets", "--order", "relevance")).out
    assert "核对结果  材料齐全 3" in said.out
    last = json.loads(baosong("search", "直播", "--facets", "--json").out.splitlines()[-1])
    assert (last["total"], last["more"], last["facets"]["month"]) == (3, False, {"2020-04": 3})


def test_a_search_is_kept_used_narrowed_and_forgotten(filled: tuple[str, ...], baosong: Commands) -> None:
    assert receipts_of(baosong("search", "单位:(莲花 OR 云杉)", "--save", "两家", "--json").out) == [
        filled[1],
        filled[0],
    ]
    assert baosong("search", "--list").out == "两家  单位:(莲花 OR 云杉)\n"
    assert receipts_of(baosong("search", "--saved", "两家", "--json").out) == [filled[1], filled[0]]
    assert receipts_of(baosong("search", "NOT 莲花", "--saved", "两家", "--json").out) == [filled[0]]
    assert baosong("search", "--forget", "两家").code == 0
    assert one_line(baosong("search", "--saved", "两家")) == "没有名为“两家”的检索"


def test_nothing_found_is_no_error(filled: tuple[str, ...], baosong: Commands) -> None:
    said = baosong("search", "没有这样的词")
    assert (said.code, said.out, said.err) == (0, "", "没有找到\n")
    assert baosong("search", "没有这样的词", "--json").out == ""


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("(直播",), "第1个字符处的左括号没有配对"),
        (("",), "检索式里没有要找的字词"),
        (("x" * 10_000,), "检索式有10000个字符，最多2000个"),
        (("直播", "--after", "第2页"), "“第2页”不是这种排序的续页标记，请照抄上一页末尾给出的，或从第一页找起"),
        (("verdict:好",), "第9个字符处的verdict:好不能用：应为accepted、correction、review、ignored之一"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(
    words: tuple[str, ...], line: str, filled: tuple[str, ...], baosong: Commands
) -> None:
    assert one_line(baosong("search", *words)) == line


def test_a_stage_is_asked_for_by_its_name(filled: tuple[str, ...], baosong: Commands) -> None:
    assert receipts_of(baosong("search", "莲花 阶段:筹备方案", "--json").out) == [filled[1]]
    assert baosong("search", "stage:总结报告", "--json").out == ""


def test_words_that_begin_so(filled: tuple[str, ...], baosong: Commands) -> None:
    assert receipts_of(baosong("search", "zhangs* 莲花", "--json").out) == [filled[1]]
