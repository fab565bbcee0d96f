"""What the office sees when a server, a folder or the configuration is out of order: one line, the right code."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from archive.records import open_records
from tests.archive.filings import register
from tests.parts.authority import Authority
from tests.parts.dovecot import Dovecot, dovecot
from tests.parts.post import sender, word_only
from tests.parts.proxy import line_to
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink, sink

pytestmark = pytest.mark.parts


def refused(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 2, one clear line, no traceback."""
    lines = [line for line in ended.stderr.splitlines() if line.startswith("baosong: ")]
    assert ended.returncode == 2, ended.stderr
    assert len(lines) == 1
    assert "Traceback" not in ended.stderr
    for word in words:
        assert word in lines[0]


def postponed(service: Installed, ended: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 1, said once, and `status` shows the condition."""
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert sum(words[0] in line for line in ended.stderr.splitlines()) == 1, ended.stderr
    shown = service.status()["last_error"]
    for word in words:
        assert word in shown


def well_again(service: Installed) -> None:
    assert service.run("run", "--once").returncode == 0
    assert service.status()["last_error"] is None


def test_a_wrong_password(imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    (tmp_path / "imap.secret").write_text("wrong")
    refused(service.run("run", "--once"), "登录被拒绝", "授权码")


def test_a_folder_that_is_not_there(imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, mailbox='folders = ["报送"]')
    refused(service.run("run", "--once"), "没有文件夹“报送”", "folders")


@pytest.mark.parametrize("cut_after", [0, 20_000])  # at the greeting; in the middle of the mail, which has some more
def test_a_line_that_breaks_is_a_condition_until_it_holds(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, cut_after: int
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    assert len(word_only(1)) > 25_000
    with line_to(imap_server.tls) as line:
        service = installed(tmp_path, imap_server, mailbox, smtp_sink, imap_port=line.port)
        line.cut_after = cut_after
        postponed(service, service.run("run", "--once"), mailbox, "邮箱服务器")
        assert line.cuts >= 1
        line.cut_after = None
        well_again(service)
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(1)]


def test_an_expired_certificate(authority: Authority, mailbox: str, smtp_sink: Sink, tmp_path: Path) -> None:
    with dovecot(authority.issue("out", timedelta(days=-1)), authority.ca_file) as server:
        service = installed(tmp_path, server, mailbox, smtp_sink)
        postponed(service, service.run("run", "--once"), "证书已过期")


def test_one_mailbox_out_of_reach_does_not_stop_the_other(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    with service.config.open("a") as config:
        config.write('\n[[mailbox]]\nhost = "imap.invalid"\nusername = "other"\npassword_file = "imap.secret"\n')
    postponed(service, service.run("run", "--once"), "other", "imap.invalid")
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(1)]


def test_a_sending_server_out_of_reach_keeps_the_letter_waiting(
    imap_server: Dovecot, mailbox: str, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    with sink() as closed:
        service = installed(tmp_path, imap_server, mailbox, closed)
    postponed(service, service.run("run", "--once"), "发信服务器", "拒绝连接")
    status = service.status()
    assert status["outbox"] == {"waiting": 1, "held": 0, "in_doubt": 0, "sent": 0, "failed": 0}
    assert status["submissions"]["correction"] == 1


def test_a_refused_login_at_the_sending_server(
    imap_server: Dovecot, mailbox: str, authority: Authority, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    (tmp_path / "smtp.secret").write_text("wrong")
    with sink(authority.issue("smtp"), login=True) as guarded:
        lines = 'username = "submit@office.example.org"\npassword_file = "smtp.secret"'
        service = installed(tmp_path, imap_server, mailbox, guarded, sending=lines, smtp_security="starttls")
        refused(service.run("run", "--once"), "发信服务器", "登录被拒绝")
        assert guarded.logins
        assert service.status()["outbox"]["waiting"] == 1  # nothing is lost
        (tmp_path / "smtp.secret").write_text("correct-horse")
        well_again(service)
        assert guarded.secured == [True]


def test_mail_older_than_the_call_answers_nobody_and_is_kept(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1, 2019), word_only(2))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    assert service.run("run", "--once").returncode == 0
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(2)]
    assert service.status()["mails"] == 2
    found = service.run("search", "第1号林间课堂", "--json")
    assert found.stdout.count("\n") >= 1


@pytest.mark.parametrize("since", ["2019-01-01", "2021-01-01"])
def test_since_decides_what_is_history(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, since: str
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, mailbox=f"since = {since}")
    assert service.run("run", "--once").returncode == 0
    assert len(smtp_sink.received) == (1 if since < "2020-04-16" else 0)


def test_mails_of_the_call_are_moved_where_configured_and_others_are_not(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    lunch = b"From: a@friend.example.org\r\nTo: b@else.example.org\r\nSubject: lunch\r\n\r\nnoon?\r\n"
    imap_server.deliver(mailbox, word_only(1), lunch)
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, mailbox='done = "已处理"')
    assert service.run("run", "--once").returncode == 0
    assert imap_server.flags(mailbox) == {2: set()}
    assert imap_server.flags(mailbox, "已处理") == {1: set()}
    well_again(service)
    assert len(smtp_sink.received) == 1  # moved, not met anew


def test_done_none_leaves_the_mailbox_alone(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, mailbox='done = "none"')
    assert service.run("run", "--once").returncode == 0
    assert imap_server.flags(mailbox) == {1: set()}


def test_hold_lets_nothing_leave_until_a_person_releases_it(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, replies='mode = "hold"')
    assert service.run("run", "--once").returncode == 0
    assert (smtp_sink.received, service.status()["outbox"]["held"]) == ([], 1)
    assert service.run("outbox", "release", "1").returncode == 0
    assert service.run("run", "--once").returncode == 0
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(1)]


def test_a_copy_of_each_letter_lies_in_the_sent_folder(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, word_only(1))
    service = installed(tmp_path, imap_server, mailbox, smtp_sink, sending='sent_folder = "已发送"')
    assert service.run("run", "--once").returncode == 0
    assert imap_server.flags(mailbox, "已发送") == {1: {b"\\Seen"}}


def test_an_old_mail_in_the_watched_folder_answers_nobody(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    with service.config.open("a") as config:
        config.write('[watch]\nfolder = "drop"\n')
    (tmp_path / "drop").mkdir()
    for number, year in ((1, 2019), (2, 2020)):
        (tmp_path / "drop" / f"{number}.eml").write_bytes(word_only(number, year))
    assert service.run("run", "--once").returncode == 0
    assert [receiver for receiver, _ in smtp_sink.received] == [sender(2)]
    assert service.status()["mails"] == 2


def test_a_mail_whose_stored_bytes_are_gone_is_a_condition_and_the_next_goes_on(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    service = installed(tmp_path, imap_server, mailbox, smtp_sink)
    assert service.run("status").returncode == 0
    records = open_records(f"sqlite:///{tmp_path}/baosong-data/records.db")
    digest = register(records, word_only(1))
    records.engine.dispose()
    imap_server.deliver(mailbox, word_only(2))
    ended = service.run("run", "--once")
    assert (ended.returncode, [receiver for receiver, _ in smtp_sink.received]) == (1, [sender(2)])
    assert f"存档里没有{digest}" in ended.stderr
    assert service.status()["queue"]["waiting"] == 1
    assert service.run("verify").returncode == 1
