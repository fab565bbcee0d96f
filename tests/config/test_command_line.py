"""The command line's edge: options before and after a command, exit codes, one clear line and never a traceback."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from archive.records import open_records
from tests.archive.filings import OTHER_CALL, file, simple
from tests.config.commands import Commands, as_a_process, one_line

pytestmark = pytest.mark.parts

_READING = (("status", "--json"), ("outbox", "--json"), ("verify", "--json"), ("search", "云杉", "--json"))
_SAYING = {
    "status": lambda out: json.loads(out)["mails"] == 1,
    "outbox": lambda out: "回执" in out,
    "verify": lambda out: json.loads(out)["blobs"] == 0,
    "search": lambda out: "中国" in out,
}


@pytest.fixture
def filled(home: Path) -> Path:
    """A data folder with one submission, and a configuration that isn't beside it."""
    records = open_records(f"sqlite:///{home}/kept/records.db", "example.org")
    file(records, simple(b"one"))
    records.engine.dispose()
    (home / "other").mkdir()
    (home / "other" / "baosong.toml").write_text('[records]\nurl = "sqlite:///../kept/records.db"\n')
    return home


@pytest.mark.parametrize("command", _READING, ids=lambda command: command[0])
@pytest.mark.parametrize(
    "option", [("--data", "kept"), ("--config", "other/baosong.toml")], ids=lambda option: option[0]
)
@pytest.mark.parametrize("before", [True, False])
def test_options_before_and_after(
    command: tuple[str, ...], option: tuple[str, str], before: bool, filled: Path, baosong: Commands
) -> None:
    said = baosong(*option, *command) if before else baosong(*command, *option)
    assert said.err == ""
    assert _SAYING[command[0]](said.out)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_options_around_a_command_of_a_group(place: int, filled: Path, baosong: Commands) -> None:
    words = ["outbox", "release"]
    words[place:place] = ["--data", "kept"]
    assert baosong(*words, "1").err == "信件1不是待放行或存疑的，没有改动\n"
    assert not (filled / "baosong-data").exists()


