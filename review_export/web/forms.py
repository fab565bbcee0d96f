"""What a browser posts: small, of one kind, from our own pages."""

import hashlib
import hmac
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 256 * 1024
_MOST_FIELDS = 500
_KIND = "application/x-www-form-urlencoded"
TOKEN = "csrf"  # noqa: S105  a field's name


class Form:
    """A form's fields; a field may stand several times."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        """The field's value, without space around it; "" where it is absent."""
        return next((value.strip() for key, value in self._fields if key == name), "")

    def raw(self, name: str) -> str:
        """The value as typed: a password."""
        return next((value for key, value in self._fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """All values of that name."""
        return [value for key, value in self._fields if key == name]


async def posted(request: Request, cookie: str) -> Form:
    """The form. Raises HTTPException: 403 for what doesn't come from our own page, 413 and 415 for what is none."""
    _is_ours(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    form = Form(_fields(bytes(body)))
    if not cookie or not hmac.compare_digest(form.raw(TOKEN).encode(), csrf_token(cookie).encode()):
        raise HTTPException(403)
    return form


def csrf_token(cookie: str) -> str:
    """What forms carry: nobody can make it who doesn't see the cookie, and the cookie doesn't follow from it."""
    return hmac.new(cookie.encode(), b"csrf", hashlib.sha256).hexdigest()


def _is_ours(request: Request) -> None:
    """Browsers say where a request comes from; what they say counts even with the right token."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403)


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
