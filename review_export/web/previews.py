"""Letters as their recipients see them, in frames of their own: their styles stand in them, which no page of ours allows."""

import re
import secrets
import time
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from review_export.web.headers import LETTER_POLICY

_MOST = 200  # that are kept; the oldest go
_NAME = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)


class Previews:
    """Letters that nobody has written yet, by a name that only whoever typed them knows; gone with the server."""

    def __init__(self, room: Path) -> None:
        """`room`: a folder for them alone, which every process of the server sees; whoever made it removes it."""
        self._room = room

    def keep(self, person: int, html: str) -> str:
        """Its name."""
        name = secrets.token_urlsafe(12)
        self._room.mkdir(parents=True, exist_ok=True)
        (self._room / f"{time.monotonic_ns():020}.{person}.{name}").write_text(html, "utf-8", "replace")
        for file in sorted(self._room.iterdir())[:-_MOST]:
            file.unlink(missing_ok=True)
        return name

    def of(self, person: int, name: str) -> str | None:
        """What this person has typed under that name; None where it is gone or another's."""
        kept = self._room.glob(f"*.{person}.{name}") if _NAME.fullmatch(name) else ()
        try:
            return next((file.read_text("utf-8") for file in kept), None)
        except FileNotFoundError:  # just now
            return None


def framed(html: str) -> Response:
    """A letter's HTML for a frame in one of our pages: nothing runs in it, nothing is fetched, nothing leads out of it."""
    headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(html, headers=headers)
