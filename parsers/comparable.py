"""What of a text can be compared between versions, recognised or typed."""

import re
import unicodedata

_DROPPED = re.compile(r"[^\u3400-\u9fffA-Za-z0-9@\U00020000-\U0003ffff]")


def comparable(text: str) -> str:
    """What is left of a text when width, case, blanks and punctuation don't count."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()
