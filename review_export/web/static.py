"""Stylesheet, scripts and icon: a handful of files, read once, their addresses changing with their content."""

import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from review_export.web.visit import Visit

_FOLDER = Path(__file__).parent / "static"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    kind: str
    version: str


@cache
def _files() -> dict[str, _File]:
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        content = path.read_bytes()
        found[path.name] = _File(content, _KINDS[path.suffix], hashlib.sha256(content).hexdigest()[:12])
    return found


def address_of(name: str) -> str:
    """Where a page finds it."""
    return f"/static/{_files()[name].version}/{name}"


def static(visit: "Visit") -> Response:
    """One of them, kept by browsers until its address changes."""
    file = _files().get(visit.path("name"))
    if file is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    kept = "public, max-age=31536000, immutable" if visit.path("version") == file.version else "no-cache"
    return Response(file.content, media_type=file.kind, headers={"Cache-Control": kept})
