"""The call in full swing that `demo --serve` opens: the service's own records and files, prepared by `generator.swing`.

What can be had from elsewhere isn't in the package: the sample mails lie beside it, and documents lie in their mails.
"""

import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

from archive.blobs import FolderBlobs

ROSTER = Path(__file__).with_name("roster.csv")
PREPARED = Path(__file__).with_name("full-swing.tar.xz")
SAMPLES = Path(__file__).with_name("samples")
LEFT_OUT = "left-out"  # a member: the SHA-256 of what is to be had from elsewhere, a line each


def unpack(folder: Path, prepared: Path = PREPARED) -> None:
    """Put it into a folder. Raises OSError."""
    with lzma.open(prepared) as squeezed, tarfile.open(fileobj=squeezed, mode="r|") as package:
        package.extractall(folder, filter="data")
    blobs, wanted = FolderBlobs(folder / "blobs"), set((folder / LEFT_OUT).read_text("ascii").split())
    mails = [blobs.get(digest) for digest in blobs.digests()]
    for content in from_elsewhere(mails):
        digest = sha256(content).hexdigest()
        if digest in wanted:  # written without the store's care: a demo may be unpacked again
            blobs.path(digest).parent.mkdir(parents=True, exist_ok=True)
            blobs.path(digest).write_bytes(content)
    (folder / LEFT_OUT).unlink()


def from_elsewhere(mails: Iterable[bytes]) -> Iterator[bytes]:
    """The sample mails, and what these mails and those hold."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]
    yield from samples
    for mail in (*mails, *samples):
        yield from _contents(mail)


def _contents(mail: bytes) -> Iterator[bytes]:
    """A mail's parts, and the members of those that are zips."""
    for part in message_from_bytes(mail).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as package:
                    yield from (package.read(each) for each in package.infolist() if not each.flag_bits & 1)
