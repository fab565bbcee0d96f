"""MIME entities as the standard library parses them, with nested messages left unopened."""

from email import message_from_bytes, policy
from email.message import Message
from typing import cast


class Entity(Message):
    """A MIME entity (RFC 2045 §2.4) whose message/* parts the library leaves unopened."""

    def get_content_type(self) -> str:
        """The library's parser asks this to see what to open; `kind_of` tells the truth."""
        kind = super().get_content_type()
        return f"x-{kind}" if kind.startswith("message/") else kind

    def get_content_maintype(self) -> str:
        """As above."""
        return self.get_content_type().partition("/")[0]

    def encoded(self) -> bytes:
        """A leaf's content as it stands in the mail; `get_payload` would decode what isn't ASCII."""
        payload: object = self._payload  # type: ignore[attr-defined]  # its documented parser fills it, typeshed omits it
        return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def kind_of(part: Entity) -> str:
    """The part's content type, in lower case."""
    return Message.get_content_type(part)


def entity_of(raw: bytes) -> Entity:
    """These bytes parsed (compat32, which leaves header values and contents as they are)."""
    return cast("Entity", message_from_bytes(raw, _class=Entity, policy=policy.compat32))
