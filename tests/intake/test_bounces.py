"""Letters of ours that came back, with a report (RFC 3464) and without one."""

import pytest

from intake.bounces import Bounce, bounce_of
from tests.cases import OURS, mail

ID = "<baosong.0123456789ab.7@office.example.cn>"
WHO = "zhangsan@spruce.example.org"
REPORT = f"""Reporting-MTA: dns; mx.example.cn

Final-Recipient: rfc822; {WHO}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Message-ID: {ID}"""


def found(text: str = "", subject: str = "Undelivered Mail Returned to Sender", **facts: object) -> Bounce | None:
    plain: dict[str, object] = {"sender": "postmaster@mx.example.cn", "content_type": "multipart/report"}
    return bounce_of(mail(text, subject, **{**plain, **facts}), OURS)  # type: ignore[arg-type]


def test_a_report_names_letter_address_and_reason() -> None:
    assert found(report=REPORT) == Bounce((ID,), (), (WHO,), "收件人邮箱不存在")


@pytest.mark.parametrize(
    ("facts", "letters"),
    [
        ({"report": f"Message-ID: {ID}"}, (ID,)),
        ({"in_reply_to": (ID,)}, (ID,)),
        ({"text": f"退回的邮件：\nMessage-ID: {ID}\n"}, (ID,)),
        ({"quoted": f"> Message-ID: {ID}"}, (ID,)),
        ({"report": "Message-ID: <somebody@else.example.org>"}, ()),
    ],
)
def test_wherever_our_message_id_stands(facts: dict[str, object], letters: tuple[str, ...]) -> None:
    bounce = found(**facts)  # type: ignore[arg-type]
    assert bounce is not None
    assert bounce.letters == letters


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("抱歉，您的邮件被退回来了……\n收件人邮箱不存在。", "收件人邮箱不存在"),
        ("收件人（zhangsan@spruce.example.org）的邮箱已满", "收件人邮箱已满"),
        ("552 5.2.2 Over quota", "收件人邮箱已满"),
        ("对方服务器认为是垃圾邮件，拒收", "被对方服务器拒收"),
        ("对方的域名不能解析", "收件人的域名不能收信"),
        ("发生了未知错误", "被退回"),
    ],
)
def test_chinese_providers_say_it_in_words(text: str, why: str) -> None:
    bounce = found(text, "来自QQ邮箱的退信", sender="PostMaster@qq.com", content_type="text/plain")
    assert bounce is not None
    assert bounce.why == why


def test_without_a_message_id_the_number_in_the_subject_and_the_address_tell() -> None:
    text = "无法投递到 zhangsan@spruce.example.org，主题：回复：〔2020-07-0017F〕材料"
    bounce = found(text, "系统退信", content_type="text/plain")
    assert bounce is not None
    assert bounce.addresses == (WHO,)
    assert [receipt[:12] for receipt in bounce.receipts] in (["2020-07-0017"], [])


def test_our_own_and_the_robots_address_are_nobodys() -> None:
    bounce = found("submit@office.example.cn → postmaster@mx.example.cn → Zhangsan@Spruce.example.org", "退信：材料")
    assert bounce is not None
    assert bounce.addresses == (WHO,)


@pytest.mark.parametrize(
    ("text", "subject", "facts"),
    [
        ("", "Delivery Status Notification (Delay)", {"report": REPORT.replace("failed", "delayed")}),
        ("", "Delivery Status Notification (Success)", {"report": REPORT.replace("failed", "delivered")}),
        ("邮件投递延迟，系统将继续尝试投递。", "邮件投递延迟通知", {"content_type": "text/plain"}),
        ("我在休假。", "自动回复：材料", {"content_type": "text/plain"}),
        ("已读", "已读：材料", {"part_types": ("text/plain", "message/disposition-notification")}),
        ("老师好，现报送材料。", "材料", {"content_type": "multipart/mixed"}),
    ],
)
def test_what_is_no_bounce(text: str, subject: str, facts: dict[str, object]) -> None:
    assert found(text, subject, **facts) is None  # type: ignore[arg-type]
