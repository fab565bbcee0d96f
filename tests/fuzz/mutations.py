"""Mutations of bytes as transports, editors and attackers make them; all drawn from one random source."""

from collections.abc import Callable, Sequence
from random import Random

_ODD = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"\r",
    b"\n\n",
    b"=",
    b"--",
    b";",
    b'"',
    b"=?utf-8?b?",
    b"\x00\x00\x00\x80",
    b"%PDF-1.4",
)
_LONGEST = 400_000  # bytes of a sample after mutation


def _flip(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _delete(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.randint(1, 64) :]


def _repeat(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at : at + random.randint(1, 256)] * random.choice((2, 3, 50)) + data[at:]


def _insert(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_ODD) + data[at:]


def _swap(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _number(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    """A binary length or offset made another."""
    at, size = random.randrange(len(data) or 1), random.choice((1, 2, 4))
    value = random.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), random.getrandbits(8 * size)))
    return data[:at] + value.to_bytes(size, random.choice(("little", "big"))) + data[at + size :]  # type: ignore[arg-type]


def _splice(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


_MUTATIONS: tuple[Callable[[bytes, Random, Sequence[bytes]], bytes], ...] = (
    _flip, _cut, _delete, _repeat, _insert, _swap, _number, _splice,
)  # fmt: skip


def mutated(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """The sample after one to six mutations."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        data = random.choice(_MUTATIONS)(data, random, others)
    return data[:_LONGEST]
