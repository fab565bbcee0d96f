"""What both indexes hold of a text: its words, and each Chinese character as a word of its own.

A term of any length is then a phrase of words that follow each other, and found exactly.
"""

import re
import unicodedata

_CJK = re.compile(r"([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff])")
_WORD = re.compile(r"[^\W_]+")  # as FTS5's unicode61 divides them: an underscore is no letter
_TERM = re.compile(r'"([^"]+)"|(\S+)')
_LONGEST = 1000  # characters of a query
_PIECE = 64  # characters of a word in PostgreSQL's index: an entry has its limit


def spaced(content: str) -> str:
    """Text as the index has it: half width, lower case, a blank around every Chinese character."""
    return _CJK.sub(r" \1 ", unicodedata.normalize("NFKC", content).lower())


def words(content: str) -> list[str]:
    """The words and single characters of a text, in order."""
    return _WORD.findall(spaced(content))


def line(found: list[str]) -> str:
    """Words in one line, a blank on each side of each; long ones in pieces that say where they belong."""
    return f" {' '.join(map(_in_pieces, found))} "


def _in_pieces(word: str) -> str:
    """`abc+ +def+ +gh`: no piece is longer than an index entry may be, and none is taken for a word."""
    return "+ +".join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))


def terms(query: str) -> list[list[str]]:
    """Each term of a query (a piece between blanks, or between quotes) as its words; empty ones left out."""
    found = (match[1] or match[2] for match in _TERM.finditer(query[:_LONGEST]))
    return [each for each in map(words, found) if each]
