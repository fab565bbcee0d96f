"""Mail, containers and types by content as fuzzed readers."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from parsers.containers import Budget, members
from parsers.limits import MIB, Limits
from parsers.mail import read_mail, tnef_members
from parsers.sniff import sniff
from tests.fuzz.running import Reader
from tests.posted import forwarded, posted, winmail

LIMITS = Limits(unpacked_bytes=32 * MIB, ratio_from_bytes=MIB, files=100)
_CORPUS = Path(__file__).parents[1] / "corpus" / "fuzz"


def found(name: str) -> list[bytes]:
    """What earlier runs of this reader found, kept as cases."""
    return [path.read_bytes() for path in sorted((_CORPUS / name).glob("*"))]


def _mails() -> Sequence[bytes]:
    return [*(posted(seed).raw for seed in range(25)), *(forwarded(seed).raw for seed in range(5)), *found("mail")]


def _read_mail(data: bytes) -> object:
    mail, attachments = read_mail(data)
    for each in attachments:
        sniff(each.data, each.name)
    assert all(text.encode("utf-8") is not None for text in (mail.subject, mail.text, *(a.name for a in attachments)))
    return mail


def containers() -> Sequence[bytes]:
    """A container of each kind that the standard library can make."""
    files = (*posted(1).files, ("说明.txt", b"hello" * 200))
    made: list[bytes] = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as package:
            for name, data in files:
                package.writestr(name, data)
        made.append(buffer.getvalue())
    for mode in ("w", "w:gz", "w:xz"):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
            for name, data in files:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        made.append(buffer.getvalue())
    text = files[-1][1]
    return [*made, gzip.compress(text), bz2.compress(text), lzma.compress(text), *found("containers")]


def _read_container(data: bytes) -> object:
    return [(member.path, len(member.data)) for member in members(data, Budget(LIMITS), "材料.zip")]


def _anything() -> Sequence[bytes]:
    return [
        *containers(),
        *(data for seed in range(10) for _, data in posted(seed).files),
        *_mails()[:5],
        *found("sniff"),
    ]


MAIL = Reader("mail", _mails, _read_mail)
CONTAINERS = Reader("containers", containers, _read_container)
SNIFF = Reader("sniff", _anything, lambda data: sniff(data, "方案.doc"))
TNEF = Reader(
    "tnef",
    lambda: [*(winmail(posted(seed).files) for seed in range(4)), *found("tnef")],
    lambda data: list(tnef_members(data)),
)
OUTLOOK = Reader(
    "outlook",
    lambda: [path.read_bytes() for path in sorted((_CORPUS.parent / "outlook").glob("*.msg"))] + found("outlook"),
    _read_mail,
)
