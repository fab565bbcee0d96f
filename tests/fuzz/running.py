"""One mutated sample through one reader: what may happen, and what may not."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from parsers.trouble import DocumentTrouble
from tests.fuzz.mutations import mutated

_MOST_SECONDS = 10.0  # CPU time of one sample: what takes longer would be a way to hold the service up
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Reader:
    """A reader by its name, its sound samples, and how it is called; DocumentTrouble is its way to say no.

    `scratch` is the one folder that it may write into, "" for none.
    """

    name: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], object]
    scratch: str = ""

    @cached_property
    def seeds(self) -> tuple[bytes, ...]:
        """The samples, made once."""
        return tuple(self.samples())


@dataclass(frozen=True, slots=True)
class Fault:
    """What must not happen: an exception that escapes, a file written, a sample that takes too long."""

    reader: str
    what: str
    sample: bytes


class _Writes:
    """Files opened for writing while a sample is read, by the interpreter's own audit events."""

    def __init__(self) -> None:
        self.watching = False
        self.paths: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if (
            self.watching
            and event == "open"
            and isinstance(arguments[2], int)
            and arguments[2] & _WRITING
            and arguments[0] != os.devnull
        ):
            self.paths.append(str(arguments[0]))


_WRITES = _Writes()


def tried(reader: Reader, sample: bytes) -> Fault | None:
    """Read one sample; None where it ended in facts or a finding."""
    _WRITES.paths.clear()
    _WRITES.watching = True
    started = time.process_time()
    try:
        reader.read(sample)
    except DocumentTrouble:
        pass
    except Exception as error:  # whatever escapes is what is looked for
        return Fault(reader.name, f"{type(error).__name__}: {error}", sample)
    finally:
        _WRITES.watching = False
    written = [path for path in _WRITES.paths if not (reader.scratch and path.startswith(reader.scratch))]
    if written:
        return Fault(reader.name, f"wrote {written}", sample)
    seconds = time.process_time() - started
    return Fault(reader.name, f"took {seconds:.1f} s", sample) if seconds > _MOST_SECONDS else None


def samples(reader: Reader, seed: int) -> Iterator[bytes]:
    """Mutated samples without end, the same for the same seed."""
    number = 0
    while True:
        random = Random(f"{reader.name} {seed} {number}")
        yield mutated(random.choice(reader.seeds), random, reader.seeds)
        number += 1
