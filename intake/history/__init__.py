"""Old material: files of mails, Maildirs, mboxes and folders of loose documents, taken in as history."""

from intake.history.finding import Offer, Unread, find
from intake.history.taking import Taken, Taking

__all__ = ["Offer", "Taken", "Taking", "Unread", "find"]
