"""A file that is written beside its place and takes it once it is whole."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place once it is whole: a failure leaves the older export. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    final = path.resolve()
    partial = final.with_name(f".{final.stem}.partial{final.suffix}")
    try:
        partial.touch()  # the writers' own errors are less clear than the system's
        yield partial
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)
