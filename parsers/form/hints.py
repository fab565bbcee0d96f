"""The blank's own instructions, which are never part of an answer."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from parsers.form.blank import Blank
from parsers.form.labels import compact

_SAME = 85  # of 100, rapidfuzz.fuzz.ratio: an instruction that somebody shortened or re-typed
_LEAST = 6  # characters compacted: shorter brackets are common in answers


def without_hint(text: str, blank: Blank) -> str:
    """A paragraph without the blank's instruction, left in alone, re-typed, or with the answer right behind it."""
    plain = compact(text)
    for hint in blank.hints:
        if plain.startswith(hint):
            return _after(text, len(hint))
        if len(hint) >= _LEAST and fuzz.ratio(plain, hint) >= _SAME:
            return ""
        if len(plain) > len(hint) >= _LEAST and fuzz.ratio(plain[: len(hint)], hint) >= _SAME:
            return _behind_bracket(text, len(hint))
    return text


def without_hints(paragraphs: Iterable[str], blank: Blank) -> list[str]:
    """The paragraphs' own lines that remain, none of them empty. An instruction may have been broken over several."""
    lines = [line for paragraph in paragraphs for line in without_hint(paragraph, blank).split("\n") if line.strip()]
    return _without_broken(lines, blank)


def _without_broken(lines: list[str], blank: Blank) -> list[str]:
    for hint in blank.hints:
        for count in range(2, min(8, len(lines)) + 1):
            head = compact("".join(lines[:count]))
            if len(head) >= 0.8 * len(hint) >= _LEAST and fuzz.ratio(head, hint) >= _SAME:
                return lines[count:]
    return lines


def _after(text: str, count: int) -> str:
    """The rest of a text behind its first `count` compacted characters."""
    position = 0
    while count > 0 and position < len(text):
        count -= len(compact(text[position]))
        position += 1
    return text[position:].strip()


def _behind_bracket(text: str, about: int) -> str:
    """The rest behind the closing bracket nearest to where the instruction should end."""
    ends = [match.end() for match in re.finditer(r"[)）】\]]", text)]
    nearest = min(ends, key=lambda end: abs(len(compact(text[:end])) - about), default=0)
    return text[nearest:].strip()
