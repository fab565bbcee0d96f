"""字数, as Word counts it."""

import re

# what East Asian text sets as one full-width sign each: CJK ideographs with their extensions, radicals, kana (half-width
# too), bopomofo, hangul, CJK symbols and punctuation, full-width forms, and signs of Chinese fonts: ①, √, □, →, ★
_WIDE = (
    "\u2e80-\u2fdf\u3001-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f"
    "\uffe0-\uffe6\U00020000-\U0003ffff\u2160-\u217f\u2190-\u22ff\u2460-\u24ff\u2500-\u27bf"
)
# and what is set so beside them alone, for Latin text has it too: curly quotes, dashes, ellipsis, middle dot, ×, ℃
_EITHER = "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u00d7\u2103"
_APOSTROPHE = "(?<=[A-Za-z])\u2019(?=[A-Za-z])"
_COUNTED = re.compile(f"(?:{_APOSTROPHE}|[^{_WIDE}{_EITHER}])+|[{_WIDE}{_EITHER}]")
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_HAS_LATIN = re.compile("[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]")
_BETWEEN_DASHES = re.compile("[^\u2013\u2014]+")  # which part words for Word, and for LibreOffice after it


def characters(text: str) -> int:
    """字数: each Chinese, Japanese or Korean character and each full-width mark is one, and so is each run of other
    characters between them or between blanks (a Latin word, a number). Blanks, also full-width ones, count nothing.

    That is the figure Word shows as 字数 and stores as `ap:Words` (ECMA-376-1 §22.2.2.27, which leaves the rule to the
    program); the rule is as observed in Word's 字数统计 (https://ufui.net/suptblog/index.cgi?field=17: a run of ASCII is
    one, every kana, half-width too, is one). 「2020年4月16日」 counts 6, 「科技 A-1 号」 counts 4, “it’s” and “Plan B” one a
    word. Text boxes count; notes, headers and the numbers of automatic lists don't. Checked against LibreOffice's count,
    which takes headers and list numbers in, and against Word's own (docs/MEASURED.md).
    """
    return sum(_of_word(word) for word in text.split())


def _of_word(word: str) -> int:
    """What stands between two blanks: a Latin word with its quotes is one where nothing full-width adjoins."""
    if _HAS_LATIN.search(word) and not _HAS_WIDE.search(word):
        return sum(1 for _ in _BETWEEN_DASHES.finditer(word))
    return sum(1 for _ in _COUNTED.finditer(word))
