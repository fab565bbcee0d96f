"""Reading mails: ours beside mail-parser and the standard library's two policies."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import compat32, default

import mailparser  # type: ignore[import-untyped]  # it ships no types

from bench.hard_names import Truth
from bench.table import Table, milliseconds
from parsers.mail import read_mail

Reader = Callable[[bytes], list[str]]


def _ours(raw: bytes) -> list[str]:
    return [attachment.name for attachment in read_mail(raw)[1]]


def _mail_parser(raw: bytes) -> list[str]:
    return [str(attachment["filename"]) for attachment in mailparser.parse_from_bytes(raw).attachments]


def _with_default(raw: bytes) -> list[str]:
    return _attached(message_from_bytes(raw, policy=default))


def _with_compat32(raw: bytes) -> list[str]:
    return _attached(message_from_bytes(raw, policy=compat32))


def _attached(message: Message) -> list[str]:
    """As the library's documentation walks a message; what is no body text counts, its content decoded."""
    names = []
    for part in _leaves(message):
        name = part.get_filename()
        if name or part.get_content_type() not in ("text/plain", "text/html"):
            part.get_payload(decode=True)
            names.append(name or "")
    return names


def _leaves(part: Message) -> list[Message]:
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        return [part]
    return [leaf for child in part.get_payload() if isinstance(child, Message) for leaf in _leaves(child)]


logging.getLogger("mailparser").setLevel(logging.CRITICAL)
READERS: tuple[tuple[str, Reader], ...] = (
    ("ours", _ours),
    ("mail-parser", _mail_parser),
    ("stdlib policy.default", _with_default),
    ("stdlib compat32", _with_compat32),
)


def mime_table(title: str, mails: Sequence[Truth]) -> Table:
    """Time a mail, attachments lost, names wrong, mails that raised."""
    times = milliseconds([lambda reader=reader: _all(reader, mails) for _, reader in READERS], rounds=3)  # type: ignore[misc]  # mypy can't infer a lambda's default
    rows = []
    for (name, reader), taken in zip(READERS, times, strict=True):
        lost, wrong, raised = _faults(reader, mails)
        each = taken / len(mails)
        rows.append((name, f"{each:.2f}", f"{taken / times[0]:.2f}", str(lost), str(wrong), str(raised)))
    named = sum(len(mail.names) for mail in mails)
    attachments = sum(mail.attachments for mail in mails)
    note = f"{len(mails)} mails of {sum(len(m.raw) for m in mails) // len(mails) // 1024} KiB in the mean, {attachments} attachments, {named} of them named."
    heads = ("reader", "ms a mail", "× ours", "attachments lost", "names wrong", "mails that raised")
    return Table(title, heads, tuple(rows), (note,))


def _all(reader: Reader, mails: Sequence[Truth]) -> None:
    for mail in mails:
        names_or_none(reader, mail.raw)


def names_or_none(reader: Reader, raw: bytes) -> list[str] | None:
    try:
        return reader(raw)
    except Exception:  # whatever a reader raises on a mail is what is counted here
        return None


def _faults(reader: Reader, mails: Sequence[Truth]) -> tuple[int, int, int]:
    lost = wrong = raised = 0
    for mail in mails:
        names = names_or_none(reader, mail.raw)
        if names is None:
            raised += 1
            continue
        lost += max(0, mail.attachments - len(names))
        wrong += (Counter(mail.names) - Counter(name.rpartition("/")[2] for name in names)).total()
    return lost, wrong, raised
