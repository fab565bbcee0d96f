"""No machine is answered (RFC 3834 §2), and no person is taken for one."""

from dataclasses import replace

import pytest

from intake.automatic import answer_to, reason
from parsers.facts import Address, Mail
from tests.cases import OURS, mail

HELLO = "老师好，材料见附件。"


def _headed(name: str, value: str) -> Mail:
    return mail(HELLO, headers=((name, value),))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auto-submitted", "auto-replied"),
        ("auto-submitted", "auto-generated; owner-email=a@example.org"),
        ("auto-submitted", "Auto-Notified"),
        ("auto-submitted", "auto-replied (vacation)"),
        ("precedence", "bulk"),
        ("precedence", "Junk"),
        ("precedence", "list"),
        ("precedence", "auto_reply"),
        ("list-id", "<news.example.org>"),
        ("list-unsubscribe", "<mailto:leave@example.org>"),
        ("list-post", "NO"),
        ("list-owner", "<mailto:owner@example.org>"),
        ("list-archive", "<https://lists.example.org/news>"),
        ("x-qq-auto-reply", "true"),
        ("x-qq-holidayreply", "true"),
        ("x-autoreply", "yes"),
        ("x-autorespond", "vacation"),
        ("x-auto-response-suppress", "All"),
        ("x-auto-response-suppress", "DR, OOF, AutoReply"),
        ("x-failed-recipients", "someone@example.org"),
        ("x-loop", "robot@example.org"),
    ],
)
def test_marked_in_a_header(name: str, value: str) -> None:
    assert reason(_headed(name, value), OURS)


def test_null_return_path() -> None:
    sent = mail(HELLO)
    assert reason(sent, OURS) == ""
    assert reason(replace(sent, headers=(("return-path", "<>"),)), OURS)


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复: 关于报送活动方案的通知",
        "自动回复：材料",
        " 自动回复:Re: 材料",
        "【自动回复】我正在休假",
        "[自动答复] 材料",
        "系统自动回复：已收到",
        "假期自动回复：",
        "自动回复",
        "Automatic reply: 材料",
        "Auto-Reply: 材料",
        "Auto Response: 材料",
        "Out of Office: back on Monday",
        "Out of Office AutoReply: 材料",
        "来自QQ邮箱的退信",
        "来自mx.example.org的退信",
        "系统退信",
        "退信通知：材料",
        "退信",
        "Undeliverable: 材料",
        "Undelivered Mail Returned to Sender",
        "Mail delivery failed: returning message to sender",
        "Delivery Status Notification (Failure)",
        "Returned mail: see transcript for details",
        "failure notice",
        "邮件被退回：材料",
        "邮件发送失败通知",
        "投递失败通知",
        "未送达: 材料",
        "邮件未送达",
    ],
)
def test_said_by_the_subject(subject: str) -> None:
    assert reason(mail("", subject), OURS)


@pytest.mark.parametrize(
    "sender",
    [
        "PostMaster@qq.com",
        "postmaster@example.org",
        "MAILER-DAEMON@mx.example.org",
        "mail-daemon@example.org",
        "noreply@example.org",
        "no-reply@example.org",
        "no_reply@example.org",
        "noreply-news@example.org",
        "service-noreply@example.org",
        "donotreply@example.org",
        "do-not-reply@example.org",
        "do_not_reply@example.org",
        "bounce+17@example.org",
        "bounces-17@example.org",
        "news-bounces@example.org",
        "submit@office.example.cn",
        "SUBMIT@Office.Example.CN",
    ],
)
def test_sent_by_a_machine_or_ourselves(sender: str) -> None:
    facts = mail(HELLO, sender=sender)
    assert reason(facts, OURS)
    assert answer_to(facts, "", OURS) is None


@pytest.mark.parametrize(
    "facts",
    [
        mail(HELLO, content_type="multipart/report"),
        mail(HELLO, part_types=("text/plain", "message/delivery-status", "message/rfc822")),
        mail(HELLO, part_types=("text/plain", "message/disposition-notification")),
        mail(HELLO, message_id="<baosong.17.1@office.example.cn>"),
        mail("", "已读: 材料", part_types=("text/plain",)),
        mail("", "Read: 材料", part_types=("text/plain", "text/html")),
        mail("", "回执：材料", part_types=("text/plain",)),
        mail("这是邮件收条，您的邮件已被阅读。", "已读: 材料", part_types=("text/plain",)),
        mail("你的邮件\n已于 2020年4月21日 被读取", "已阅读：材料", part_types=("text/plain",)),
        replace(
            mail("Begin forwarded message:", "Fwd: Returned mail", part_types=("text/plain",)),
            quoted="> Final-Recipient: rfc822; a@example.org\n> Action: failed\n> Status: 5.2.0",
        ),
    ],
)
def test_reports_receipts_and_our_own(facts: Mail) -> None:
    assert reason(facts, OURS)
    assert answer_to(facts, reason(facts, OURS), OURS) is None


