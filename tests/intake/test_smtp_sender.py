"""Handing letters to a real SMTP server: what it took, what it certainly didn't, and what nobody knows."""

from pathlib import Path

import pytest

from intake.errors import ConfigurationError, LoginRefused
from intake.ports import Sent
from intake.smtp import SmtpSender, SmtpServer
from intake.tls import Security
from tests.parts.authority import Authority
from tests.parts.proxy import line_to
from tests.parts.scripted import scripted
from tests.parts.sink import PASSWORD, USER, Sink, sink

pytestmark = pytest.mark.parts
TO = "jiang@spruce.example.org"
LETTER = b"From: submit@office.example.org\r\nTo: jiang@spruce.example.org\r\nSubject: test\r\n\r\nfirst\r\n.dot\r\n..two\r\nlast\r\n"


def server(port: int, security: Security = Security.NONE, ca_file: str = "", **login: str) -> SmtpSender:
    return SmtpSender(
        SmtpServer("127.0.0.1", port, security, "活动办公室 <submit@office.example.org>", ca_file=ca_file, **login)
    )


def test_a_letter_is_taken_byte_for_byte(smtp_sink: Sink) -> None:
    outcome, words = server(smtp_sink.port).send(TO, LETTER)
    assert (outcome, words[:3]) == (Sent.TAKEN, "250")
    assert smtp_sink.received == [(TO, LETTER)]


@pytest.mark.parametrize("implicit", [True, False])
def test_tls_from_the_start_or_by_starttls(authority: Authority, implicit: bool) -> None:
    security = Security.TLS if implicit else Security.STARTTLS
    with sink(authority.issue("smtp"), implicit=implicit) as secured:
        assert server(secured.port, security, str(authority.ca_file)).send(TO, LETTER)[0] is Sent.TAKEN
        assert secured.secured == [True]


def test_a_login(authority: Authority) -> None:
    with sink(authority.issue("smtp"), login=True) as guarded:
        sender = server(guarded.port, Security.STARTTLS, str(authority.ca_file), username=USER, password=PASSWORD)
        assert sender.send(TO, LETTER)[0] is Sent.TAKEN
        assert guarded.logins == [USER]


def test_a_refused_login(authority: Authority) -> None:
    with sink(authority.issue("smtp"), login=True) as guarded:
        sender = server(guarded.port, Security.STARTTLS, str(authority.ca_file), username=USER, password="wrong")
        with pytest.raises(LoginRefused, match="授权码"):
            sender.send(TO, LETTER)
        assert (set(guarded.logins), guarded.received) == ({USER}, [])


def test_a_certificate_that_is_not_trusted_sends_nothing(authority: Authority) -> None:
    with sink(authority.issue("smtp"), implicit=True) as foreign:
        outcome, words = server(foreign.port, Security.TLS).send(TO, LETTER)
        assert (outcome, foreign.received) == (Sent.LATER, [])
        assert "ca_file" in words


def test_an_authority_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(ConfigurationError, match=r"证书文件.*ca_file"):
        server(25, Security.TLS, str(tmp_path / "ca.pem")).send(TO, LETTER)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("450 4.2.1 mailbox busy", Sent.LATER),
        ("451 4.7.1 greylisted, try again", Sent.LATER),
        ("550 5.1.1 no such user", Sent.REFUSED),
        ("552 5.2.2 mailbox full", Sent.REFUSED),
    ],
)
@pytest.mark.parametrize("step", ["at_rcpt", "after_data"])
def test_replies(smtp_sink: Sink, step: str, reply: str, outcome: Sent) -> None:
    setattr(smtp_sink, step, lambda _: reply)
    found, words = server(smtp_sink.port).send(TO, LETTER)
    assert (found, smtp_sink.received) == (outcome, [])
    assert reply[4:] in words


def test_a_line_that_breaks_after_the_last_dot_leaves_doubt(smtp_sink: Sink) -> None:
    smtp_sink.cut_after_data = True
    outcome, words = server(smtp_sink.port).send(TO, LETTER)
    assert len(smtp_sink.received) == 1  # taken, and we can't know
    assert outcome is Sent.DOUBTFUL
    assert "信件发出后连接中断" in words


