"""A seeded thousandth of what `make fuzz` runs, and everything that it ever found."""

import tempfile
from itertools import islice
from pathlib import Path

import pytest

from parsers.trouble import DocumentTrouble
from tests.fuzz.readers import READERS
from tests.fuzz.running import Reader, samples, tried

THOUSANDTH = 100  # of 100,000 over all readers together


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_mutated_samples_end_in_facts_or_a_finding(reader: Reader) -> None:
    for sample in islice(samples(reader, seed=1), -(-THOUSANDTH // len(READERS))):
        assert tried(reader, sample) is None


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_sound_samples_are_read(reader: Reader) -> None:
    for sample in reader.seeds:
        assert tried(reader, sample) is None


PLACE = Path(tempfile.gettempdir()) / "baosong-fuzz-writes"


def _write(data: bytes) -> None:
    PLACE.write_bytes(data)
    PLACE.unlink()


def _raise(data: bytes) -> None:
    raise KeyError(len(data))


def _refuse(data: bytes) -> None:
    from parsers.facts import TroubleKind

    raise DocumentTrouble(TroubleKind.UNREADABLE, str(len(data)))


@pytest.mark.parametrize(("read", "what"), [(_raise, "KeyError: 3"), (_write, f"wrote ['{PLACE}']"), (_refuse, None)])
def test_what_is_a_fault_and_what_is_none(read, what) -> None:  # type: ignore[no-untyped-def]
    fault = tried(Reader("made", lambda: [b"abc"], read), b"abc")
    assert (fault.what if fault else None) == what


def test_the_same_seed_gives_the_same_samples() -> None:
    one, again, other = (list(islice(samples(READERS[0], seed), 5)) for seed in (1, 1, 2))
    assert one == again != other
