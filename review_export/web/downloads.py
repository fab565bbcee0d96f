"""What submitters sent, on its way to a person: never a page of ours, whatever is in it."""

from base64 import b64encode
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import structlog
from starlette.responses import FileResponse, Response

from intake.errors import BlobMissing
from intake.ports import Blobs
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import Box, Document
from review_export.web.headers import DOCUMENT_POLICY
from review_export.web.parts import Parts

log = structlog.get_logger()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {
    ".xlsx": _XLSX,
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".zip": "application/zip",
}
_WIDTH = 1200  # pixels


def attachment(document: Document, blobs: Blobs) -> Response:
    """The bytes as they came, as a file to be saved. Their hash goes with them. Raises BlobMissing."""
    name = "".join(each for each in document.name if each.isprintable() and each not in '/\\"') or "document"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": DOCUMENT_POLICY,
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(document.sha256)).decode()}:",  # RFC 9530
    }
    return Response(blobs.get(document.sha256), media_type="application/octet-stream", headers=headers)


def spreadsheet(data: bytes, name: str) -> Response:
    """A workbook that we have made, as a file to be saved."""
    return _saved(data, name, _XLSX)


def picture(data: bytes, name: str) -> Response:
    """An SVG that we have drawn, as a file to be saved."""
    return _saved(data, name, "image/svg+xml")


def _saved(data: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(data, media_type=kind, headers=headers)


def made_here(path: Path, name: str) -> Response:
    """A file that we have made, sent piece by piece, to be saved under this name."""
    return FileResponse(path, media_type=_KINDS.get(path.suffix, "application/octet-stream"), filename=name)


def drawn(parts: Parts, sha256: str, page: int, covered: Sequence[Box] = ()) -> Response:
    """A page drawn anew by a parsing process, these boxes covered; no content where it can't be drawn."""
    headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": DOCUMENT_POLICY}
    parts.records.let_go()  # one page is drawn at a time
    try:
        jpeg = parts.drawer.preview(parts.blobs.get(sha256), covered, _WIDTH, page)
    except (ParsingFailed, ScratchRefused, BlobMissing) as error:
        log.warning("页面画不出来", sha256=sha256, page=page, error=str(error))
        return Response(status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    return Response(jpeg, media_type="image/jpeg", headers=headers)
