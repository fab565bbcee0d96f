"""Letters as their recipients see them, in frames of their own: their styles stand in them, which no page of ours allows."""

import secrets
from collections import OrderedDict
from threading import Lock

from starlette.responses import HTMLResponse, Response

from review_export.web.headers import LETTER_POLICY

_MOST = 200  # that are kept; the oldest go


class Previews:
    """Letters that nobody has written yet, by a name that only whoever typed them knows; gone with the server."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], str] = OrderedDict()
        self._lock = Lock()

    def keep(self, person: int, html: str) -> str:
        """Its name."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[person, name] = html
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return name

    def of(self, person: int, name: str) -> str | None:
        """What this person has typed under that name; None where it is gone or another's."""
        with self._lock:
            return self._kept.get((person, name))


def framed(html: str) -> Response:
    """A letter's HTML for a frame in one of our pages: nothing runs in it, nothing is fetched, nothing leads out of it."""
    headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(html, headers=headers)
