"""An entry's words as PostgreSQL keeps them: one line, in which every phrase of words is a piece of text and no other piece is.

A Chinese character stands bare, and so do an initial's letters, as private characters; what is a field's stands behind a mark
of that field; every other word, and every fact, stands between blanks of its own; between two texts there is one blank more.
From a line the index makes what it holds (`postings`): characters, pairs of characters that follow each other, and words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote

from archive.finding.folding import is_chinese
from archive.finding.marks import ALL, END, FACT, INITIAL, INITIALS_END, IS, SCOPED
from archive.finding.postings import BEGINNING, FROM, IS_FACT, WIDTH, beginning
from archive.finding.tree import Leaf

_CHINESE = chr(FROM)
_FIELDS, _INITIALS = 0xE100, 0xE200  # private characters: this and the letter
_BETWEEN = {END: " ", ALL: ""}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the index must hold of an entry with this phrase. `exact`: it is one token, and whatever holds it has the phrase."""

    characters: tuple[int, ...]
    words: tuple[str, ...]
    exact: bool


def line(words: Iterable[str]) -> str:
    """The words of an entry."""
    return "".join(map(_written, words))


def phrase(leaf: Leaf) -> str:
    """What a line with this phrase holds."""
    written = line(leaf.words)
    return written[:-1] if leaf.begins else written


@lru_cache(maxsize=50_000)  # most words of a text are the same some thousand
def _written(word: str) -> str:
    if (len(word) == 1 and is_chinese(word)) or word in {INITIAL, INITIALS_END}:
        return word
    if word in _BETWEEN:
        return _BETWEEN[word]
    if word.startswith(SCOPED):
        return chr(_FIELDS + ord(word[1])) + _written(word[2:])
    if word.startswith(INITIAL):
        return chr(_INITIALS + ord(word[1]))
    return f" {IS_FACT}{quote(word[1:].replace(IS, ':'), ':')} " if word.startswith(FACT) else f" {word} "


def tokens(leaf: Leaf) -> Tokens:
    """Of a phrase: nothing that its other tokens imply."""
    written = line(leaf.words)
    words = tuple(each for each in written.split(" ") if each and each < _CHINESE)
    if leaf.begins:
        return _of_beginning(written, words)
    if words == (written[1:-1],):
        return Tokens((), words, exact=True)
    pairs = [(one, two) for one, two in pairwise(written) if min(one, two) >= _CHINESE]
    paired = {each for pair in pairs for each in pair}
    characters = [ord(one) << WIDTH | ord(two) for one, two in pairs]
    characters += [ord(each) for each in written if each >= _CHINESE and each not in paired]
    return Tokens(tuple(dict.fromkeys(characters)), words, exact=len(written) <= 2 and min(written) >= _CHINESE)


def _of_beginning(written: str, words: tuple[str, ...]) -> Tokens:
    """Of a phrase whose last word is a word's beginning; one that isn't looked up whole isn't by its beginning, either."""
    last = written.rstrip(" ").rpartition(" ")[2]
    if last >= _CHINESE:
        return Tokens((), words, exact=False)
    alone = written == f" {last} " and len(last) <= BEGINNING
    return Tokens((), (*words[:-1], beginning(last)), exact=alone)
