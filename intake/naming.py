"""Names brought to keys: two writings of one organisation or activity have the same."""

import re
import unicodedata
from functools import lru_cache

_DROPPED = re.compile(r"[^\w\u4e00-\u9fff]+|_")
_SEALED = re.compile(r"[（(](?:盖章|公章|加盖公章|章)[）)]")

_BETWEEN = re.compile(r"[、，,；;\n]|\s{2,}")


def units(written: str) -> tuple[str, ...]:
    """The units that one field names, as written: joint hosts, several co-organisers."""
    return tuple(piece for each in _BETWEEN.split(written) if (piece := each.strip()))


@lru_cache(maxsize=8192)  # a roster's names are asked for again with each document
def organisation_key(name: str) -> str:
    """An organisation's key: width, case, blanks, quotes, brackets and a note to seal don't count."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", _SEALED.sub("", name))).lower()


def activity_key(name: str) -> str:
    """An activity's key; the same rules, since titles are quoted and bracketed in every way."""
    return organisation_key(name)
