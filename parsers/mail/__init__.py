"""A message's bytes to a `Mail` and its attachments."""

from parsers.mail.message import Attachment, read_mail

__all__ = ["Attachment", "read_mail"]
