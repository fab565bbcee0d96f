"""Outlook's .msg: read as the mail that it was."""

from pathlib import Path

import pytest

from parsers.facts import Kind
from parsers.mail import read_mail
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble

CORPUS = Path(__file__).parents[2] / "corpus" / "outlook"


def test_header_text_and_attachments() -> None:
    raw = (CORPUS / "message.msg").read_bytes()
    mail, (attachment,) = read_mail(raw)
    assert sniff(raw, "").kind is Kind.MESSAGE
    assert (mail.sender.address, mail.subject) == ("bedfortest@tutanota.de", "Re: test internal")
    assert mail.date is not None
    assert mail.date.isoformat() == "2020-10-06T17:57:51+08:00"
    assert mail.text.startswith("asdfasdf")
    assert (attachment.name, len(attachment.data), attachment.offset) == ("serveimage.jpg", 36739, None)


def test_one_without_attachments() -> None:
    mail, attachments = read_mail((CORPUS / "no-attachments.msg").read_bytes())
    assert (mail.subject, mail.text.strip(), attachments) == ("This is the subject", "This is a message", ())


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_one_cut_short_says_so(share: float) -> None:
    raw = (CORPUS / "message.msg").read_bytes()
    with pytest.raises(DocumentTrouble, match="Outlook邮件"):
        read_mail(raw[: int(len(raw) * share)])
