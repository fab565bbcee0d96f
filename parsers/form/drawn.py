"""Ticks that were drawn, or put in as pictures: small ones, where they stand in an option's text."""

from collections.abc import Iterator, Sequence

from parsers.facts import Drawing
from parsers.word.marks import TICK

FLOATING = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: a mark that floats, and whose place in the text says little
_LARGEST = 15.0  # mm; what is larger is a picture of something


def with_drawn_ticks(paragraphs: Sequence[str], drawings: Sequence[Drawing]) -> list[str]:
    """The paragraphs with `√` where a small picture stands in the line, and FLOATING where one is anchored."""
    marks = [each for each in drawings if _may_be_a_tick(each)]
    return [_marked(text, [m for m in marks if m.paragraph == at]) for at, text in enumerate(paragraphs)]


def _may_be_a_tick(each: Drawing) -> bool:
    known = each.width > 0 and each.height > 0
    return max(each.width, each.height) <= _LARGEST and (known or each.shape)


def _marked(text: str, marks: Sequence[Drawing]) -> str:
    return "".join(_pieces(text, sorted(marks, key=lambda mark: mark.offset)))


def _pieces(text: str, marks: Sequence[Drawing]) -> Iterator[str]:
    at = 0
    for mark in marks:
        yield text[at : mark.offset]
        yield FLOATING if mark.floating else TICK
        at = min(mark.offset, len(text))
    yield text[at:]
