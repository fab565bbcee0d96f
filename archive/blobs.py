"""Content-addressed bytes in a local folder: `ab/cd/abcd…`, written once, durable when `put` returns.

Temporary file in the same file system, fsync, rename, fsync of the folder: what is at a blob's path is whole.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from intake.errors import BlobMissing, ConfigurationError, StoreError

_STAGING = "staging"


class FolderBlobs:
    """The blob store on this machine; stands behind `intake.ports.Blobs`."""

    def __init__(self, root: Path) -> None:
        """Open or make the store. Raises ConfigurationError where the folder can't be written."""
        self.root = root
        try:
            (root / _STAGING).mkdir(parents=True, exist_ok=True)
            self._sweep()
            probe = root / _STAGING / f"probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(f"存档目录{root}不能写入（{error.strerror}），请检查权限和磁盘") from error

    def _sweep(self) -> None:
        """Remove what writers left that are no longer alive; their blobs were never promised to anybody."""
        for path in (self.root / _STAGING).iterdir():
            owner = path.name.rpartition("-")[2]
            if not owner.isdigit() or not Path(f"/proc/{owner}").exists():
                path.unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Where a blob lies, or would."""
        return self.root / digest[:2] / digest[2:4] / digest

    def put(self, data: bytes) -> str:
        """Store and return the SHA-256 as hex. Raises StoreError where it can't be made durable."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        staged = self.root / _STAGING / f"{digest}-{os.urandom(4).hex()}-{os.getpid()}"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(staged, data)
            staged.replace(target)
            for folder in (target.parent, target.parent.parent, self.root):
                _sync_folder(folder)
        except OSError as error:
            staged.unlink(missing_ok=True)
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
        """Every file's name in the store, staging aside, in order: what should be a blob's digest."""
        for path in sorted(self.root.glob("??/??/*")):
            yield path.name


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
