"""Files that a bag gets from the store and from the outbox, told of where they can't be had."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from intake.call import Call
from intake.errors import BlobDamaged, BlobMissing, ConfigurationError, LetterUnwritable
from intake.message import Enclosures, message_bytes
from intake.ports import Blobs, OutboxRow
from review_export.bag.folder import DATA, Bag
from review_export.bag.item import FileOfItem


@dataclass
class Parts:
    """Puts originals and letters into a bag; `problems` has a line for each that isn't in it."""

    bag: Bag
    blobs: Blobs
    sender: str
    enclosures: Enclosures
    problems: list[str] = field(default_factory=list)

    def blob(self, folder: str, path: str, sha256: str) -> bool:
        """Copy one from the store; False where it isn't there whole, which is told."""
        try:
            self.bag.copy(f"{folder}/{path}", sha256, partial(self._fetch, sha256))
        except (BlobMissing, BlobDamaged) as error:
            self.problems.append(f"{folder}/{path}：{error}")
            return False
        return True

    def _fetch(self, sha256: str, path: Path) -> None:
        with suppress(FileNotFoundError):
            path.unlink()  # the store writes new files alone
        self.blobs.fetch(sha256, path)

    def letters(self, folder: str, letters: Iterable[OutboxRow], call: Call, first: int = 1) -> list[FileOfItem]:
        """Those that left, made again from what is on record of them."""
        found = []
        for number, letter in enumerate(letters, first):
            left = letter.attempted_at or letter.created_at
            path = f"去信/{number:02d}-{left:%Y%m%d-%H%M}.eml"
            try:
                raw = message_bytes(letter, self.sender or f"<{call.address}>", left, self.enclosures)
            except (LetterUnwritable, ConfigurationError) as error:
                self.problems.append(f"{folder}/{path}：{error}")
                continue
            self.bag.make(f"{folder}/{path}", partial(_write, raw))
            sha256, size = self.bag.payload[f"{DATA}/{folder}/{path}"]
            found.append(FileOfItem(path, sha256, size, letter.letter.subject, "letter"))
        return found


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
