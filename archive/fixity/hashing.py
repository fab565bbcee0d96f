"""Reads blobs side by side: threads do, for reading and hashing hold up no other."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from archive.blobs import ObjectBlobs
from intake.errors import StoreError

_TOGETHER = 32  # blobs in one piece of work


@dataclass(frozen=True, slots=True)
class Read:
    """One blob as it was found; what can't be read is not sound either."""

    name: str
    size: int
    sound: bool


def workers_for(blobs: ObjectBlobs) -> int:
    """As many as there are cores; a store on another machine answers several at once."""
    return max(os.cpu_count() or 1, blobs.answers_at_once)


def read_all(blobs: ObjectBlobs, names: Sequence[str], workers: int) -> Iterator[list[Read]]:
    """All of them, in order, some dozens at a time."""
    pieces = [names[start : start + _TOGETHER] for start in range(0, len(names), _TOGETHER)]
    with ThreadPoolExecutor(workers, thread_name_prefix="verify") as pool:
        try:
            yield from pool.map(lambda piece: [_read(blobs, name) for name in piece], pieces)
        finally:
            pool.shutdown(cancel_futures=True)


def _read(blobs: ObjectBlobs, name: str) -> Read:
    try:
        size, digest = blobs.measured(name)
    except StoreError:
        return Read(name, 0, False)
    return Read(name, size, digest == name)
