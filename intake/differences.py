"""What changed between two revisions of a submission: fields, files, text. Pure.

Texts are compared paragraph by paragraph, and inside what changed word by word: a Chinese character is a word, a number
or a Latin word is one. A change of a character or two between kept ones reads better whole, so short kept pieces inside
it go with it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from intake.decisions.amending import as_text
from intake.model import FieldValue, Finding

_WORDS = re.compile(r"[0-9A-Za-z]+|\s+|.", re.DOTALL)
_MOST = 16_000_000  # pairs of words that are compared one by one; beyond it a passage is told whole
_SHORT = 2  # kept characters that don't part two changes


class Kind(StrEnum):
    """What a piece of text is to the later revision."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stayed, went or came."""

    kind: Kind
    text: str


Passage = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field of another value; `label` is what the form calls it. `before` or `after` is "" where it was empty."""

    key: str
    label: str
    before: str
    after: str
    pieces: Passage


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A version that is another file now: `version` is word or pdf, the names "" where there was none."""

    version: str
    before: str
    after: str


def changed_fields(
    before: Mapping[str, FieldValue], after: Mapping[str, FieldValue], label: Callable[[str], str]
) -> tuple[ChangedField, ...]:
    """The fields that say something else, in the order of the later revision."""
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = as_text(before.get(key)), as_text(after.get(key))
        if was != now:
            found.append(ChangedField(key, label(key), was, now, pieces(was, now)))
    return tuple(found)


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """Each changed stretch of paragraphs, in order; () where both say the same."""
    old, new = before.split("\n"), after.split("\n")
    return tuple(pieces("\n".join(gone), "\n".join(come)) for gone, come in _stretches(old, new))


def pieces(before: str, after: str) -> Passage:
    """The two texts as one, with what stayed, went and came."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST:
        return _without_empty((Piece(Kind.GONE, before), Piece(Kind.NEW, after)))
    return _readable(_aligned(old, new))


def lacking(one: Sequence[Finding], other: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of one that the other hasn't, whatever was decided about them."""
    known = {(each.code, each.field, each.detail) for each in other}
    return tuple(each for each in one if (each.code, each.field, each.detail) not in known)


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Paragraphs that aren't in both, side by side."""
    if len(old) * len(new) > _MOST:
        yield old, new
        return
    kept = [step for step in Indel.opcodes(old, new) if step.tag == "equal"]
    i = j = 0
    for step in kept:
        if i < step.src_start or j < step.dest_start:
            yield old[i : step.src_start], new[j : step.dest_start]
        i, j = step.src_end, step.dest_end
    if i < len(old) or j < len(new):
        yield old[i:], new[j:]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield Piece(Kind.SAME, "".join(old[step.src_start : step.src_end]))
        elif step.tag == "delete":
            yield Piece(Kind.GONE, "".join(old[step.src_start : step.src_end]))
        else:
            yield Piece(Kind.NEW, "".join(new[step.dest_start : step.dest_end]))


def _readable(aligned: Iterator[Piece]) -> Passage:
    """Changes in a row as one: what went, then what came; kept text of a character or two between them is told twice."""
    found: list[Piece] = []
    gone = come = kept = ""
    for piece in (*aligned, Piece(Kind.SAME, "")):
        if piece.kind is Kind.SAME and (len(piece.text) > _SHORT or not (gone or come) or not piece.text):
            found += [Piece(Kind.GONE, gone), Piece(Kind.NEW, come), Piece(Kind.SAME, kept + piece.text)]
            gone = come = kept = ""
        elif piece.kind is Kind.SAME:
            kept += piece.text
        else:
            gone += kept + (piece.text if piece.kind is Kind.GONE else "")
            come += kept + (piece.text if piece.kind is Kind.NEW else "")
            kept = ""
    return _without_empty(found)


def _without_empty(found: Sequence[Piece]) -> Passage:
    return tuple(piece for piece in found if piece.text)
