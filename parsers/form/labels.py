"""Labels: what of them counts when they are compared."""

import re
import unicodedata

_NUMBERING = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]?[、.．]|^[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
)
_HINT = re.compile(r"[（(][^（）()]*[）)]")
_ENDS = re.compile(r"^[*＊※]+|[*＊:：]+$")


def compact(text: str) -> str:
    """Without blanks, in one width: what is left is what two writings of the same words share."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """A label without its numbering, hints in brackets, stars and colon."""
    plain = _ENDS.sub("", _NUMBERING.sub("", compact(text)))
    return _ENDS.sub("", _HINT.sub("", plain)) or plain
