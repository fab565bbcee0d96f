"""Delivery reports as mail servers write them: what they say, and which mail they enclose."""

import pytest

from parsers.mail import read_mail

_HEAD = (
    b"From: MAILER-DAEMON@mx.example.cn\r\nTo: submit@office.example.cn\r\nSubject: Undelivered Mail\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
)
_TEXT = b"--B\r\nContent-Type: text/plain\r\n\r\nuser unknown\r\n"
_STATUS = (
    b"--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n"
    b"Final-Recipient: rfc822; zhangsan@spruce.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
)
_LETTER = (
    b"Message-ID: <baosong.0123456789ab.7@office.example.cn>\r\nSubject: x\r\n\r\nbody, and Message-ID: <other@x>\r\n"
)


@pytest.mark.parametrize("kind", [b"text/rfc822-headers", b"message/rfc822"])
def test_a_report_and_the_letter_it_returns(kind: bytes) -> None:
    raw = _HEAD + _TEXT + _STATUS + b"--B\r\nContent-Type: " + kind + b"\r\n\r\n" + _LETTER + b"--B--\r\n"
    mail, _ = read_mail(raw)
    assert "Final-Recipient: rfc822; zhangsan@spruce.example.org" in mail.report
    assert "Action: failed" in mail.report
    assert "Message-ID: <baosong.0123456789ab.7@office.example.cn>" in mail.report
    assert "user unknown" in mail.text


def test_of_an_enclosed_mail_the_message_id_alone() -> None:
    raw = _HEAD.replace(b"report; report-type=delivery-status;", b"mixed;") + _TEXT
    raw += b"--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nMessage-ID:\r\n <a@b>\r\n\r\ntext\r\n--B--\r\n"
    assert read_mail(raw)[0].report == "Message-ID: <a@b>"


def test_a_mail_of_a_person_has_none() -> None:
    assert read_mail(b"From: a@b.example\r\nSubject: x\r\n\r\ntext\r\n")[0].report == ""
