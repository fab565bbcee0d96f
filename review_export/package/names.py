"""File and folder names that Windows, macOS and Linux all take, short enough for a deep folder, each once."""

import re
import unicodedata
from collections.abc import Collection

_REPLACED = str.maketrans(
    {
        "<": "＜",
        ">": "＞",
        ":": "：",
        '"': "”",
        "/": "／",
        "\\": "＼",
        "|": "｜",
        "?": "？",
        "*": "＊",
        "#": "＃",
        "%": "％",
    }
)
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def safe(name: str, most: int, otherwise: str) -> str:
    """A name of at most `most` characters; `otherwise` where nothing of it can be kept."""
    plain = unicodedata.normalize("NFC", name).translate(_REPLACED)
    spaced = "".join(" " if c.isspace() else c for c in plain)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    cut = " ".join(kept.split())[:most].strip(" .")
    if not cut:
        return otherwise
    return f"_{cut}"[:most] if _RESERVED.fullmatch(cut.partition(".")[0].strip()) else cut


def unique(name: str, taken: Collection[str], most: int) -> str:
    """The name, or with a number behind its stem where the folder has it already, whatever its case.

    `taken` holds names as `folded` gives them.
    """
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    for number in range(1, len(taken) + 2):
        mark = "" if number == 1 else f"({number})"
        candidate = f"{stem[: max(1, most - len(mark) - len(dot + ending))]}{mark}{dot}{ending}"
        if folded(candidate) not in taken:
            return candidate
    raise AssertionError("one of n + 1 names is not among n")


def folded(name: str) -> str:
    """What systems that tell no case compare by."""
    return unicodedata.normalize("NFC", name).casefold()
