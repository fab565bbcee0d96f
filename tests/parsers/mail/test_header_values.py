"""Headers as they come: rows of bytes and what they mean."""

from datetime import datetime

import pytest

from parsers.mail import read_mail


def mail(head: bytes) -> bytes:
    return head + b"\r\nContent-Type: text/plain\r\n\r\nhello\r\n"


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        (b"zhang@b.example.org", "zhang@b.example.org", ""),
        ("张三 <zhang@b.example.org>".encode("gb18030"), "zhang@b.example.org", "张三"),
        (b"=?gb2312?B?1cXI/Q==?= <zhang@b.example.org>", "zhang@b.example.org", "张三"),
        (b'"Zhang, San" <zhang@b.example.org>', "zhang@b.example.org", "Zhang, San"),
        (b"=?utf-8?b?5bygLOS4iQ==?= <zhang@b.example.org>", "zhang@b.example.org", "张,三"),
        (b"zhang@b.example.org <zhang@b.example.org>", "zhang@b.example.org", "zhang@b.example.org"),
        (b"<<zhang@b.example.org>", "zhang@b.example.org", ""),
        (b"", "", ""),
    ],
)
def test_senders(value: bytes, address: str, name: str) -> None:
    sender = read_mail(mail(b"From: " + value))[0].sender
    assert sender.address == address
    if address:
        assert sender.name in (name, "")


@pytest.mark.parametrize("value", [b"", b"   ", b"<>"])
def test_an_empty_reply_to_is_none(value: bytes) -> None:
    assert [
        each for each in read_mail(mail(b"From: a@b.example.org\r\nReply-To: " + value))[0].reply_to if each.address
    ] == []


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (b"Mon, 20 Apr 2020 10:11:12 +0800", "2020-04-20T10:11:12+08:00"),
        (b"Mon, 20 Apr 2020 02:11:12 GMT", "2020-04-20T10:11:12+08:00"),
        (b"Mon, 20 Apr 2020 02:11:12 -0000", "2020-04-20T10:11:12+08:00"),
        (b"20 Apr 2020 10:11:12 +0800 (CST)", "2020-04-20T10:11:12+08:00"),
        (b"Mon, 20 Apr 2020 10:11:12", "2020-04-20T10:11:12+08:00"),
        (b"yesterday", None),
        (b"Mon, 20 Apr 1020 10:11:12 +0800", None),
        (b"Mon, 45 Apr 2020 10:11:12 +0800", None),
    ],
)
def test_dates(date: bytes, moment: str | None) -> None:
    found = read_mail(mail(b"Date: " + date))[0].date
    assert found == (datetime.fromisoformat(moment) if moment else None)


def test_it_was_received_when_the_topmost_server_says_so() -> None:
    raw = (
        b"Received: from x by mx.example.cn with ESMTP id 2;\r\n\tTue, 21 Apr 2020 08:00:00 +0800\r\n"
        b"Received: from y by x; Mon, 20 Apr 2020 08:00:00 +0800\r\nDate: Sun, 19 Apr 2020 08:00:00 +0800"
    )
    assert read_mail(mail(raw))[0].received == datetime.fromisoformat("2020-04-21T08:00:00+08:00")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("筹备方案".encode("gb18030"), "筹备方案"),
        ("筹备方案".encode(), "筹备方案"),
        (b"=?gb2312?B?s++xuLe9sLg=?=", "筹备方案"),
        (b"=?utf-8?b?56255aSH?=\r\n =?utf-8?b?5pa55qGI?=", "筹备方案"),
        (b"=?utf-8?b?56255aSH5pa55qGI?= (2)", "筹备方案 (2)"),
        (b"=?x-unknown?b?56255aSH5pa55qGI?=", "筹备方案"),
        (b"=?utf-8?b?!!!?=", ""),
        (b"a\x00b\x07c", "abc"),
    ],
)
def test_subjects(subject: bytes, text: str) -> None:
    assert read_mail(mail(b"Subject: " + subject))[0].subject == text


def test_a_charset_that_nobody_knows_or_that_is_wrong() -> None:
    for charset, text in ((b"x-nobody", "筹备方案"), (b"us-ascii", "筹备方案"), (b"gb2312", "囍字方案")):
        body = text.encode("utf-8" if charset != b"gb2312" else "gb18030")
        raw = b"Content-Type: text/plain; charset=" + charset + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
        assert read_mail(raw)[0].text.strip() == text


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00\x01\x02", b"no header at all"])
def test_what_is_hardly_a_mail(raw: bytes) -> None:
    mail_, attachments = read_mail(raw)
    assert (mail_.sender.address, attachments) == ("", ())
