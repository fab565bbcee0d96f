"""Receipt numbers (收件编号): printed in every letter, read on the telephone, typed into subjects.

`2020-29-0017K`: the call's name, a sequence of at least four digits, a check letter over both, so that a slip or an
invented number is told from a real one. The alphabet has no letter that is heard or read as a digit or another.
"""

import re
import unicodedata
from collections.abc import Iterator

_ALPHABET = "ACDEFGHJKLMNPRTVWXY"  # 19 letters: a prime
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z0-9][A-Za-z0-9._]{0,30}(?:-[A-Za-z0-9._]{1,30}){0,5})-(\d{4,7})\s?([A-Za-z])(?![A-Za-z0-9])"
)
_UNDERSCORES = 4  # in a call's name and what was written before it; what has more is read from the last ones
_WITHOUT_LETTER = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,60})-(\d{4,7})")


def format_receipt(call: str, sequence: int) -> str:
    """The receipt number of a call's nth submission, n from 1."""
    return f"{call}-{sequence:04d}{_check(call, sequence)}"


def find_receipts(text: str) -> tuple[str, ...]:
    """The valid receipt numbers in a text, in order and each once; full width, blanks and lower case are read too.

    What stands before an underscore may be the call's or not (spring_2021-0003X, plan_2020-29-0017K); in one case of 19 the
    check letter allows both. Both are given then, the longer first: only records know.
    """
    return tuple(dict.fromkeys(receipt for possible in receipts_by_place(text) for receipt in possible))


def receipts_by_place(text: str) -> tuple[tuple[str, ...], ...]:
    """For each place of a text where a valid receipt number stands, what it may be, as `find_receipts` reads it."""
    plain = re.sub(r"(?:(?<!\s)\s++)?[-‐‑–—－]\s*+", "-", unicodedata.normalize("NFKC", text[:200_000]))
    found = (tuple(_possible(*match.groups())) for match in _NUMBER.finditer(plain))
    return tuple(possible for possible in found if possible)


def _possible(written: str, digits: str, letter: str) -> Iterator[str]:
    tail = f"-{digits}{letter.upper()}"
    for call in _calls(written):
        receipt = format_receipt(call, int(digits))
        if receipt == call + tail:
            yield receipt


def _calls(written: str) -> Iterator[str]:
    """What may be the call's name of what stands before a number: spring_2021, and 2020-29 of plan_2020-29."""
    yield written
    pieces = written.split("_")
    for first in range(max(1, len(pieces) - _UNDERSCORES), len(pieces)):
        if pieces[first]:
            yield "_".join(pieces[first:])


def as_typed(text: str) -> str:
    """The receipt number that a person means: in lower case, full width, or without its check letter; else the text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = find_receipts(plain)
    bare = _WITHOUT_LETTER.fullmatch(plain)
    return found[0] if found else format_receipt(bare[1], int(bare[2])) if bare else text


def call_of(receipt: str) -> str:
    """The name of the call that a receipt number belongs to."""
    return receipt.rpartition("-")[0]


def _check(call: str, sequence: int) -> str:
    """A weighted sum: modulo a prime, with powers of 2 for weights, every wrong digit and every exchange of neighbours tells."""
    digits = [ord(character) for character in call.upper()] + [int(digit) for digit in f"{sequence:04d}"]
    prime = len(_ALPHABET)
    return _ALPHABET[sum(pow(2, place, prime) * digit for place, digit in enumerate(digits)) % prime]
