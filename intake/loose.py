"""Loose documents as a message, so that they go the one way that every mail goes. The same documents give the same bytes."""

import hashlib
import os
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from pathlib import Path

_DESKTOPS = frozenset(("thumbs.db", "desktop.ini"))


def message_of(paths: Sequence[Path], subject: str) -> bytes:
    """An RFC 5322 message with these documents attached, names kept (RFC 2231). It has no From: nobody is answered.

    Raises OSError where a document can't be read.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = " ".join(subject.split())
    message.set_content("")
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        name = name_of(path)
        digest.update(name.encode() + b"\0" + data)
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    boundary = f"baosong-{digest.hexdigest()[:32]}"
    if message.is_multipart():
        message.set_boundary(boundary)
    return message.as_bytes()


def name_of(path: Path) -> str:
    """A file's name on one line; bytes that aren't UTF-8 are GB 18030, as unzip leaves names that came from Windows."""
    raw = os.fsencode(path.name)
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return " ".join(name.split())


def documents_in(folder: Path) -> list[Path]:
    """The documents in a folder and below it, by name; what desktops leave behind is none."""
    return sorted(path for path in folder.rglob("*") if is_document(path))


def is_document(path: Path) -> bool:
    """Whether it is a file that somebody wrote, no trace of a desktop."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name.lower() not in _DESKTOPS
