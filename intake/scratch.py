"""Folders for what parsing lays out of one mail, each gone when its mail is done.

They lie below the data folder, for they hold senders' documents, and each is locked while it is in use: what a killed
process left is told by its lock being free, and swept at the next start.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from intake.errors import ConfigurationError, StoreError, reason


class Scratch:
    """The folder of these folders."""

    def __init__(self, root: Path) -> None:
        """Make it and sweep it. Raises ConfigurationError where it can't be written."""
        self.root = root
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in root.iterdir():
                _sweep(left)
        except OSError as error:
            raise ConfigurationError(f"临时目录{root}不能使用（{reason(error)}），请检查权限和磁盘") from error

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder, readable to us alone. Raises StoreError."""
        try:
            with _locked(self.root):  # nobody sweeps between its making and its locking
                path = Path(tempfile.mkdtemp(dir=self.root))
                held = os.open(path, os.O_RDONLY)
                fcntl.flock(held, fcntl.LOCK_EX)
        except OSError as error:
            raise StoreError(f"临时目录{self.root}不能写入（{reason(error)}），请检查磁盘空间和权限") from error
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
            os.close(held)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sweep(path: Path) -> None:
    """Remove a folder that nobody holds; a parsing process may outlive its parent by a moment and still write there."""
    with suppress(FileNotFoundError, BlockingIOError), _locked(path.parent):
        held = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        finally:
            os.close(held)