def test_a_line_that_breaks_before_the_data_leaves_none(smtp_sink: Sink) -> None:
    with line_to(smtp_sink.port) as line:
        line.cut_after = 100  # in the middle of the replies to EHLO, MAIL, RCPT
        outcome, _ = server(line.port).send(TO, LETTER)
        assert line.cuts == 1
    assert (outcome, smtp_sink.received) == (Sent.LATER, [])


def test_a_port_where_nobody_listens() -> None:
    with sink() as gone:
        port = gone.port
    assert server(port).send(TO, LETTER) == (
        Sent.LATER,
        f"发信服务器 127.0.0.1:{port}拒绝连接，请检查port，或服务器是否在运行",
    )


def test_a_server_that_closes_with_421_at_the_greeting() -> None:
    with scripted("421 4.3.2 too busy") as busy:
        outcome, words = server(busy.port).send(TO, LETTER)
    assert outcome is Sent.LATER
    assert "421 4.3.2 too busy" in words


POLITE = ("250 hello", "250 sender ok", "250 receiver ok", "354 go on")


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ((*POLITE, "250 taken"), Sent.TAKEN),
        ((*POLITE, "what?"), Sent.DOUBTFUL),
        ((*POLITE, "354 go on"), Sent.DOUBTFUL),
        ((*POLITE, "554 5.7.1 spam"), Sent.REFUSED),
        ((*POLITE[:3], "what?"), Sent.LATER),
        ((*POLITE[:3], "250 instead of 354"), Sent.LATER),
        ((*POLITE[:2], "what?"), Sent.LATER),
        ((*POLITE[:2], "421 4.3.2 going down"), Sent.LATER),
    ],
)
def test_replies_that_are_none_of_smtp(replies: tuple[str, ...], outcome: Sent) -> None:
    with scripted("220 here", *replies) as odd:
        assert server(odd.port).send(TO, LETTER)[0] is outcome
    assert (b".\r\n" in odd.heard) == (replies[:4] == POLITE)


@pytest.mark.parametrize(("replies", "outcome"), [((*POLITE, ""), Sent.DOUBTFUL), ((*POLITE[:2], ""), Sent.LATER)])
def test_a_server_that_falls_silent(replies: tuple[str, ...], outcome: Sent) -> None:
    with scripted("220 here", *replies) as silent:
        reached = SmtpServer("127.0.0.1", silent.port, Security.NONE, USER, seconds=0.3, verdict_seconds=0.3)
        assert SmtpSender(reached).send(TO, LETTER)[0] is outcome
    assert (b".\r\n" in silent.heard) == (outcome is Sent.DOUBTFUL)


def test_an_address_that_this_way_cannot_carry_is_refused_and_nothing_breaks(smtp_sink: Sink) -> None:
    outcome, words = server(smtp_sink.port).send("张三@spruce.example.org", LETTER)
    assert (outcome, smtp_sink.received) == (Sent.REFUSED, [])
    assert "张三@spruce.example.org" in words


@pytest.mark.parametrize("host", ["smtp..example.cn", f"{'a' * 70}.example.cn"])
def test_a_host_that_none_can_be_called(host: str) -> None:
    outcome, words = SmtpSender(SmtpServer(host, 25, Security.TLS, USER)).send(TO, LETTER)
    assert outcome is Sent.LATER
    assert "请检查host" in words


def test_starttls_where_it_is_not_offered_sends_nothing_in_the_clear(smtp_sink: Sink) -> None:
    outcome, words = server(smtp_sink.port, Security.STARTTLS).send(TO, LETTER)
    assert (outcome, smtp_sink.received) == (Sent.LATER, [])
    assert "请检查port、security" in words


def test_a_password_typed_with_an_input_method(authority: Authority) -> None:
    with sink(authority.issue("smtp"), login=True) as guarded:
        sender = server(guarded.port, Security.STARTTLS, str(authority.ca_file), username=USER, password="密码")
        with pytest.raises(LoginRefused, match="全角或中文"):
            sender.send(TO, LETTER)
