"""The folder of letters sent: a copy of each, and whether a doubtful one lies there."""

from collections.abc import Sequence

from imapclient import IMAPClient

from intake.imap.session import Mailbox, headed, searched, session


class SentFolder:
    """A folder that gets a copy of each letter."""

    def __init__(self, mailbox: Mailbox, folder: str) -> None:
        self.mailbox = mailbox
        self.folder = folder

    def append(self, message: bytes, message_id: str = "") -> None:
        """Keep a copy, unless the provider has kept one by itself. Raises SourceUnreachable, LoginRefused."""
        with session(self.mailbox) as client:
            if not client.folder_exists(self.folder):
                client.create_folder(self.folder)
            elif message_id and self._found(client, (message_id,)):
                return
            client.append(self.folder, message, flags=[b"\\Seen"])

    def among(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Which of these letters lie there. Raises SourceUnreachable, LoginRefused."""
        with session(self.mailbox) as client:
            return self._found(client, message_ids) if client.folder_exists(self.folder) else frozenset()

    def _found(self, client: IMAPClient, message_ids: Sequence[str]) -> frozenset[str]:
        """By the Message-ID, as a whole: SEARCH HEADER finds parts of it, too (RFC 3501 §6.4.4)."""
        client.select_folder(self.folder, readonly=True)
        like = {uid for wanted in message_ids for uid in searched(client, ["HEADER", "Message-ID", wanted])}
        there = {found for found, _ in headed(client, like).values()}
        return frozenset(message_ids) & there
