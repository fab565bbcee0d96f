"""Where attachments hide; and that nothing vanishes, however a mail is broken."""

from email.message import EmailMessage

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parsers.mail import read_mail
from parsers.mail.outlook import is_outlook

HEAD = b"From: a@b.example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
PART = b"Content-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"


def names(raw: bytes) -> list[str]:
    return [attachment.name for attachment in read_mail(raw)[1]]


@pytest.mark.parametrize(
    "content_type",
    [
        b'multipart/mixed; boundary="foo\r\n bar"',  # folded inside the boundary
        b'multipart/mixed\r\n\tboundary="foo bar"',  # no semicolon
        b"multipart/mixed",  # not named at all
        b'multipart/mixed; boundary="other"',  # another one named
        b"multipart/mixed; boundary='foo bar'",
    ],
)
def test_a_boundary_written_wrongly_loses_nothing(content_type: bytes) -> None:
    body = b"--foo bar\r\nContent-Type: text/plain\r\n\r\nhello\r\n--foo bar\r\n" + PART + b"--foo bar--\r\n"
    raw = HEAD + b"Content-Type: " + content_type + b"\r\n\r\n" + body
    mail, (attachment,) = read_mail(raw)
    assert (attachment.name, attachment.data, mail.text.strip()) == ("plan.pdf", b"%PDF-", "hello")


def test_a_multipart_of_no_parts_is_kept_as_text() -> None:
    mail, attachments = read_mail(HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\njust a text\r\n')
    assert (mail.text.strip(), attachments) == ("just a text", ())


def test_an_end_that_is_missing() -> None:
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\n' + PART
    assert names(raw) == ["plan.pdf"]


def test_a_mail_that_is_its_only_attachment() -> None:
    mail, (attachment,) = read_mail(HEAD + PART)
    assert (attachment.name, attachment.data, mail.text) == ("plan.pdf", b"%PDF-", "")


def test_a_mail_in_a_mail_is_a_document_with_its_subjects_name() -> None:
    inner = b"From: c@d.example.org\r\nSubject: =?utf-8?b?56255aSH5pa55qGI?=\r\n\r\ninside\r\n"
    raw = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n'
        + inner
        + b"--B--\r\n"
    )
    (attachment,) = read_mail(raw)[1]
    assert (attachment.name, attachment.content_type) == ("筹备方案.eml", "message/rfc822")
    assert b"inside" in attachment.data


def test_one_part_of_a_message_sent_in_parts_is_kept() -> None:
    kind = b'Content-Type: message/partial; number=1; total=2; id="x@b.example.org"\r\n\r\n'
    inner = b"Subject: plan\r\nMIME-Version: 1.0\r\n" + PART
    (attachment,) = read_mail(HEAD + kind + inner)[1]
    assert b"JVBERi0=" in attachment.data


@pytest.mark.parametrize(
    ("disposition", "referred", "ornament"),
    [("inline", True, True), ("inline", False, False), ("attachment", True, False)],
)
def test_a_signatures_picture_is_an_ornament_and_a_photograph_is_none(
    disposition: str, referred: bool, ornament: bool
) -> None:
    message = EmailMessage()
    message["From"] = "a@b.example.org"
    message.set_content("hello")
    message.add_alternative(f"<p>hello</p>{'<img src=cid:logo1>' if referred else ''}", subtype="html")
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + b"x" * 500,
        maintype="image",
        subtype="png",
        filename="logo.png",
        disposition=disposition,
        cid="<logo1>",
    )
    (attachment,) = read_mail(message.as_bytes())[1]
    assert attachment.ornament is ornament


@pytest.mark.parametrize(
    ("encoded", "data"),
    [
        (b"JVBE Ri0=\r\n", b"%PDF-"),
        (b"JVBERi0\r\n", b"%PDF-"),
        (b"JVBE*Ri0=\r\n", b"%PDF-"),
        (b"JVBERi0=\r\n\r\n-- \r\nsent from my phone\r\n", b"%PDF-"),
    ],
)
def test_base64_as_far_as_it_goes(encoded: bytes, data: bytes) -> None:
    raw = HEAD + b"Content-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded
    assert read_mail(raw)[1][0].data.startswith(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    assume(not is_outlook(raw))  # a broken .msg is refused; hypothesis draws its first bytes from our own constants
    mail, attachments = read_mail(raw)
    assert isinstance(mail.subject, str)
    assert all(isinstance(attachment.data, bytes) for attachment in attachments)


NAMES = st.text(st.characters(categories=("L", "N"), max_codepoint=0x9FFF), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.binary(min_size=1, max_size=300)), max_size=5))
def test_every_attachment_comes_back_byte_for_byte(files: list[tuple[str, bytes]]) -> None:
    message = EmailMessage()
    message["Subject"] = "材料"
    message.set_content("请查收")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{name}.bin")
    found = read_mail(message.as_bytes())[1]
    assert [(attachment.name, attachment.data) for attachment in found] == [
        (f"{name}.bin", data) for name, data in files
    ]


@pytest.mark.parametrize(
    ("encoded", "data"),
    [
        (b"This is an attachment\r\n", b"This is an attachment"),
        (b"Please see the plan\r\nand send it back\r\n", b"Please see the plan\r\nand send it back"),
        (b"aGVs bG8=\r\n", b"hello"),
        (b"aGVsbG8=\r\n", b"hello"),
        (b"5Lit 5Zu9\r\n", "中国".encode()),
    ],
)
def test_a_text_that_only_claims_to_be_base64(encoded: bytes, data: bytes) -> None:
    head = b"Content-Type: text/plain; name=note.txt\r\nContent-Transfer-Encoding: base64\r\n"
    raw = HEAD + head + b"Content-Disposition: attachment\r\n\r\n" + encoded
    assert [each.data.strip() for each in read_mail(raw)[1]] == [data]


PARTS = HEAD + b"Content-Type: %s\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nhello\r\n--B\r\n" + PART


def test_a_gateway_that_made_text_of_the_whole() -> None:
    assert names(PARTS % b"text/plain" + b"--B--\r\n") == ["plan.pdf"]


def test_a_text_that_merely_shows_how_parts_begin() -> None:
    assert names(PARTS % b"text/plain") == []


def test_a_gateway_that_ended_each_line_twice() -> None:
    raw = (PARTS % b'multipart/mixed; boundary="B"' + b"--B--\r\n").replace(b"\r\n", b"\r\r\n")
    mail, (attachment,) = read_mail(raw)
    assert (attachment.name, attachment.data, attachment.offset, mail.text.strip()) == (
        "plan.pdf",
        b"%PDF-",
        None,
        "hello",
    )
