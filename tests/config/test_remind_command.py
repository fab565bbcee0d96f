"""Reminders by the command a person types: previewed, sent once, to those alone who need one."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from archive.records import open_records
from archive.tables import SHANGHAI
from intake.codes import Verdict
from tests.archive.filings import assessed, examination, file, judged, simple
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own

_ROSTER = """单位名称,类别,邮箱,电话
中国云杉工程学会,全国学会,spruce@example.org,
中国莲花学会,全国学会,lotus@example.org,
青河省科协,省级科协,,0123-5550101
白桦大学科协,高校科协,birch@example.org;birch2@example.org,
"""


@pytest.fixture
def filled(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The spruce society is complete, the lotus society has a fault open, the others are silent; it is 20 April 2020."""
    shipped = Path(__file__).parents[2] / "config" / "calls"
    call = (shipped / "2020-29.toml").read_text("utf-8").replace("address = ", 'roster = "名册.csv"\naddress = ', 1)
    (home / "call.toml").write_text(call, "utf-8")
    (home / "2020-29-plan.docx").write_bytes((shipped / "2020-29-plan.docx").read_bytes())
    (home / "名册.csv").write_text(_ROSTER, "utf-8")
    (home / "baosong.toml").write_text('call = ["call.toml"]\n', "utf-8")
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    file(records, simple(b"spruce"))
    faulty = judged(b"lotus", "中国莲花学会", "云上开放日", verdict=Verdict.CORRECTION)
    file(records, assessed(examination(b"lotus"), [faulty]))
    records.engine.dispose()
    monkeypatch.setattr("config.cli.remind.now", lambda: datetime(2020, 4, 20, 9, 0, tzinfo=SHANGHAI))
    return home


def reminders(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "baosong-data" / "records.db") as database:
        return database.execute("SELECT address, state FROM outbox WHERE kind = 'reminder' ORDER BY address").fetchall()


