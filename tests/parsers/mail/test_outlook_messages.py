"""Outlook's .msg: read as the mail that it was."""

import hashlib
from pathlib import Path

import pytest

from parsers.examine import examine
from parsers.facts import Kind
from parsers.mail import read_mail
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble
from tests.compound import compound
from tests.forms import filled

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


def test_a_document_in_a_message_that_lies_in_a_message(tmp_path: Path) -> None:
    """As Outlook drags a mail out: properties, long names in UTF-16, a mail attached as an object."""

    def properties(**texts: str) -> dict[str, bytes]:
        return {f"__substg1.0_{key[1:]}001F": text.encode("utf-16-le") for key, text in texts.items()}

    plan = filled()
    attached = {
        "__properties_version1.0": bytes(8),
        "__substg1.0_37010102": plan,
        **properties(_3707="筹备方案（盖章版）.docx", _3704="CHOUBE~1.DOC"),
    }
    inner = {
        "__properties_version1.0": bytes(24),
        "__attach_version1.0_#00000000": attached,
        **properties(_0037="报送材料", _1000="请查收"),
    }
    holder = {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner, **properties(_3001="报送材料")}
    message = compound(
        {
            "__properties_version1.0": bytes(32),
            "__nameid_version1.0": {"__substg1.0_00020102": b""},
            "__attach_version1.0_#00000000": attached,
            "__attach_version1.0_#00000001": holder,
            **properties(_0037="转发：报送材料", _1000="见附件", _0C1A="张三", _5D01="zhang@unit.example.org"),
        }
    )
    found = examine(message, [], tmp_path)
    assert (found.mail.subject, found.mail.sender.address) == ("转发：报送材料", "zhang@unit.example.org")
    assert [(each.id, each.name, each.kind) for each in found.documents] == [
        ("1", "筹备方案（盖章版）.docx", Kind.DOCX),
        ("2", "报送材料.eml", Kind.MESSAGE),
        ("2.1", "筹备方案（盖章版）.docx", Kind.DOCX),
    ]
    assert {each.sha256 for each in found.documents if each.kind is Kind.DOCX} == {hashlib.sha256(plan).hexdigest()}
