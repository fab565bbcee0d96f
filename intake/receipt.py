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
_WITHOUT_LETTER = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,60})-(\d{4,7})")


def format_receipt(call: str, sequence: int) -> str:
    """The receipt number of a call's nth submission, n from 1."""
    return f"{call}-{sequence:04d}{_check(call, sequence)}"


def find_receipts(text: str) -> tuple[str, ...]:
    """The valid receipt numbers in a text, in order and each once; full width, blanks and lower case are read too."""
    plain = re.sub(r"(?:(?<!\s)\s++)?[-‐‑–—－]\s*+", "-", unicodedata.normalize("NFKC", text[:200_000]))
    found: dict[str, None] = {}
    for match in _NUMBER.finditer(plain):
        tail = f"{match[2]}{match[3].upper()}"
        possible = ((call, format_receipt(call, int(match[2]))) for call in _calls(match[1]))
        receipt = next((receipt for call, receipt in possible if receipt == f"{call}-{tail}"), None)
        if receipt:
            found[receipt] = None
    return tuple(found)


def _calls(written: str) -> Iterator[str]:
    """What may be the call's name of what stands before a number: spring_2021, and 2020-29 of plan_2020-29."""
    yield written
    for underscore in re.finditer("_", written):
        if rest := written[underscore.end() :]:
            yield rest


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
    return _ALPHABET[sum(2**place * digit for place, digit in enumerate(digits)) % len(_ALPHABET)]
