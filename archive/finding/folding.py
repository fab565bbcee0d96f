"""Writings that mean the same brought to one, and a text's words: what an index holds and a query asks for.

Each Chinese character is a word of its own, so that a term of any length is a phrase of words that follow each other and is
found exactly. Half = full width and compatibility forms (NFKC), case, traditional = simplified and Japanese forms (OpenCC).
"""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

_UNSEEN = dict.fromkeys((173, *range(8203, 8208), 8288, 65279))
_UNSEEN |= dict.fromkeys((*range(65024, 65040), *range(917760, 918000)))  # which glyph of a character
_LONGEST = 64  # characters of a word; a longer one (encoded data, mostly) comes in pieces
_GOES_ON = "\ue008"  # a private character: no sender's word has one
_JOINS = "\ue009"  # in place of a character that may be one with its neighbour: then the text is normalized as a whole
_USUAL_SIGNS = tuple(zip("，：；（）？！", ",:;()?!", strict=True))  # what most runs of others would be
_MARKS = frozenset(("Mn", "Mc"))
_CHINESE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"[^\W_{_CHINESE}]+|[^\W_]")
VERSION = f"4, OpenCC {opencc.__version__}"  # an index made by another one is made anew


def is_chinese(character: str) -> bool:
    """Whether it is a word of its own: Chinese, kana, hangul and their signs."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ud7af"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


class _Folded(dict[int, str | None]):
    """For `str.translate`: asked for a character the first time, it folds it alone."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        joined = any(
            unicodedata.category(each) in _MARKS or "\u1100" <= each <= "\u11ff" or each in "σς" for each in plain
        )
        found = self[code] = _JOINS if joined else _simple(plain)
        return found


class _Simplified(dict[int, str | None]):
    """The same of what has been normalized already."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        found = self[code] = _simplified(character) if is_chinese(character) else character
        return found


def _simplified(character: str) -> str:
    simple = str(_converter("t2s").convert(character))
    if simple != character or _is_usual(character):
        return simple
    return str(_converter("t2s").convert(str(_converter("jp2t").convert(character))))


def _is_usual(character: str) -> bool:
    """GB 2312 has it: then it is no Japanese form of another."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


_SIMPLIFIED = _Simplified(_UNSEEN)
_FOLDED = _Folded(_UNSEEN)


def _simple(plain: str) -> str:
    return plain.translate(_SIMPLIFIED)


@cache
def _others() -> re.Pattern[str]:
    """Runs of characters that may not stay what they are. Most of a text's do, and going over them costs nothing."""
    usual = bytes(byte for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF) for byte in (high, low))
    characters = usual.decode("gb2312", "ignore")
    simple = str(_converter("t2s").convert(characters))
    same = "".join(one for one, other in zip(characters, simple, strict=True) if one == other)
    return re.compile(f"[^{same} -@\\[-~\\n。、“”《》]+")


def folded(content: str) -> str:
    """The text in the one writing, punctuation and all."""
    for wide, narrow in _USUAL_SIGNS:
        content = content.replace(wide, narrow)
    found = _others().sub(lambda run: run[0].translate(_FOLDED), content)
    return found if _JOINS not in found else _simple(unicodedata.normalize("NFKC", content).lower())


def words(content: str) -> list[str]:
    """The words and single characters of a text, in order."""
    found = _WORDS.findall(folded(content))
    if max(map(len, found), default=0) <= _LONGEST:
        return found
    return [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    """`abc+ +def+ +gh`: a long word is found whole and alone, and no piece is taken for a word."""
    cut = [word[start : start + _LONGEST] for start in range(0, len(word), _LONGEST)]
    last = len(cut) - 1
    return [f"{_GOES_ON if i else ''}{piece}{_GOES_ON if i < last else ''}" for i, piece in enumerate(cut)]


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The pinyin initials of a name: lhxh of 莲花学会, cqxh of 重庆学会; "" where it has no Chinese character."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  half a second, and only who files needs it

    found: list[str] = lazy_pinyin(folded(name), style=Style.FIRST_LETTER, errors="ignore")
    return "".join(letter[:1] for letter in found)
