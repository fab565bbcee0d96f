"""A one-time code, printed on the terminal, that makes an administrator."""

import hashlib
import hmac
from pathlib import Path

from archive.accounts.passwords import drawn


class Invitation:
    """Open until it has been used once, in whichever of the server's processes; gone with the server."""

    def __init__(self, room: Path) -> None:
        """`room`: a folder of the server's own, where the code's hash lies while it is open."""
        self._file = room / "invitation"

    def open(self) -> str:
        """A new code, for whoever sees the terminal."""
        code = drawn()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(_hash(code), "ascii")
        return code

    @property
    def is_open(self) -> bool:
        """Whether a code can be used now."""
        return self._file.exists()

    def fits(self, code: str) -> bool:
        """Whether this is the code."""
        try:
            kept = self._file.read_text("ascii")
        except FileNotFoundError:
            return False
        return hmac.compare_digest(kept, _hash(code.strip().lower()))

    def take(self, code: str) -> bool:
        """The same, and it can't be used again: of two that come at once, one removes it."""
        if not self.fits(code):
            return False
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        return True


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
