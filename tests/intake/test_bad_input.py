"""What people and programs put into mails, from the raw bytes to the letter's own header: nothing of it breaks out."""

import email
from datetime import datetime, timedelta
from email import policy
from pathlib import Path

import pytest

from intake.automatic import answer_to
from intake.codes import Severity
from intake.grouping import relation
from intake.judge import judge
from intake.letters import compose
from intake.message import message_bytes
from intake.model import Case
from intake.pipeline import first_possible
from intake.ports import OutboxRow, OutboxState
from parsers.examine import examine
from parsers.facts import Mail
from parsers.mail import read_mail
from tests.cases import CALL, COMPLETE, IN_TIME, OURS, SHANGHAI, arrived

_HEADERS = {
    "message-id", "date", "from", "to", "subject", "in-reply-to", "references", "auto-submitted",
    "x-auto-response-suppress", "content-type", "mime-version",
}  # fmt: skip


def raw(body: str = "现报送材料，请查收。", **headers: str) -> bytes:
    given = {
        "Received": "from a by b; Mon, 20 Apr 2020 10:11:12 +0800",
        "From": "zhangsan@spruce.example.org",
        "To": CALL.address,
        "Subject": "材料",
        "Message-ID": "<1@spruce.example.org>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


def read(data: bytes) -> Mail:
    return read_mail(data)[0]


def sent(mail: Mail) -> email.message.EmailMessage | None:
    """The letter that answers a complete submission with this mail, as it goes over the wire; None where none may."""
    letters = compose(arrived(mail=mail).judged(), ["2020-07-0001X"], CALL, IN_TIME, timedelta(0))
    if not letters:
        return None
    row = OutboxRow(7, "<baosong.1.7@office.example.cn>", letters[0], IN_TIME, OutboxState.WAITING, 0)
    data = message_bytes(row, "办公室 <submit@office.example.cn>", IN_TIME)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    return email.message_from_bytes(data, policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "=?utf-8?q?a=0D=0ABcc=3A_x=40evil=2Eexample?= <zhangsan@spruce.example.org>"},
        {"From": "zhangsan@spruce.example.org\r\n\tBcc: x@evil.example"},
        {"Reply_To": "=?utf-8?q?x=40evil=2Eexample=0D=0ABcc=3A_y=40evil=2Eexample?="},
        {"Reply_To": "<zhangsan@spruce.example.org\r\n Bcc: x@evil.example>"},
        {"Subject": "=?utf-8?b?5p2Q5paZDQpCY2M6IHhAZXZpbC5leGFtcGxlDQoNCmhp?="},
        {"Message_ID": "<1@a>\r\n\tBcc: x@evil.example"},
        {"References": "<1@a\r\n Bcc: x@evil.example> <2@b>"},
        {"In_Reply_To": "=?utf-8?q?=3C1=40a=3E=0D=0ABcc=3A_x=40evil=2Eexample?="},
    ],
)
def test_no_line_of_a_sender_becomes_a_header_of_ours(headers: dict[str, str]) -> None:
    letter = sent(read(raw(**headers)))
    if letter is not None:
        assert {name.lower() for name in letter} <= _HEADERS
        assert len(letter["To"].addresses) == 1
        assert "evil" not in letter["To"]


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example\n", "a b@c.example", '"a\r\n"@b.example']
)
def test_an_address_that_is_none_is_answered_nowhere(address: str) -> None:
    mail = read(raw(From=address))
    assert answer_to(mail, "", OURS) in (None, "a@b.example")


def test_a_subject_of_ten_thousand_characters() -> None:
    letter = sent(read(raw(Subject="材" * 10_000)))
    assert letter is not None
    assert len(letter["Subject"]) <= 120
    hostile = sent(read(raw(Subject="2020-07-" * 1_250)))
    assert hostile is not None


def test_a_thread_with_twenty_forwards() -> None:
    quoted = "".join(
        f"\r\n---------- 转发的邮件 {number} ----------\r\n发件人: a{number}@b.example\r\n主题: 转发：材料\r\n> 材料见附件\r\n"
        for number in range(20)
    )
    references = "\r\n ".join(f"<{number}.{'x' * 60}@a.example.org>" for number in range(200))
    mail = read(raw("请查收。" + quoted, Subject="转发：" * 20 + "材料", References=references))
    assert len(relation(arrived(mail=mail).examination(), CALL).thread) == 20
    letter = sent(mail)
    assert letter is not None
    assert len(letter["References"].split()) == 20
    assert letter["References"].split()[-1] == "<1@spruce.example.org>"
    assert letter["Subject"] == "回复：〔2020-07-0001X〕材料"


def test_a_mail_that_was_attached_twenty_times_over(tmp_path: Path) -> None:
    inner = email.message_from_bytes(raw(), policy=policy.default)
    for number in range(20):
        outer = email.message.EmailMessage()
        outer["From"], outer["Subject"] = f"a{number}@b.example.org", "转发：材料"
        outer.set_content("请查收附件。")
        outer.add_attachment(inner)
        inner = outer
    found = examine(bytes(inner), [stage.form for stage in CALL.stages if stage.form.template], tmp_path)
    assert len(found.documents) == 9
    case = Case("1" * 64, found, CALL, IN_TIME, "", {each.id: "ignored" for each in found.documents}, ())
    (finding,) = [each for each in judge(case, OURS).findings if each.severity is Severity.ERROR]
    assert "嵌套超过8层，请把里面的材料直接作为附件重新发送" in finding.detail


@pytest.mark.parametrize("identifier", ["", "kein", "<>", "<a b>", "1@a.example.org"])
def test_a_mail_without_a_message_id_is_answered_outside_any_thread(identifier: str) -> None:
    mail = read(raw(Message_ID=identifier))
    letter = sent(mail)
    assert letter is not None
    assert (letter["In-Reply-To"], letter["References"]) == (None, None)
    assert relation(arrived(mail=mail).examination(), CALL).thread == ()


@pytest.mark.parametrize(
    ("received", "date", "found"),
    [
        ("from a by b; Mon, 20 Apr 2020 10:11:12 +0800", "Fri, 01 Jan 1999 00:00:00 +0800", (2020, 4, 20)),
        ("from a by b; Mon, 20 Apr 2020 10:11:12 +0800", "Fri, 20 Apr 2035 00:00:00 +0800", (2020, 4, 20)),
        ("from a by b; Fri, 20 Apr 2035 10:11:12 +0800", "Mon, 20 Apr 2020 10:00:00 +0800", (2020, 4, 21)),
        ("from a by b; Thu, 01 Jan 1970 00:00:00 +0000", "Mon, 20 Apr 2020 10:00:00 +0800", (2020, 4, 21)),
        ("", "Thu, 01 Jan 1970 00:00:00 +0000", (2020, 4, 21)),
        ("from a by b; gestern", "übermorgen", (2020, 4, 21)),
    ],
)
def test_a_clock_that_is_wrong_by_years(received: str, date: str, found: tuple[int, int, int]) -> None:
    """A sender's clock counts for nothing; where the server's can't be right, the mailbox's does."""
    now = datetime(2020, 4, 21, 12, tzinfo=SHANGHAI)
    mail = read(raw(Received=received, Date=date))
    moment = first_possible(now, mail.received) or now
    assert (moment.year, moment.month, moment.day) == found


def test_the_complete_case_is_answered() -> None:
    assert sent(COMPLETE.mail) is not None
