"""Blobs in a local folder, durable when `put` returns.

obstore's local store is atomic and doesn't sync. So a blob is put aside, synced, and only then renamed to its place, and
the folders above are synced after: what lies at a blob's path is whole even after a power cut. Aside is a folder of the
writer's own, locked while it lives: what dead ones left is told by its lock being free, and swept at the next start.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.store import LocalStore

from archive.blobs.objects import ObjectBlobs, key_of
from archive.blobs.refusals import reading, why, writing
from intake.errors import ConfigurationError, StoreError
from intake.scratch import Scratch

_STAGING = "staging"
_BUFFER = 1 << 18  # bytes


class FolderBlobs(ObjectBlobs):
    """The blob store on this machine."""

    answers_at_once = 1  # disk and cores set the pace

    def __init__(self, root: Path) -> None:
        """Open or make the store. Raises ConfigurationError where the folder can't be written."""
        self.root = root
        try:
            self._aside = Scratch(root / _STAGING)
            with self._aside.folder():
                pass
            store = LocalStore(prefix=root)
        except (ConfigurationError, StoreError) as error:
            cause = why(error.__cause__ or error)
            raise ConfigurationError(f"存档目录{root}不能写入（{cause}），请检查权限和磁盘") from error
        super().__init__(store, str(root))

    def path(self, digest: str) -> Path:
        """Where a blob lies, or would."""
        return self.root / key_of(digest)

    def measured(self, digest: str) -> tuple[int, str]:
        """Size and SHA-256 of what lies there now: by the shortest way, for it is done with everything."""
        size, found = 0, hashlib.sha256()
        buffer = memoryview(bytearray(_BUFFER))
        with reading(self.name, digest), self.path(digest).open("rb", buffering=0) as stream:
            while count := stream.readinto(buffer):
                size += count
                found.update(buffer[:count])
        return size, found.hexdigest()

    def _create(self, content: bytes | Path, digest: str, size: int) -> bool:
        del size
        if self.path(digest).exists():
            return False
        self._replace(content, digest)
        return True

    def put_record(self, key: str, data: bytes) -> None:
        """Store under a name of its own, in the place of what lay there."""
        super().put_record(key, data)
        with writing(self.name):
            _sync_above(self.root / key, self.root)

    def _place(self, content: bytes | Path, key: str) -> None:
        with self._aside.folder() as aside:
            staged = aside / "content"
            obstore.put(self.store, staged.relative_to(self.root).as_posix(), content)
            _sync(staged)
            obstore.rename(self.store, staged.relative_to(self.root).as_posix(), key)

    def _confirm(self, digest: str, size: int) -> None:
        """For a copy found there, too: whoever renamed it may have died before this."""
        super()._confirm(digest, size)
        try:
            _sync_above(self.path(digest), self.root)
        except OSError as error:
            raise StoreError(f"写入存档失败（{why(error)}）：{self.name}，请检查磁盘空间和权限") from error

    def places(self) -> list[str]:
        """Every file but what is being written. obstore's own list leaves out `name#1` and links that lead nowhere."""
        try:
            return sorted(path.relative_to(self.root).as_posix() for path in self._files())
        except OSError as error:
            raise StoreError(f"读取存档失败（{why(error)}）：{self.name}") from error

    def _files(self) -> Iterator[Path]:
        """Without a look at what is being written: that vanishes meanwhile. Raises OSError."""
        for folder, folders, names in os.walk(self.root, onerror=_raised):
            if Path(folder) == self.root and _STAGING in folders:
                folders.remove(_STAGING)
            yield from (Path(folder, name) for name in names)


def _raised(error: OSError) -> None:
    raise error


def _sync_above(path: Path, root: Path) -> None:
    for folder in path.parents[: len(path.relative_to(root).parts)]:
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
