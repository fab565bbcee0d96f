"""A one-time code, printed on the terminal, that makes an administrator."""

import hmac
from threading import Lock

from archive.accounts.passwords import drawn


class Invitation:
    """Open until it has been used once; it lives in this process alone."""

    def __init__(self) -> None:
        self._code = ""
        self._changing = Lock()

    def open(self) -> str:
        """A new code, for whoever sees the terminal."""
        with self._changing:
            self._code = drawn()
            return self._code

    @property
    def is_open(self) -> bool:
        """Whether a code can be used now."""
        return bool(self._code)

    def fits(self, code: str) -> bool:
        """Whether this is the code."""
        return bool(self._code) and hmac.compare_digest(self._code.encode(), code.strip().lower().encode())

    def take(self, code: str) -> bool:
        """The same, and it can't be used again."""
        with self._changing:
            if not self.fits(code):
                return False
            self._code = ""
            return True
