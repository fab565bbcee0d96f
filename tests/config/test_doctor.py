"""`baosong doctor` on a house that is well, and on houses with one thing wrong each."""

import json
from pathlib import Path

import pytest

from tests.config.commands import Commands
from tests.parts.dovecot import Dovecot
from tests.parts.post import word_only
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink, sink

pytestmark = pytest.mark.parts  # each starts a parsing process


def looked(service: Installed) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """The exit code and what was said, by part: (health, sentence)."""
    ended = service.run("doctor", "--json")
    assert "Traceback" not in ended.stderr
    found: dict[str, list[tuple[str, str]]] = {}
    for line in ended.stdout.splitlines():
        said = json.loads(line)
        found.setdefault(said["part"], []).append((said["health"], said["said"]))
    return ended.returncode, found


def bad(found: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    return {part: said for part, lines in found.items() for health, said in lines if health == "bad"}


def test_a_house_that_is_well(imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    code, found = looked(service)
    assert (code, bad(found)) == (0, {})
    assert ("good", f"邮箱{mailbox}：文件夹“INBOX”有1封信") in found["邮箱"]
    assert any("可以发信" in said for _, said in found["发信"])
    assert any(health == "warn" and "hold" in said for health, said in found["发信"])
    assert smtp_sink.messages == []
    assert imap_server.flags(mailbox) == {1: set()}
    assert service.status()["mails"] == 0


@pytest.mark.parametrize(
    ("settings", "part", "words"),
    [
        ({"mailbox": 'folders = ["报送"]'}, "邮箱", "没有文件夹“报送”"),
        ({"sending": 'username = "a"\npassword_file = "none.secret"'}, "发信", "none.secret"),
        ({"replies": '[watch]\nfolder = "/proc/none"'}, "监视文件夹", "没有"),
    ],
)
def test_one_thing_wrong(
    settings: dict[str, str],
    part: str,
    words: str,
    imap_server: Dovecot,
    mailbox: str,
    smtp_sink: Sink,
    tmp_path: Path,
) -> None:
    code, found = looked(installed(tmp_path, imap_server, mailbox, smtp_sink, **settings))
    assert code == 1
    assert list(bad(found)) == [part]
    assert words in bad(found)[part]


def test_a_wrong_password_and_a_server_that_is_away(imap_server: Dovecot, mailbox: str, tmp_path: Path) -> None:
    with sink() as gone:
        service = installed(tmp_path, imap_server, mailbox, gone)
    (tmp_path / "imap.secret").write_text("wrong")
    code, found = looked(service)
    assert code == 1
    assert list(bad(found)) == ["邮箱", "发信"]
    assert "登录被拒绝" in bad(found)["邮箱"]
    assert "拒绝连接" in bad(found)["发信"]


def test_nothing_configured(baosong: Commands) -> None:
    said = baosong("doctor")
    assert said.code == 1
    assert "✗ 征集通知：没有指定征集通知" in said.out
    assert "✗ 邮箱：没有可收信的地方" in said.out
    assert "✓ 解析：能读取来信和空白样表" in said.out
    assert "有要改正的地方" in said.out


def test_a_call_that_is_over_and_has_no_roster(home: Path, baosong: Commands) -> None:
    (home / "c.toml").write_text('call = ["2020-29"]\n[watch]\nfolder = "in"\n')
    (home / "in").mkdir()
    said = baosong("doctor", "--config", "c.toml")
    assert said.code == 0
    assert "! 征集通知：2020-29的各阶段都已截止" in said.out
    assert "! 征集通知：2020-29没有名册" in said.out


def test_a_data_folder_that_is_a_file(home: Path, baosong: Commands) -> None:
    (home / "plain").write_text("not a folder")
    said = baosong("doctor", "--data", "plain")
    assert said.code == 1
    assert "✗ 数据库和存档：" in said.out
