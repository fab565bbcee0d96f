"""What a normaliser returns."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Normal:
    """A value, None where nothing is written.

    `problem` is a Chinese phrase with the facts where what is written can't be what the field asks for; it reads on
    from the field's name: “手机”一栏 + 为1380013800，共10位，应为11位.
    """

    value: str | None
    problem: str = ""


# zero-width blanks, marks of direction, soft hyphens: what chat windows and web pages leave in what is copied from them;
# control characters, which some converters leave where a content control was
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def seen(text: str) -> str:
    """The text without the characters that nobody sees."""
    return _UNSEEN.sub("", text)


def half_width(text: str) -> str:
    """The text in half width (NFKC), without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip()
