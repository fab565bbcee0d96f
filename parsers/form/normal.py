"""What a normaliser returns."""

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


def half_width(text: str) -> str:
    """The text in half width (NFKC), without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip()
