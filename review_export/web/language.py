"""Chinese, and English beside it: Chinese wording is the key, `translations/en.po` says it in English."""

import gettext
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
_FOLDER = Path(__file__).parent / "translations"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """How that language says it; what it has no words for stays Chinese."""
    if language == CHINESE:
        return gettext.NullTranslations()
    with (_FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def chosen(cookies: Mapping[str, str], accepted: str) -> str:
    """The language of the cookie, else the browser's first that we know, else Chinese."""
    if cookies.get("language") in LANGUAGES:
        return cookies["language"]
    known = [(weight, name) for name, weight in _weighted(accepted) if name in LANGUAGES and weight > 0]
    return max(known, key=lambda each: each[0])[1] if known else CHINESE


def _weighted(accepted: str) -> list[tuple[str, float]]:
    """RFC 9110 §12.5.4, by primary language; what can't be read weighs nothing."""
    found = []
    for piece in accepted.split(",")[:20]:
        name, _, weight = piece.strip().partition(";q=")
        try:
            found.append((name.partition("-")[0].lower(), float(weight or 1)))
        except ValueError:
            continue
    return found