@pytest.mark.parametrize("before", [True, False])
def test_export_takes_them_too(before: bool, filled: Path, baosong: Commands) -> None:
    option = ("--data", "kept")
    words = (*option, "export", "a.json") if before else ("export", "a.json", *option)
    assert baosong(*words).code == 0
    assert len(json.loads((filled / "a.json").read_text("utf-8"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("check", "x.eml"),
        ("run",),
        ("run", "--once"),
        ("export", "a.csv"),
        ("status",),
        ("outbox",),
        ("outbox", "release", "1"),
        ("verify",),
        ("search", "x"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("before", [True, False])
def test_every_command_reads_the_named_configuration(words: tuple[str, ...], before: bool, baosong: Commands) -> None:
    option = ("--config", "missing.toml")
    said = baosong(*option, *words) if before else baosong(*words, *option)
    assert one_line(said) == "配置文件missing.toml不能读取（没有这个文件或目录），请检查路径和权限"


def test_after_wins_over_before(filled: Path, baosong: Commands) -> None:
    assert json.loads(baosong("--data", "nothing", "status", "--json", "--data", "kept").out)["mails"] == 1
    assert not (filled / "nothing").exists()


def test_nothing_said_shows_the_help(home: Path) -> None:
    said = as_a_process(home)
    assert said.code == 2
    assert "Usage: baosong" in said.out + said.err
    assert "Traceback" not in said.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("check",),
        ("run",),
        ("export",),
        ("demo",),
        ("status",),
        ("outbox",),
        ("outbox", "release"),
        ("verify",),
        ("search",),
    ],
    ids=lambda words: " ".join(words) or "alone",
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(words: tuple[str, ...], option: str, baosong: Commands, home: Path) -> None:
    said = baosong(*words, option)
    assert (said.code, said.err) == (0, "")
    assert "--config" in said.out
    assert "--data" in said.out
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("frobnicate",), "没有frobnicate这个命令"),
        (("outbox", "frobnicate"), "没有frobnicate这个命令"),
        (("stauts",), "没有stauts这个命令，是不是status？"),
        (("status", "--jsno"), "没有--jsno这个选项，是不是--json？"),
        (("--nope", "status"), "没有--nope这个选项"),
        (("check",), "缺少参数PATH..."),
        (("search",), "缺少参数QUERY"),
        (("outbox", "release"), "缺少参数ID..."),
        (("outbox", "release", "one"), "ID...应为整数"),
        (("outbox", "release", "0"), "ID...不应小于1"),
        (("outbox", "release", "9" * 20), "ID...不应大于9223372036854775807"),
        (("status", "extra"), "多出了extra"),
        (("call",), "缺少命令"),
        (("status", "--config"), "选项--config后面要写一个值"),
        (("export", "a.csv", "--for", "everybody"), "--for是“everybody”，应为'reviewers', 'office'之一"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_wrong_usage(words: tuple[str, ...], line: str, baosong: Commands, home: Path) -> None:
    assert one_line(baosong(*words)) == f"用法不对：{line}（用--help看用法）"
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run",), "没有指定征集通知，请在配置文件中写call"),
        (("run", "--once"), "没有指定征集通知，请在配置文件中写call"),
        (("check", "nowhere.eml"), "没有nowhere.eml这个文件或文件夹"),
        (("check", "."), "文件夹.里没有文件"),
        (("check", "nowhere.eml", "--call", "1999-1"), "没有通知“1999-1”：既不是自带的通知（2020-29）"),
        (("check", "nowhere.eml", "--received-at", "noon"), "--received-at“noon”不是有效的时间，应如"),
        (("check", "nowhere.eml", "--received-at", "0001-01-01T00:00:00+14:00"), "不是有效的时间，应如"),
        (("check", "/dev/zero"), "/dev/zero不是文件或文件夹"),
        (("export", "a.doc"), "不能导出为“a.doc”，文件名应以.xlsx、.csv、.json、.jsonl结尾"),
        (("export", "a"), "不能导出为“a”"),
        (("export", "a.csv", "--state", "lost"), "--state“lost”应为accepted、correction、review、all之一"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_wrong_values(words: tuple[str, ...], said: str, baosong: Commands, home: Path) -> None:
    assert said in one_line(baosong(*words))
    assert list(home.iterdir()) == []


def test_a_run_without_anything_to_read(home: Path, baosong: Commands) -> None:
    (home / "c.toml").write_text('call = ["2020-29"]\n')
    assert "没有可收信的地方" in one_line(baosong("run", "--once", "--config", "c.toml"))


@pytest.mark.parametrize("command", ["status", "outbox", "verify"])
def test_a_data_folder_that_is_a_file(command: str, home: Path, baosong: Commands) -> None:
    (home / "plain").write_text("not a folder")
    assert "plain不能建立（" in one_line(baosong(command, "--data", "plain"))
    assert (home / "plain").read_text() == "not a folder"


@pytest.mark.parametrize("url", ["no url at all", "oracle9://x/y"])
def test_a_database_that_cant_be(url: str, home: Path, baosong: Commands) -> None:
    (home / "c.toml").write_text(f'[records]\nurl = "{url}"\n')
    assert "数据库" in one_line(baosong("status", "--config", "c.toml"))


def test_a_database_that_is_something_else(home: Path, baosong: Commands) -> None:
    (home / "kept").mkdir()
    (home / "kept" / "records.db").write_text("a letter, not a database, and longer than a header" * 10)
    assert "不是可用的数据库" in one_line(baosong("status", "--data", "kept"))


@pytest.mark.parts
@pytest.mark.parametrize(
    "words",
    [("status",), ("verify",), ("outbox",), ("search", "x"), ("export", "/tmp/never-written.csv")],
    ids=" ".join,
)
def test_a_data_folder_that_cant_be_written(words: tuple[str, ...], home: Path) -> None:
    """Root without the right to pass over permissions is as good as anybody else."""
    folder = home / "locked"
    folder.mkdir(mode=0o500)
    meek = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    line = one_line(as_a_process(home, *words, "--data", "locked", prefix=meek))
    assert "locked" in line
    assert "权限" in line
    assert list(folder.iterdir()) == []


def test_export_shows_the_calls_of_the_configuration_and_tells_of_others(filled: Path, baosong: Commands) -> None:
    records = open_records(f"sqlite:///{filled}/kept/records.db", "example.org")
    other = simple(b"two")
    file(records, replace(other, case=replace(other.case, call=OTHER_CALL)))
    records.engine.dispose()
    said = baosong("export", "a.json", "--for", "office", "--data", "kept")
    assert said.code == 0
    assert [row["receipt"][:7] for row in json.loads((filled / "a.json").read_text())] == ["2020-29"]
    assert "另有1项" in said.err


def test_the_version(home: Path, baosong: Commands) -> None:
    said = baosong("--version")
    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"baosong \d+\.\d+\.\d+\n", said.out)
