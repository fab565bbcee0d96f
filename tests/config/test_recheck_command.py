"""What a changed call file would change, at the command line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from archive.records import open_records
from config.calls import load_call
from tests.archive.desk import Desk
from tests.cases import COMPLETE
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own


@pytest.fixture
def changed(home: Path) -> str:
    """One accepted submission; since then the call asks for the fax number."""
    shipped = Path(__file__).parents[2] / "config" / "calls"
    written = (shipped / "2020-29.toml").read_text("utf-8")
    (home / "2020-29-plan.docx").write_bytes((shipped / "2020-29-plan.docx").read_bytes())
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    call = load_call("2020-29")
    (receipt,) = Desk(records, calls=(call,)).arrive(replace(COMPLETE, call=call))
    records.engine.dispose()
    stricter = written.replace('"contact_mobile",', '"contact_mobile", "contact_fax",', 1)
    assert stricter != written
    (home / "call.toml").write_text(stricter, "utf-8")
    (home / "baosong.toml").write_text('call = ["call.toml"]\n', "utf-8")
    return receipt


def test_shown_then_applied(changed: str, baosong: Commands) -> None:
    words = ("--config", "baosong.toml", "recheck")
    said = baosong(*words)
    assert "结果  材料齐全 → 需补正" in said.out
    assert "1封有变化；没有改动任何内容，写入请加--apply" in said.err
    (line,) = baosong(*words, "--json").out.splitlines()
    assert json.loads(line)["verdicts"][changed] == ["accepted", "correction"]
    assert baosong(*words, "--apply").err.endswith("1封有变化；已写入\n")
    assert "0封有变化" in baosong(*words).err
    (row,) = (json.loads(each) for each in baosong("outbox", "--json").out.splitlines())
    assert (row["kind"], row["state"]) == ("correction", "held")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--send",), "--send要与--apply同用：先不加它们看看会有什么变化"),
        (("--since", "4月"), "--since“4月”应写成2020-04-15这样的日期"),
        (("--call", "2099-1"), "--call“2099-1”不在配置的通知里，应为2020-29之一"),
    ],
)
def test_what_cant_be_asked(words: tuple[str, ...], line: str, baosong: Commands) -> None:
    assert one_line(baosong("recheck", *words)) == line
