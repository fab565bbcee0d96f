"""A letter as an RFC 5322 message."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from types import MappingProxyType
from typing import Any

from intake.errors import ConfigurationError, LetterUnwritable
from intake.model import Letter
from intake.ports import OutboxRow

_IDENTIFIERS = frozenset(("message-id", "in-reply-to", "references"))


class _Policy(EmailPolicy):
    """The library makes encoded words of Message-IDs longer than a line (Outlook's are), and no program finds its thread then."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Identifiers as they are, a line each (RFC 5322 §3.6.4); everything else as the library folds it."""
        if name.lower() not in _IDENTIFIERS:
            return super().fold_binary(name, value)
        folded = f"{self.linesep} ".join(str(value).split())
        return f"{name}: {folded}{self.linesep}".encode("ascii")


_POLICY = _Policy(linesep="\r\n", max_line_length=76)
_MOST_REFERENCES = 20
_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter: a call's blank form."""

    name: str
    data: bytes


Enclosures = Mapping[str, Enclosure]
"""By the key under which a letter names them, `call/stage`."""


def message_bytes(row: OutboxRow, sender: str, now: datetime, enclosures: Enclosures = MappingProxyType({})) -> bytes:
    """Text and HTML that say the same, in UTF-8 and base64; marked as an automatic reply (RFC 3834 §5).

    sender: the From header as configured, `名称 <address>`. Raises ConfigurationError where it is no address, and
    LetterUnwritable where the letter itself is at fault, or names an enclosure that isn't there.
    """
    letter = row.letter.as_sent_on(now.date())
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender_of(sender)
    message["To"] = _receiver(letter.to)
    for name, value in _headers(row, letter, now):
        try:
            message[name] = value
        except (ValueError, IndexError, HeaderParseError) as error:  # a line break in a call's title, for one
            raise LetterUnwritable(f"信头{name}不能写成“{' '.join(value.split())[:100]}”（{error}）") from error
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    message.set_boundary(f"baosong-{row.id:08d}-alternative")
    for key in letter.attachments:
        _enclose(message, key, enclosures)
    if letter.attachments:
        message.set_boundary(f"baosong-{row.id:08d}-mixed")
    return message.as_bytes()


def trial_message(sender: str, to: str, now: datetime) -> bytes:
    """A message that says that it is a test. Raises ConfigurationError, LetterUnwritable."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender_of(sender)
    message["To"] = _receiver(to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender_of(sender).domain)
    message["Subject"] = "发信测试"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("这是一封测试邮件：收到它，说明报送系统可以发信。请不要回复。\n", cte="base64")
    return message.as_bytes()


def _headers(row: OutboxRow, letter: Letter, now: datetime) -> Iterator[tuple[str, str]]:
    yield "Message-ID", row.message_id
    yield "Date", format_datetime(now)
    yield "Subject", letter.subject
    if letter.in_reply_to:
        yield "In-Reply-To", letter.in_reply_to
        yield "References", " ".join(letter.references[-_MOST_REFERENCES:])
    yield "Auto-Submitted", "auto-replied" if letter.in_reply_to else "auto-generated"
    yield "X-Auto-Response-Suppress", "All"


def _enclose(message: EmailMessage, key: str, enclosures: Enclosures) -> None:
    if key not in enclosures:
        raise LetterUnwritable(f"信中说随信附上空白样表，但配置中没有{key}的样表，请在call中写上这个通知")
    found = enclosures[key]
    message.add_attachment(found.data, *_DOCX, filename=found.name)


def _receiver(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise LetterUnwritable(f"“{text}”不是能写信的地址") from error


def sender_of(text: str) -> Address:
    """The From header's address, `名称 <address>`. Raises ConfigurationError."""
    name, address = parseaddr(text)
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ConfigurationError(f"smtp.from“{text}”不是有效的发件人，应为“名称 <地址>”") from error
