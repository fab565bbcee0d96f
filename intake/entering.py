"""Material that came by post, over the office network or by hand, as a message: it goes the one way that every mail goes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from intake.call import Call
from intake.ports import Blobs, RawMail, Records, Sighting
from intake.urgency import urgency

ACCOUNT = "entered"  # the sightings' account


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """A document that a person has attached."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person enters for a unit. `address` "": nobody is answered. `how` in words: 邮寄, OA, 当面."""

    organisation: str
    how: str
    received_at: datetime
    by: str
    files: Sequence[EnteredFile]
    address: str = ""
    note: str = ""


def message_of(entry: Entry, to: str) -> bytes:
    """An RFC 5322 message to the call's address; the same entry gives the same bytes.

    Raises ValueError where an address can't be one.
    """
    message = EmailMessage(policy=policy.SMTP)
    organisation = " ".join(entry.organisation.split())
    message["Subject"] = f"{organisation}报送材料（{entry.how}）"
    if entry.address:
        message["From"] = Address(organisation, addr_spec=entry.address)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(entry.received_at)
    message.set_content(
        f"{organisation}的材料以{entry.how}送达，由{entry.by}登记，文件见附件。\n\n{entry.note}".rstrip() + "\n"
    )
    digest = hashlib.sha256(str(message).encode())
    for each in entry.files:
        digest.update(each.name.encode() + b"\0" + each.data)
        name = " ".join(each.name.replace("\\", "/").rpartition("/")[2].split()) or "document"
        message.add_attachment(each.data, maintype="application", subtype="octet-stream", filename=name)
    message["Message-ID"] = f"<entered.{digest.hexdigest()[:32]}@{to.rpartition('@')[2]}>"
    message.set_boundary(f"baosong-{digest.hexdigest()[:32]}")
    return message.as_bytes()


def take_in(blobs: Blobs, records: Records, call: Call, entry: Entry, raw: bytes, now: datetime) -> bool:
    """Keep and register it, with a line in the audit log; True where it is new. Whatever queue there is finds it by itself.

    Raises StoreError.
    """
    digest = blobs.put(raw)
    sighting = Sighting(ACCOUNT, entry.by, 0, int(digest[:12], 16))
    priority = urgency((call,), entry.received_at, None, False)
    with records.transaction() as transaction:
        fresh = transaction.register(RawMail(digest, len(raw), entry.received_at, None, False, priority), sighting)
        if fresh:
            transaction.audit(entry.by, "enter", digest, f"{entry.organisation}（{entry.how}）", now)
    return fresh
