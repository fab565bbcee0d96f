"""A letter as RFC 5322 has it: headers, encodings, lengths."""

import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import ConfigurationError, LetterUnwritable
from intake.letters import compose
from intake.message import Enclosure, message_bytes
from intake.model import Letter
from intake.ports import OutboxRow, OutboxState
from tests.cases import COMPLETE, IN_TIME, WORD, arrived, mail

SENDER = "青岭科技工作者节办公室 <submit@office.example.cn>"
MESSAGE_ID = "<baosong.17.1a2b@office.example.cn>"
(ACKNOWLEDGEMENT,) = compose(COMPLETE.judged(), ["2020-07-0001X"], COMPLETE.call, IN_TIME, timedelta(0))
_ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=")


def row(letter: Letter) -> OutboxRow:
    return OutboxRow(17, MESSAGE_ID, letter, IN_TIME, OutboxState.WAITING, 0)


def raw(letter: Letter = ACKNOWLEDGEMENT, sender: str = SENDER) -> bytes:
    return message_bytes(row(letter), sender, IN_TIME)


def test_a_header_that_no_message_can_carry_is_the_letters_fault_and_ends_no_sender() -> None:
    with pytest.raises(LetterUnwritable, match="信头Subject不能写成“通知 第二行”"):
        raw(replace(ACKNOWLEDGEMENT, subject="通知\n第二行"))
    with pytest.raises(LetterUnwritable, match="信头References"):
        raw(replace(ACKNOWLEDGEMENT, references=("<a@example.org>\r\nBcc: x@example.org",)))


def read(data: bytes) -> EmailMessage:
    return cast("EmailMessage", email.message_from_bytes(data, policy=policy.default))


def _assert_within_limits(data: bytes) -> None:
    """ASCII with CRLF (RFC 5322 §2.1.1), encoded words of at most 75 (RFC 2047 §2)."""
    data.decode("ascii")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert all(len(word) <= 75 for word in _ENCODED_WORD.findall(head))
    assert not any(line.strip() == b"" for line in head.split(b"\r\n"))


def test_headers() -> None:
    message = read(raw())
    assert message["Message-ID"] == MESSAGE_ID
    assert message["In-Reply-To"] == COMPLETE.mail.message_id
    assert message["References"] == COMPLETE.mail.message_id
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["To"] == "zhangsan@spruce.example.org"
    assert message["From"].addresses[0].display_name == "青岭科技工作者节办公室"
    assert message["Date"].datetime == IN_TIME
    assert message["Subject"] == "回复：〔2020-07-0001X〕云杉学会活动材料"
    assert not message.defects
    for name in ("Message-ID", "In-Reply-To", "References", "Auto-Submitted", "To", "From", "Date", "Subject"):
        assert len(message.get_all(name)) == 1


def test_both_parts_come_back_as_written() -> None:
    message = read(raw())
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = message.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == ACKNOWLEDGEMENT.text
    assert rich.get_content().replace("\r\n", "\n") == ACKNOWLEDGEMENT.html
    assert {part["Content-Transfer-Encoding"] for part in (plain, rich)} == {"base64"}
    assert {part.get_content_charset() for part in (plain, rich)} == {"utf-8"}


def test_within_limits() -> None:
    _assert_within_limits(raw())


def test_the_same_row_gives_the_same_bytes() -> None:
    assert raw() == raw()


def test_a_letter_that_answers_nothing_is_generated() -> None:
    message = read(raw(replace(ACKNOWLEDGEMENT, in_reply_to="", references=())))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_a_long_thread_keeps_its_end() -> None:
    thread = tuple(f"<{number:040d}@a-rather-long-host-name.example.org>" for number in range(200))
    data = raw(replace(ACKNOWLEDGEMENT, references=thread))
    _assert_within_limits(data)
    kept = str(read(data)["References"]).split()
    assert kept == list(thread[-20:])


@pytest.mark.parametrize(
    "subject",
    [
        "材" * 10_000,
        "材料 " * 200,
        "😀𠮷" * 60,
        "x" * 5_000,
        "材料\r\nBcc: evil@example.org\r\n\r\n正文",
        "材料\nX-Evil: 1",
        "=?utf-8?b?5p2Q5paZ?=",
        "\x00\x07\x1b[31m",
        "\udcff材料",
        "",
    ],
)
def test_any_subject(subject: str) -> None:
    (letter,) = compose(
        arrived(mail=mail(subject=subject)).judged(), ["2020-07-0001X"], COMPLETE.call, IN_TIME, timedelta(0)
    )
    data = raw(letter)
    _assert_within_limits(data)
    message = read(data)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["Subject"].startswith("回复：")
    assert "2020-07-0001X" in message["Subject"]


@pytest.mark.parts
@given(st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_whatever_is_called_whatever(subject: str, name: str) -> None:
    case = arrived(replace(WORD, name=name), COMPLETE.documents[1], mail=mail(subject=subject))
    (letter, *_) = compose(case.judged(), ["2020-07-0001X"], case.call, IN_TIME, timedelta(0))
    data = raw(letter)
    _assert_within_limits(data)
    assert "".join(read(data)["Subject"].split()) == "".join(letter.subject.split())  # folding may cost a blank


@pytest.mark.parametrize("sender", ["", "办公室", "办公室 <a b>"])
def test_a_sender_that_is_no_address_is_a_configuration_error(sender: str) -> None:
    with pytest.raises(ConfigurationError, match=r"smtp\.from"):
        raw(sender=sender)


def test_a_bare_sender() -> None:
    assert read(raw(sender="submit@office.example.cn"))["From"] == "submit@office.example.cn"


def test_a_blank_form_is_enclosed_and_the_bytes_are_the_same_again() -> None:
    letter = replace(ACKNOWLEDGEMENT, attachments=("2020-07/plan",))
    enclosures = {"2020-07/plan": Enclosure("筹备方案（空白样表）.docx", b"PK the blank")}
    data = message_bytes(row(letter), SENDER, IN_TIME, enclosures)
    assert data == message_bytes(row(letter), SENDER, IN_TIME, enclosures)
    data.decode("ascii")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    (enclosed,) = read(data).iter_attachments()
    assert enclosed.get_filename() == "筹备方案（空白样表）.docx"
    assert enclosed.get_content() == b"PK the blank"
    assert read(data).get_body(("plain",)).get_content().replace("\r\n", "\n") == letter.text  # type: ignore[union-attr]


def test_a_letter_that_names_an_enclosure_that_is_not_there_never_leaves() -> None:
    with pytest.raises(LetterUnwritable, match="2020-07/plan"):
        message_bytes(row(replace(ACKNOWLEDGEMENT, attachments=("2020-07/plan",))), SENDER, IN_TIME)


def test_a_message_id_longer_than_a_line_stays_as_it_is() -> None:
    """As Outlook makes them; encoded, no program would find its thread."""
    long = f"<SEYPR06MB{'5' * 60}@SEYPR06MB5555.apcprd06.prod.outlook.com>"
    data = raw(
        replace(ACKNOWLEDGEMENT, in_reply_to=long, references=(*(f"<{n}@a.example.org>" for n in range(30)), long))
    )
    assert f"In-Reply-To: {long}\r\n".encode() in data
    assert read(data)["References"].split()[-1] == long
    assert len(read(data)["References"].split()) == 20
