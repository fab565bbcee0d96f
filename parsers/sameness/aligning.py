"""Where a stretch of the Word version stands in the PDF's text, and its edits there."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

_SAME_ENOUGH = 65  # of 100: below, a unit isn't there at all
_SLACK = 3  # characters on either side that an alignment may have left out


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring edits: unit[a:b] became text[c:d]."""

    a: int
    b: int
    c: int
    d: int

    @property
    def size(self) -> int:
        """Characters of the longer side."""
        return max(self.b - self.a, self.d - self.c)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a unit stands in the PDF's text, and how it differs there; None for `start` where it isn't there."""

    unit: str
    start: int | None
    end: int
    hunks: tuple[Hunk, ...]
    edits: int

    @property
    def span(self) -> tuple[int, int] | None:
        """From where to where, None where it isn't there."""
        return None if self.start is None else (self.start, self.end)


def find(unit: str, text: str) -> Found:
    """A unit as it is, else by its best alignment. Both comparable."""
    at = text.find(unit)
    if at >= 0:
        return Found(unit, at, at + len(unit), (), 0)
    aligned = fuzz.partial_ratio_alignment(unit, text) if len(unit) <= len(text) else None
    start, end = (aligned.dest_start, aligned.dest_end) if aligned else (0, len(text))
    wider = (max(0, start - _SLACK), min(len(text), end + _SLACK))
    windows = [(start, end), wider, (wider[0], end), (start, wider[1]), (max(0, start - 1), end)]
    start, end, hunks, edits = min((_within(unit, text, *window) for window in windows), key=_cost)
    similar = 100 * (1 - edits / max(len(unit), 1))
    if similar < _SAME_ENOUGH:
        return Found(unit, None, 0, (), len(unit))
    moved = tuple(Hunk(h.a, h.b, h.c + start, h.d + start) for h in hunks)
    return Found(unit, start, end, moved, edits)


def _cost(within: tuple[int, int, list[Hunk], int]) -> tuple[int, int]:
    """Fewest edits; of as few rather a character for another one than one that is lacking at the window's edge."""
    _, _, hunks, edits = within
    return edits, sum(hunk.c == hunk.d for hunk in hunks)


def _within(unit: str, text: str, start: int, end: int) -> tuple[int, int, list[Hunk], int]:
    """The window, the unit's hunks in it (from the window's start) and how many edits they are."""
    operations = Levenshtein.opcodes(unit, text[start:end])
    return start, end, *_hunks([op for op in operations if op.tag != "equal"], len(unit), end - start)


def _hunks(operations: Sequence[Opcode], unit_length: int, window: int) -> tuple[list[Hunk], int]:
    """Edits joined where fewer than two characters lie between; what the window has before and after is no edit."""
    hunks: list[Hunk] = []
    for op in operations:
        at_start = op.src_start == op.src_end == 0
        at_end = op.src_start == op.src_end == unit_length
        if (at_start and op.dest_start == 0) or (at_end and op.dest_end == window):
            continue
        if hunks and op.src_start - hunks[-1].b < 2 and op.dest_start - hunks[-1].d < 2:
            hunks[-1] = Hunk(hunks[-1].a, op.src_end, hunks[-1].c, op.dest_end)
        else:
            hunks.append(Hunk(op.src_start, op.src_end, op.dest_start, op.dest_end))
    return hunks, sum(hunk.size for hunk in hunks)
