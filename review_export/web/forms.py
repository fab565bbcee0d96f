"""What a browser posts: small, of one kind, from our own pages."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

MOST_BYTES = 256 * 1024
MOST_UPLOADED = 64 * 1024 * 1024
_MOST_FILES = 50
_MOST_FIELDS = 500
_KIND = "application/x-www-form-urlencoded"
_PASSWORDS = frozenset(("password", "again", "current"))
_OF_OURS = re.compile(r"[a-z0-9_:.-]*", re.ASCII)  # hashes, codes, numbers of rows: what forms carry unseen
TOKEN = "csrf"  # noqa: S105  a field's name


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file as a browser sends it; the name is its word."""

    name: str
    data: bytes

    @contextmanager
    def as_file(self, ending: str) -> Iterator[Path]:
        """On the disk for a while, for what reads files, under a name of ours."""
        with TemporaryDirectory(prefix="baosong-uploaded-") as folder:
            path = Path(folder) / f"uploaded{ending}"
            path.write_bytes(self.data)
            yield path


class Form:
    """A form's fields; a field may stand several times. `files` where the page takes any."""

    def __init__(self, fields: list[tuple[str, str]], files: tuple[Uploaded, ...] = ()) -> None:
        self._fields = fields
        self.files = files

    def __getitem__(self, name: str) -> str:
        """The field's value, without space around it; "" where it is absent."""
        return next((value.strip() for key, value in self._fields if key == name), "")

    def raw(self, name: str) -> str:
        """The value as typed: a password."""
        return next((value for key, value in self._fields if key == name), "")

    @property
    def words(self) -> str:
        """What a person typed, one field under the other: no token, no password, no value of a button."""
        typed = (value.strip() for key, value in self._fields if key != TOKEN and key not in _PASSWORDS)
        return "\n\n".join(value for value in typed if value and not _OF_OURS.fullmatch(value))

    def all(self, name: str) -> list[str]:
        """All values of that name."""
        return [value for key, value in self._fields if key == name]


async def posted(request: Request, cookie: str) -> Form:
    """The form. Raises HTTPException: 403 for what doesn't come from our own page, 413 and 415 for what is none."""
    _is_ours(request)
    if not is_form(request):
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return _with_token(Form(_fields(bytes(body))), cookie)


def has_files(request: Request) -> bool:
    """Whether it is sent as forms with files are (RFC 7578)."""
    return _kind(request) == "multipart/form-data"


def is_form(request: Request) -> bool:
    """Whether it is sent as forms without files are."""
    return _kind(request) == _KIND


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def posted_with_files(request: Request, cookie: str) -> Form:
    """The same with files, `MOST_UPLOADED` bytes in all. Raises HTTPException."""
    _is_ours(request)
    counted = Request(request.scope, _counted(request.receive))
    async with counted.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as data:
        fields = [(key, value) for key, value in data.multi_items() if isinstance(value, str)]
        sent = [value for _, value in data.multi_items() if not isinstance(value, str)]
        files = [Uploaded(each.filename or "", await each.read()) for each in sent if each.filename]
    return _with_token(Form(fields, tuple(files)), cookie)


def _counted(receive: Receive) -> Receive:
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_UPLOADED:
            raise HTTPException(413)
        return message

    return counting


def _with_token(form: Form, cookie: str) -> Form:
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
