"""Robots of Chinese providers as raw mails, beside persons who write the same words in a subject."""

import pytest

from intake.automatic import answer_to, reason
from parsers.mail import read_mail
from tests.cases import OURS
from tests.posted import posted


def raw(sender: str, subject: str, head: str = "", text: str = "您好，我正在休假。") -> bytes:
    top = f"From: {sender}\r\nTo: submit@office.example.cn\r\nSubject: {subject}\r\n{head}"
    return f"{top}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n".encode()


ROBOTS = {
    "QQ's vacation": raw("1@qq.example.com", "自动回复: 筹备方案收到", "X-QQ-AUTO-REPLY: true\r\n"),
    "QQ's vacation, old": raw("1@qq.example.com", "Re: 筹备方案收到", "X-QQ-HolidayReply: true\r\n"),
    "QQ's bounce": raw("PostMaster@qq.com", "来自QQ邮箱的退信", "", "很抱歉您的邮件被退回来了"),
    "163's answer without a header": raw("a@163.example.com", "自动回复:筹备方案收到"),
    "163's bounce": raw("Postmaster@163.com", "系统退信"),
    "Exchange's answer": raw("a@b.example.org", "自动答复: 收到", "X-Auto-Response-Suppress: All\r\n"),
    "Exchange's bounce": raw("b@example.org", "未送达: 筹备方案收到", "", "未能将邮件传递给以下收件人"),
    "Coremail's receipt": raw("a@mail.example.edu.cn", "已读: 收到", "", "您的邮件已于 2020-04-20 10:00 被阅读"),
    "a mailer without a domain": raw("MAILER-DAEMON", "您好"),
}


@pytest.mark.parametrize("letter", ROBOTS.values(), ids=ROBOTS)
def test_a_robot_is_never_answered(letter: bytes) -> None:
    mail = read_mail(letter)[0]
    why = reason(mail, OURS)
    assert why
    assert answer_to(mail, why, OURS) is None


@pytest.mark.parametrize("seed", range(60))
def test_a_person_is_taken_for_none_and_answered(seed: int) -> None:
    sent = posted(seed)
    mail = read_mail(sent.raw)[0]
    assert reason(mail, OURS) == "", (sent.program, sent.subject)
    assert answer_to(mail, "", OURS) == sent.sender
