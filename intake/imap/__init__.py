"""Mailboxes over IMAP: where mails come from, and where copies of letters go."""

from intake.imap.sent import SentFolder
from intake.imap.session import Mailbox
from intake.imap.source import KEYWORD, ImapSource, keeps_keyword

__all__ = ["KEYWORD", "ImapSource", "Mailbox", "SentFolder", "keeps_keyword"]
