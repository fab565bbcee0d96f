"""Rows kept aside on disk, so that every sheet is made from the same ones, in constant memory."""

import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from archive.views import ActivityView


class Spool:
    """Goes through the rows as often as one likes."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size

    def __iter__(self) -> Iterator[ActivityView]:
        """The rows in order; each going through has a place of its own in the file."""
        place = 0
        while place < self._size:
            self._file.seek(place)
            row = pickle.load(self._file)  # noqa: S301  written by us a moment ago into a file without a name
            place = self._file.tell()
            yield row


@contextmanager
def spooled(rows: Iterable[ActivityView]) -> Iterator[Spool]:
    """The rows written down once; gone when the context ends. Raises OSError where the disk is full."""
    with TemporaryFile(prefix="baosong-export-") as file:
        for row in rows:
            pickle.dump(row, file, pickle.HIGHEST_PROTOCOL)
        yield Spool(file, file.tell())
