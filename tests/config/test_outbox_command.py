"""Letters in a person's hands: read whole, worded otherwise, let go, dropped."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archive.records import open_records
from config.calls import load_call
from tests.archive.desk import Desk
from tests.cases import SEAL, arrived, pdf, word
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own


@pytest.fixture
def held(home: Path) -> str:
    """The letter proper of a doubtful submission."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    call = load_call("2020-29")
    Desk(records, calls=(call,)).arrive(replace(arrived(word(), pdf(stamps=(replace(SEAL, faint=True),))), call=call))
    records.engine.dispose()
    return "2"


def states(baosong: Commands) -> dict[int, str]:
    rows = [json.loads(line) for line in baosong("outbox", "--json").out.splitlines()]
    return {row["id"]: row["state"] for row in rows}


def test_a_letter_is_read_worded_otherwise_and_let_go(held: str, baosong: Commands, home: Path) -> None:
    whole = baosong("outbox", "show", held)
    assert whole.out.startswith("主题：回复：〔2020-29-0001")
    assert "经核对材料齐全" in whole.out
    assert "待放行" in whole.err
    (home / "信.txt").write_text(whole.out.replace("经核对材料齐全", "经核对材料<齐全>，谢谢"), "utf-8")
    assert baosong("outbox", "edit", held, "信.txt", "--by", "王老师").out == "信件2已修改\n"
    letter = json.loads(baosong("outbox", "show", held, "--json").out)
    assert "材料<齐全>，谢谢" in letter["text"]
    assert "材料&lt;齐全&gt;，谢谢" in letter["html"]
    assert letter["state"] == "held"
    assert baosong("outbox", "release", held, "--by", "王老师").out == "信件2已放行，由运行中的服务发出\n"
    assert states(baosong) == {1: "waiting", 2: "waiting"}


def test_a_new_subject_and_from_standard_input(held: str, baosong: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("主题：更正\nBcc: x@example.org\n\n第二段\n"))
    assert baosong("outbox", "edit", held, "-").code == 0
    letter = json.loads(baosong("outbox", "show", held, "--json").out)
    assert (letter["subject"], letter["text"]) == ("更正", "Bcc: x@example.org\n\n第二段\n")


def test_dropped_it_is_sent_by_nobody(held: str, baosong: Commands) -> None:
    assert baosong("outbox", "drop", held, "--because", "已当面说明").code == 0
    assert states(baosong) == {1: "waiting"}
    assert "已取消" in baosong("outbox", "show", held).err
    assert baosong("outbox", "release", held).code == 1
    assert baosong("outbox", "edit", held, "-").code in (1, 2)
    assert baosong("outbox", "drop", held).err == "信件2已经发出或不存在，没有改动\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("show", "99"), "没有编号为99的信件，可用baosong outbox查看"),
        (("edit", "2", "没有.txt"), "没有.txt不能读取（没有这个文件或目录）"),
        (("edit", "2", "empty.txt"), "信件正文应有1到50000字，现在有0字"),
        (("edit", "2", "gbk.txt"), "gbk.txt不是UTF-8文本，请另存为UTF-8后再试"),
        (("release", "2", "--by", "长" * 101), "--by不应超过100字"),
    ],
)
def test_what_cant_be_done_is_one_clear_line(
    words: tuple[str, ...], line: str, held: str, baosong: Commands, home: Path
) -> None:
    (home / "empty.txt").write_text("主题：有主题没有正文\n", "utf-8")
    (home / "gbk.txt").write_bytes("您好".encode("gbk"))
    assert one_line(baosong("outbox", *words)) == line
