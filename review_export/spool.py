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
        return (row for _, row in self.placed())

    def placed(self) -> Iterator[tuple[int, ActivityView]]:
        """The rows in order, each with the place to ask for it `at`."""
        place = 0
        while place < self._size:
            row, after = self._read(place)
            yield place, row
            place = after

    def at(self, place: int) -> ActivityView:
        """The row at a place."""
        return self._read(place)[0]

    def _read(self, place: int) -> tuple[ActivityView, int]:
        self._file.seek(place)
        row = pickle.load(self._file)  # noqa: S301  written by us a moment ago into a file without a name
        return row, self._file.tell()


@contextmanager
def spooled(rows: Iterable[ActivityView]) -> Iterator[Spool]:
    """The rows written down once; gone when the context ends. Raises OSError where the disk is full."""
    with TemporaryFile(prefix="baosong-export-") as file:
        for row in rows:
            pickle.dump(row, file, pickle.HIGHEST_PROTOCOL)
        yield Spool(file, file.tell())
