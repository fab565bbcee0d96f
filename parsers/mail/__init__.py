"""A message's bytes to a `Mail` and its attachments; what Outlook and S/MIME wrap is unwrapped."""

from parsers.mail.attachments import Attachment
from parsers.mail.message import is_mime, read_mail
from parsers.mail.smime import signed_content
from parsers.mail.tnef import tnef_members

__all__ = ["Attachment", "is_mime", "read_mail", "signed_content", "tnef_members"]
