"""Old material by the command a person types: kept, filed, never answered unless asked for."""

import json
import shutil
from pathlib import Path

import pytest

from config.demo.prepared import SAMPLES
from tests.config.commands import Commands, one_line
from tests.parts.dovecot import Dovecot
from tests.parts.service import installed
from tests.parts.sink import Sink

PST = Path(__file__).parents[1] / "corpus" / "outlook" / "various.pst"


@pytest.fixture
def old(home: Path) -> Path:
    """Three mails of last year's and a folder of loose documents with a file that no library reads."""
    folder = home / "去年"
    (folder / "云杉学会").mkdir(parents=True)
    for name in ("01-complete-scan", "03-only-word", "11-enquiry"):
        shutil.copy(SAMPLES / f"{name}.eml", folder)
    (folder / "云杉学会" / "方案.docx").write_bytes(b"no document")
    (folder / "outlook.ost").write_bytes(b"!BDN")
    return folder


def told(baosong: Commands, *arguments: str | Path) -> tuple[int, dict[str, object]]:
    said = baosong("import", *arguments, "--json")
    (line,) = said.out.splitlines()
    return said.code, {key: value for key, value in json.loads(line).items() if key != "seconds"}


def test_taken_in_once_what_cannot_be_read_named(old: Path, baosong: Commands) -> None:
    unread = [{"source": "去年/outlook.ost", "reason": "没有能读.ost的程序库，请先用Outlook另存为.msg"}]
    first = {"found": 4, "new": 4, "known": 0, "unread": unread, "pending": 4, "stopped": False}
    assert told(baosong, "去年", "--later") == (1, first)
    assert told(baosong, "去年", "--later") == (1, {**first, "new": 0, "known": 4})
    said = baosong("import", "去年", "--later")
    assert "共4封，新收0封，以前收过4封" in said.err
    assert "去年/outlook.ost：没有能读.ost的程序库" in said.err
    assert said.out == ""


def test_a_path_that_is_not_there_is_wrong_usage_and_nothing_is_taken_in(old: Path, baosong: Commands) -> None:
    said = baosong("import", "去年", "前年", "--later")
    assert (said.code, one_line(said)) == (2, "没有前年这个文件或文件夹，什么也没有收")
    assert not (old.parent / "baosong-data").exists()


@pytest.mark.parts
def test_filed_and_found_and_nobody_answered(old: Path, baosong: Commands) -> None:
    (old / "outlook.ost").unlink()
    code, summary = told(baosong, "去年")
    assert (code, summary["new"], summary["pending"]) == (0, 4, 0)
    status = json.loads(baosong("status", "--json").out)
    assert status["mails"] == 4
    assert sum(status["submissions"].values()) == 2
    assert sum(status["outbox"].values()) == 0
    assert baosong("export", "汇总.csv", "--state", "all").code == 0


@pytest.mark.parts
def test_the_mails_of_a_pst_are_the_same_ones_again(home: Path, baosong: Commands) -> None:
    shutil.copy(PST, home / "去年.pst")
    taken = {"found": 4, "new": 4, "known": 0, "unread": [], "pending": 4, "stopped": False}
    assert told(baosong, "去年.pst", "--later") == (0, taken)
    assert told(baosong, "去年.pst", "--later") == (0, {**taken, "new": 0, "known": 4})
    assert [each.name for each in (home / "baosong-data").iterdir() if each.name.startswith("import-")] == []


@pytest.mark.parts
def test_with_replies_letters_wait(old: Path, baosong: Commands) -> None:
    told(baosong, "去年/01-complete-scan.eml", "--reply")
    assert json.loads(baosong("status", "--json").out)["outbox"]["waiting"] == 1


@pytest.mark.parts
def test_a_folder_of_a_mailbox_of_which_nothing_is_changed(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, home: Path
) -> None:
    service = installed(home, imap_server, mailbox, smtp_sink)
    raw = (SAMPLES / "01-complete-scan.eml").read_bytes()
    with imap_server.client(mailbox) as client:
        client.create_folder("去年")
        client.append("去年", raw)
    for new in (1, 0):
        said = service.run("import", "--mailbox", mailbox, "--folder", "去年", "--later", "--json")
        assert (said.returncode, json.loads(said.stdout)["new"]) == (0, new), said.stderr
    with imap_server.client(mailbox) as client:
        client.select_folder("去年")
        flags = client.get_flags(client.search("ALL"))
    assert [set(each) - {b"\\Recent"} for each in flags.values()] == [set()]
    assert "现有" in service.run("import", "--folder", "前年").stderr


def test_one_clear_line(home: Path, baosong: Commands) -> None:
    assert "没有说收什么" in one_line(baosong("import"))
    assert "没有[[mailbox]]" in one_line(baosong("import", "--folder", "去年"))
    box = '[[mailbox]]\nhost = "127.0.0.1"\nusername = "a@example.org"\n'
    (home / "baosong.toml").write_text(box, "utf-8")
    refused = one_line(baosong("import", "--config", "baosong.toml", "--mailbox", "b", "--folder", "去年"))
    assert refused == "没有邮箱“b”，--mailbox应为a@example.org之一"
