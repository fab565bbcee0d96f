"""Templates as the officer meets them: taken out, edited, previewed with what is on record; a slip stops the service."""

from pathlib import Path

import pytest

from archive.records import open_records
from tests.archive.filings import file, simple
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own

_SETTINGS = 'call = ["2020-29"]\n[replies]\ntemplates = "信件"\n[watch]\nfolder = "in"\n'


@pytest.fixture
def edited(home: Path, baosong: Commands) -> Path:
    """The shipped templates taken out into a folder of the office's own."""
    (home / "in").mkdir()
    assert "已把22个模板放到信件" in baosong("letters", "--export", "信件").out
    (home / "baosong.toml").write_text(_SETTINGS, "utf-8")
    return home


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_what_is_edited_is_listed_and_used(edited: Path, baosong: Commands) -> None:
    _edit(edited / "信件" / "late.txt.j2", "妥善登记", "登记备查")
    listed = baosong("--config", "baosong.toml", "letters").out
    assert "逾期收到的回信（由人放行）" in listed
    assert listed.count("j2") == 1
    assert not (edited / "baosong-data").exists(), "a list makes no archive"
    said = baosong("--config", "baosong.toml", "letters", "--preview", "late", "--html", "late.html")
    assert "并已登记备查" in said.out
    assert "并已登记备查" in (edited / "late.html").read_text("utf-8")


def test_taken_out_again_nothing_edited_is_lost(edited: Path, baosong: Commands) -> None:
    _edit(edited / "信件" / "late.txt.j2", "妥善登记", "登记备查")
    assert "原来就有的没有动" in baosong("letters", "--export", "信件").out
    assert "登记备查" in (edited / "信件" / "late.txt.j2").read_text("utf-8")


def test_a_preview_with_what_is_on_record(home: Path, baosong: Commands) -> None:
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    (receipt,) = file(records, simple(b"one"))
    records.engine.dispose()
    said = baosong("letters", "--preview", "acknowledgement", "--receipt", receipt).out
    assert f"收件编号：{receipt}" in said
    assert "活动名称：云杉林下的节日" in said
    assert "2020年4月16日 12:00" in said


@pytest.mark.parametrize("command", [("letters", "--preview", "late"), ("run", "--once")])
def test_a_slip_is_one_clear_line_before_any_letter(edited: Path, baosong: Commands, command: tuple[str, ...]) -> None:
    _edit(edited / "信件" / "late.txt.j2", "letter.received", "letter.recieved")
    line = one_line(baosong("--config", "baosong.toml", *command))
    assert line.endswith("模板late.txt.j2第4行：没有letter.recieved这一项，是不是received？")


def test_doctor_names_every_slip(edited: Path, baosong: Commands) -> None:
    _edit(edited / "信件" / "late.txt.j2", "letter.received", "letter.recieved")
    _edit(edited / "信件" / "awaited.txt.j2", "parts.ask", "parts.aks")
    said = baosong("--config", "baosong.toml", "doctor").out
    assert "信件模板：模板late.txt.j2第4行" in said
    assert "没有parts.aks这一项，是不是ask？" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--preview", "thanks"), "没有“thanks”这种信件"),
        (("--preview", "late", "--receipt", "2020-29-0001X"), "没有收件编号2020-29-0001X"),
        (("--preview", "extension", "--receipt", "2020-29-0001X"), "不是对来信的回复"),
    ],
)
def test_one_clear_line(home: Path, baosong: Commands, arguments: tuple[str, ...], said: str) -> None:
    assert said in one_line(baosong("letters", *arguments))


def test_a_stray_file_is_told(edited: Path, baosong: Commands) -> None:
    (edited / "信件" / "late (1).txt.j2").write_text("", "utf-8")
    assert "不是信件模板" in one_line(baosong("--config", "baosong.toml", "letters"))