def test_a_preview_sends_nothing(filled: Path, baosong: Commands) -> None:
    said = baosong("--config", "baosong.toml", "remind", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [(row["organisation"], row["standing"], row["remind"]) for row in rows] == [
        ("中国云杉工程学会", "complete", []),
        ("中国莲花学会", "faults", ["lotus@example.org", "zhangsan@example.org"]),
        ("青河省科协", "silent", []),
        ("白桦大学科协", "silent", ["birch@example.org", "birch2@example.org"]),
    ]
    assert reminders(filled) == []
    screen = baosong("--config", "baosong.toml", "remind").out
    assert "名册4个单位，材料齐全1，待补正1，待人工核对0，未报送2" in screen
    assert "没有邮箱，请致电0123-5550101" in screen
    assert "中国云杉工程学会" not in screen.split("\n", 1)[1]


def test_status_says_how_the_roster_stands(filled: Path, baosong: Commands) -> None:
    said = baosong("--config", "baosong.toml", "status").out
    assert "筹备方案（2020-29，2020-04-22截止）：名册4个单位，材料齐全1，待补正1，待人工核对0，未报送2，" in said
    assert "总结报告（2020-29，2020-06-20截止）：名册4个单位，材料齐全0，待补正0，待人工核对0，未报送4，" in said
    assert "名册" not in baosong("--config", "baosong.toml", "status", "--json").out


def test_status_of_a_broken_call_file_is_one_clear_line(filled: Path, baosong: Commands) -> None:
    (filled / "call.toml").write_text("", "utf-8")
    assert "缺少设置name" in one_line(baosong("--config", "baosong.toml", "status"))


def test_sent_once_a_day(filled: Path, baosong: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ["birch2@example.org", "birch@example.org", "lotus@example.org", "zhangsan@example.org"]
    assert "已写入4封提醒" in baosong("--config", "baosong.toml", "remind", "--send").err
    assert reminders(filled) == [(address, "waiting") for address in addresses]
    assert (
        "已写入0封提醒，待服务发出；4个地址一天内已提醒过"
        in baosong("--config", "baosong.toml", "remind", "--send").err
    )
    assert len(reminders(filled)) == 4
    monkeypatch.setattr("config.cli.remind.now", lambda: datetime(2020, 4, 21, 9, 1, tzinfo=SHANGHAI))
    assert "已写入4封提醒" in baosong("--config", "baosong.toml", "remind", "--send").err
    assert len(reminders(filled)) == 8


def test_two_organisations_of_one_address_are_both_reminded(filled: Path, baosong: Commands) -> None:
    (filled / "名册.csv").write_text("单位名称,邮箱\n白桦大学科协,a@example.org\n红杉大学科协,a@example.org\n", "utf-8")
    assert "已写入2封提醒" in baosong("--config", "baosong.toml", "remind", "--send").err


def test_after_all_deadlines_nobody(filled: Path, baosong: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.cli.remind.now", lambda: datetime(2020, 7, 1, 9, 0, tzinfo=SHANGHAI))
    assert "各阶段都已截止" in baosong("--config", "baosong.toml", "remind", "--send").out
    assert reminders(filled) == []


def test_one_clear_line(home: Path, filled: Path, baosong: Commands) -> None:
    assert "没有指定征集通知" in one_line(baosong("remind"))
    assert "应为plan、report之一" in one_line(baosong("--config", "baosong.toml", "remind", "--stage", "none"))
    (home / "plain.toml").write_text('call = ["2020-29"]\n', "utf-8")
    assert "没有名册" in one_line(baosong("--config", "plain.toml", "remind"))


def standings(baosong: Commands) -> dict[str, tuple[str, str]]:
    rows = [json.loads(line) for line in baosong("--config", "baosong.toml", "remind", "--json").out.splitlines()]
    return {row["organisation"]: (row["standing"], row["deadline"]) for row in rows}


def test_who_submitted_elsewhere_is_left_alone(filled: Path, baosong: Commands) -> None:
    noted = baosong(
        "--config", "baosong.toml", "remind", "--elsewhere", "青河省科协", "--because", "OA已报", "--by", "王敏"
    )
    assert noted.out == "已登记：青河省科协 筹备方案 已另行报送\n"
    baosong("--config", "baosong.toml", "remind", "--not-submitting", "白桦大学科协")
    assert {name: standing for name, (standing, _) in standings(baosong).items()} == {
        "中国云杉工程学会": "complete",
        "中国莲花学会": "faults",
        "青河省科协": "elsewhere",
        "白桦大学科协": "not_submitting",
    }
    assert "已写入2封提醒" in baosong("--config", "baosong.toml", "remind", "--send").err
    baosong("--config", "baosong.toml", "remind", "--expected", "白桦大学科协")
    assert standings(baosong)["白桦大学科协"][0] == "silent"


def test_an_extension_moves_the_deadline_and_its_letter_waits_for_a_person(filled: Path, baosong: Commands) -> None:
    said = baosong("--config", "baosong.toml", "remind", "--extend", "中国莲花学会", "--until", "2020-04-30").out
    assert said == "已登记：中国莲花学会 筹备方案 延至2020-04-30；延期通知1封，待放行\n"
    assert standings(baosong)["中国莲花学会"] == ("faults", "2020-04-30")
    with sqlite3.connect(filled / "baosong-data" / "records.db") as database:
        ((state, text),) = database.execute("SELECT state, text FROM outbox WHERE kind = 'extension'").fetchall()
    assert state == "held"
    assert "截止日期延至2020年4月30日（含当日）" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--elsewhere", "中国莲花协会"), "是不是中国莲花学会？"),
        (("--extend", "中国莲花学会"), "延期要写明单位和日期"),
        (("--extend", "中国莲花学会", "--until", "4月30日"), "应为日期"),
        (("--extend", "中国莲花学会", "--until", "2020-04-22"), "应晚于筹备方案的截止日期2020-04-22"),
    ],
)
def test_what_cannot_be_noted(filled: Path, baosong: Commands, arguments: tuple[str, ...], said: str) -> None:
    assert said in one_line(baosong("--config", "baosong.toml", "remind", *arguments))
