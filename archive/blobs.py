"""Content-addressed bytes in a local folder: `ab/cd/abcd…`, written once, durable when `put` returns.

Temporary file in the same file system, fsync, rename, fsync of the folder: what is at a blob's path is whole.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from intake.errors import BlobMissing, ConfigurationError, StoreError

_STAGING = "staging"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FolderBlobs:
    """The blob store on this machine; stands behind `intake.ports.Blobs`."""

    def __init__(self, root: Path) -> None:
        """Open or make the store. Raises ConfigurationError where the folder can't be written."""
        self.root = root
        try:
            (root / _STAGING).mkdir(parents=True, exist_ok=True)
            self._sweep()
            with _reserved(root / _STAGING) as (probe, _):
                probe.unlink()
        except OSError as error:
            raise ConfigurationError(f"存档目录{root}不能写入（{error.strerror}），请检查权限和磁盘") from error

    def _sweep(self) -> None:
        """Remove what dead writers left, told by their lock being free; those blobs were never promised to anybody."""
        for path in (self.root / _STAGING).iterdir():
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Where a blob lies, or would."""
        return self.root / digest[:2] / digest[2:4] / digest

    def put(self, data: bytes) -> str:
        """Store and return the SHA-256 as hex; a damaged copy is replaced. Raises StoreError where it can't be made durable."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        try:
            if not _holds(target, data):
                target.parent.mkdir(parents=True, exist_ok=True)
                with _reserved(self.root / _STAGING) as (staged, stream):
                    _write_durably(stream, data)
                    staged.replace(target)
            # for a copy found there, too: whoever renamed it may have died before this
            for folder in (target.parent, target.parent.parent, self.root):
                _sync_folder(folder)
        except OSError as error:
            raise StoreError(f"写入存档失败（{error.strerror}）：{self.root}，请检查磁盘空间和权限") from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes. Raises BlobMissing."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(f"存档里没有{digest}，请运行verify") from error
        except OSError as error:
            raise StoreError(f"读取存档失败（{error.strerror}）：{self.path(digest)}") from error

    def exists(self, digest: str) -> bool:
        """Whether it is stored."""
        return self.path(digest).exists()

    def digests(self) -> Iterator[str]:
        """Every blob in the store by its name, in order."""
        for path in self._files():
            if self._is_blob(path):
                yield path.name

    def strays(self) -> Iterator[str]:
        """Every file that is no blob, by its path in the store, in order; what is being written aside."""
        for path in self._files():
            if not self._is_blob(path) and path.parent != self.root / _STAGING:
                yield path.relative_to(self.root).as_posix()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if not path.is_dir())

    def _is_blob(self, path: Path) -> bool:
        return _DIGEST.fullmatch(path.name) is not None and path == self.path(path.name)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


@contextmanager
def _reserved(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file of one's own, locked while it is written so that nobody sweeps it; gone afterwards unless renamed."""
    path = folder / f"{os.getpid()}-{os.urandom(8).hex()}"
    try:
        with path.open("xb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            if os.fstat(stream.fileno()).st_nlink:
                yield path, stream
                return
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    with _reserved(folder) as another:  # swept between its making and its locking
        yield another


def _write_durably(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