@pytest.mark.parametrize(
    "subject",
    [
        "回复：自动回复：材料",
        "Re: 自动回复: 关于报送的通知",
        "自动回复收到了，请问还要补什么",
        "自动回复机器人创新活动方案",
        "关于自动回复的咨询",
        "退信了，请问邮箱地址对吗",
        "转发：来自QQ邮箱的退信",
        "我发的材料被退信",
        "邮件发送失败了怎么办",
        "邮件退回后重新报送",
        "已读通知，现报送方案",
        "读懂科技：活动方案",
        "Out of office hours 宣讲活动方案",
        "",
    ],
)
def test_a_persons_subject(subject: str) -> None:
    assert reason(mail(HELLO, subject), OURS) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auto-submitted", "no"),
        ("auto-submitted", "No (typed by hand)"),
        ("auto-submitted", ""),
        ("precedence", "normal"),
        ("precedence", "first-class"),
        ("x-auto-response-suppress", "DR, RN, NRN"),
        ("x-mailer", "QQMail 2.x"),
        ("x-priority", "3"),
        ("importance", "high"),
        ("disposition-notification-to", "zhangsan@spruce.example.org"),
        ("return-receipt-to", "zhangsan@spruce.example.org"),
        ("thread-index", "AdYX"),
    ],
)
def test_a_persons_headers(name: str, value: str) -> None:
    assert reason(_headed(name, value), OURS) == ""


@pytest.mark.parametrize(
    "sender",
    [
        "reply@example.org",
        "norepla@example.org",
        "daemonico@example.org",
        "listmaster@example.org",
        "office@office.example.cn",
        "13900001234@139.example.com",
    ],
)
def test_a_persons_address(sender: str) -> None:
    facts = mail(HELLO, sender=sender)
    assert reason(facts, OURS) == ""
    assert answer_to(facts, "", OURS) == sender


def test_a_receipt_by_name_that_brings_material_is_a_persons() -> None:
    facts = mail("", "回执：筹备方案", part_types=("text/plain", "application/pdf"))
    assert reason(facts, OURS) == ""


@pytest.mark.parametrize(
    ("reply_to", "answered"),
    [
        ((), "zhangsan@spruce.example.org"),
        (("lisi@spruce.example.org",), "lisi@spruce.example.org"),
        (("a@example.org", "b@example.org"), "zhangsan@spruce.example.org"),
        (("not an address",), "zhangsan@spruce.example.org"),
        (("a@b\r\nBcc: c@example.org",), "zhangsan@spruce.example.org"),
        (("submit@office.example.cn",), "zhangsan@spruce.example.org"),
        (("noreply@spruce.example.org",), None),
        (("mailer-daemon@spruce.example.org",), None),
    ],
)
def test_where_an_answer_goes(reply_to: tuple[str, ...], answered: str | None) -> None:
    facts = mail(HELLO, reply_to=tuple(Address("", address) for address in reply_to))
    assert answer_to(facts, "", OURS) == answered


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "张三",
        "a@b",
        "a b@example.org",
        "a@example.org\nBcc: b@example.org",
        "x" * 300 + "@example.org",
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "=?utf-8?q?a?=@example.org",
    ],
)
def test_nobody_to_answer(sender: str) -> None:
    assert answer_to(mail(HELLO, sender=sender), "", OURS) is None


def test_automatic_mail_is_answered_nowhere() -> None:
    assert answer_to(mail(HELLO), "是退信或投递报告", OURS) is None


def test_a_person_who_passes_a_bounce_on_and_asks_is_a_person() -> None:
    asked = mail(
        "老师您好，我昨天报送材料被退回了，附上退信内容，请问应当发到哪个邮箱才能收到呢？谢谢老师，麻烦尽快答复。",
        "Fwd: 退信",
    )
    facts = replace(
        asked, quoted="> Final-Recipient: rfc822; a@example.org\n> Action: failed", part_types=("text/plain",)
    )
    assert reason(facts, OURS) == ""
