"""`baosong results`: who will be told what, sent when asked, and never twice."""

import json
from pathlib import Path

import pytest

import config.calls
from archive.outbox import SqlOutbox
from archive.records import open_records
from archive.scores import Entered, SqlScores
from config.calls import load_call
from intake.ports import OutboxState
from intake.scoring import Ballot
from tests.archive.filings import file, simple
from tests.cases import IN_TIME
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts

UNITS = ("中国云杉工程学会", "中国莲花学会")


@pytest.fixture
def receipts(home: Path) -> tuple[str, ...]:
    """Two organisations' plans on record."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    filed = [file(records, simple(unit.encode(), unit, f"{unit}的活动"))[0] for unit in UNITS]
    records.engine.dispose()
    return tuple(filed)


@pytest.fixture
def listed(receipts: tuple[str, ...], home: Path) -> str:
    """The office's list of results."""
    (home / "结果.csv").write_text(f"收件编号,结果\n{receipts[0]},优秀活动案例\n{receipts[1]},未入选\n", "utf-8-sig")
    return "结果.csv"


def lines(said: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.splitlines()]


def letters(home: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """The outbox's result letters: state, first words of why held, receipts."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    rows = SqlOutbox(records).listed(tuple(OutboxState))
    records.engine.dispose()
    return [(row.state.value, row.letter.held[:4], row.letter.receipts) for row in rows if row.letter.kind == "result"]


def test_first_it_is_only_shown(listed: str, receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    said = baosong("results", "--from", listed)
    assert said.code == 0
    assert "2个单位，2封待告知，0封已写过" in said.out
    assert "“中国莲花学会的活动”未入选" in said.out
    assert f"收件编号：{receipts[0]}\n结果：入选优秀活动案例" in said.out
    assert "以上只是预览" in said.out
    assert letters(home) == []


def test_sent_once_however_often_it_is_asked(
    listed: str, receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    assert "已写入2封结果通知，待服务发出" in baosong("results", "--from", listed, "--send").err
    said = baosong("results", "--from", listed, "--send")
    assert "已写入0封结果通知" in said.err
    assert "2封以前写过，没有重复" in said.err
    assert "待发" in said.out
    assert letters(home) == [("waiting", "", (receipts[0],)), ("waiting", "", (receipts[1],))]


def test_another_result_is_told_only_where_a_person_says_so(
    listed: str, receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    baosong("results", "--from", listed, "--send")
    text = (home / listed).read_text("utf-8").replace("未入选", "优秀活动案例")
    (home / listed).write_text(text, "utf-8")
    said = baosong("results", "--from", listed, "--send")
    assert "已写入0封" in said.err
    assert "与现在的不同，仍要发的加--again" in said.out
    again = baosong("results", "--from", listed, "--send", "--again", receipts[1])
    assert "已写入1封" in again.err
    assert [state for state, _, _ in letters(home)] == ["waiting", "superseded", "waiting"]


def test_what_was_held_and_dropped_is_not_written_again(listed: str, home: Path, baosong: Commands) -> None:
    assert "待放行，用baosong outbox" in baosong("results", "--from", listed, "--hold").err
    assert [(state, held) for state, held, _ in letters(home)] == [("held", "结果通知")] * 2
    baosong("outbox", "drop", "3")
    assert "已写入0封" in baosong("results", "--from", listed, "--send").err


def test_as_json(listed: str, receipts: tuple[str, ...], baosong: Commands) -> None:
    first, second = lines(baosong("results", "--from", listed, "--json").out)
    assert first["results"] == [
        {"receipts": [receipts[0]], "activity": "中国云杉工程学会的活动", "awards": ["优秀活动案例"], "open": ""}
    ]
    (letter,) = second["letters"]  # type: ignore[misc]
    assert (letter["to"], letter["earlier"]) == ("zhangsan@example.org", None)  # type: ignore[index]


def test_by_the_scores_where_the_award_has_places(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    shipped = Path(config.calls.__file__).parent
    text = (shipped / "2020-29.toml").read_text("utf-8").replace('to   = "case" ', 'places = 1\nto   = "case" ')
    (home / "call.toml").write_text(text, "utf-8")
    (home / "2020-29-plan.docx").write_bytes((shipped / "2020-29-plan.docx").read_bytes())
    (home / "baosong.toml").write_text('call = ["call.toml"]\n', "utf-8")
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    keys = [each.key for each in load_call("2020-29").criteria]
    ballots = [Ballot("江评", receipt, dict.fromkeys(keys, 70.0 + at)) for at, receipt in enumerate(receipts)]
    SqlScores(records).replace("2020-29", [Entered(ballot, "江评.xlsx") for ballot in ballots], IN_TIME)
    records.engine.dispose()
    units = lines(baosong("results", "--config", "baosong.toml", "--json").out)
    assert [(each["organisation"], each["results"][0]["awards"]) for each in units] == [  # type: ignore[index]
        (UNITS[1], ["优秀活动案例"]),
        (UNITS[0], []),
    ]


def test_awards_without_places_select_nobody(receipts: tuple[str, ...], baosong: Commands) -> None:
    assert "评选项目都没有写名额" in one_line(baosong("results"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编号,结果\n1,2\n", "第一行应有“收件编号”和“结果”两栏"),
        ("收件编号,结果\n2020-29-0099X,未入选\n", "第2行：没有材料齐全的报送件“2020-29-0099X”"),
        ("收件编号,结果\n{0},\n", "没有写结果，请写奖项名称或“未入选”"),
        ("收件编号,结果\n{0},未入选\n{0},一等奖\n", "第3行：{0}（中国云杉工程学会的活动）前面已经有一行"),
    ],
)
def test_a_list_that_can_not_be_told(
    text: str, said: str, receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    (home / "结果.csv").write_text(text.format(*receipts), "utf-8")
    assert said.format(*receipts) in one_line(baosong("results", "--from", "结果.csv"))


def test_wrong_use(listed: str, baosong: Commands) -> None:
    assert "不能同用" in one_line(baosong("results", "--from", listed, "--send", "--hold"))
    assert "不在可以告知的报送件里" in one_line(baosong("results", "--from", listed, "--again", "2020-29-0099X"))
    assert "不能读取" in one_line(baosong("results", "--from", "没有.csv"))
