"""Two made pages for timing: the sample mails' born-digital PDF and its scan."""

from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

from parsers.facts import PagedDocument, WordDocument

SAMPLES = Path(__file__).parents[1] / "config" / "demo" / "samples"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sample mail's PDF, its bytes, and the Word version beside it."""

    kind: str
    data: bytes
    paged: PagedDocument
    word: WordDocument


def sheets() -> tuple[Sheet, ...]:
    """Born-digital and scanned."""
    return (_sheet("born-digital", "02-complete-digital.eml"), _sheet("scan", "01-complete-scan.eml"))


def _sheet(kind: str, name: str) -> Sheet:
    raw = (SAMPLES / name).read_bytes()
    from parsers.examine import examine  # noqa: PLC0415  its models aren't everybody's

    with TemporaryDirectory() as folder:
        found = examine(raw, (), Path(folder))
    paged = next(d.content for d in found.documents if isinstance(d.content, PagedDocument))
    word = next(d.content for d in found.documents if isinstance(d.content, WordDocument))
    return Sheet(kind, _pdf(raw), paged, word)


def _pdf(raw: bytes) -> bytes:
    for part in message_from_bytes(raw).walk():
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.startswith(b"%PDF"):
            return data
    raise LookupError("a sample mail without a PDF")
