"""The index's own words beside those of the texts. They begin with a private character, which no sender's word has.

A word of a field stands twice: as it is, and marked with the field, so that `organisation:莲花` is a phrase as any other.
A fact such as a verdict or a day is one word.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from archive.finding.folding import words

END = "\ue000"  # between two texts: no phrase goes over it
ALL = "\ue001"  # every entry has it
SCOPED, FACT = "\ue002", "\ue003"  # a field's word begins so, and a letter for the field follows; a fact begins so
IS, INITIAL, INITIALS_END = "\ue004", "\ue005", "\ue006"


class Scope(StrEnum):
    """A field whose words can be asked for alone."""

    ORGANISATION = "o"
    ACTIVITY = "a"
    MODULE = "m"
    CONTACT = "c"
    SENDER = "s"
    SUBJECT = "t"
    FILE = "f"
    RECEIPT = "r"
    NOTE = "n"


def scoped(scope: Scope, found: Iterable[str]) -> tuple[str, ...]:
    """Words as words of that field."""
    mark = f"{SCOPED}{scope.value}"
    return tuple([mark + word for word in found])


@lru_cache(maxsize=10_000)  # of most entries the same some thousand
def fact(name: str, value: str) -> str:
    """`verdict` is `accepted`; punctuation of the value doesn't count."""
    return f"{FACT}{name}{IS}{''.join(words(value))}"


def initial_words(letters: str) -> tuple[str, ...]:
    """An organisation's initials between a beginning and an end."""
    return (INITIAL, *(f"{INITIAL}{letter}" for letter in letters), INITIALS_END)


def beginning(letters: str) -> tuple[str, ...]:
    """Initials that begin so."""
    return initial_words(letters)[:-1]


def ending(letters: str) -> tuple[str, ...]:
    """Initials that end so."""
    return initial_words(letters)[1:]
