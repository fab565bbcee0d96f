"""Which options are ticked, however the tick was made."""

import re
from collections.abc import Sequence

from parsers.form.labels import compact
from parsers.word.marks import EMPTY, TICKS

_IN_BRACKETS = re.compile(r"^[(\[【〔{]([^)\]】〕}]{0,6})[)\]】〕}]")
_YES = frozenset("√✓✔☑☒■●✅vVyY是对勾1")


def ticked(text: str, options: Sequence[str]) -> tuple[str, ...]:
    """The ticked options in the call's order.

    `text` is all that stands right of or under the label. Marks stand in brackets behind an option, before it, or
    behind it; where nothing is marked and only some options are left standing, those are meant.
    """
    plain = compact(text)
    places = {option: plain.find(compact(option)) for option in options}
    standing = {option: place for option, place in places.items() if place >= 0}
    before = _marks_stand_before(plain, standing)
    marked = tuple(option for option in standing if _is_marked(plain, standing[option], len(compact(option)), before))
    if marked or len(standing) == len(options) or _has_marks(plain):
        return tuple(option for option in options if option in marked)
    return tuple(option for option in options if option in standing)


def _has_marks(plain: str) -> bool:
    return any(character in TICKS or character in EMPTY for character in plain) or bool(
        re.search(r"[(\[]\s*[)\]]", plain)
    )


def _marks_stand_before(plain: str, standing: dict[str, int]) -> bool:
    first = min(standing.values(), default=0)
    return first > 0 and (plain[first - 1] in TICKS or plain[first - 1] in EMPTY)


def _is_marked(plain: str, start: int, length: int, before: bool) -> bool:
    rest = plain[start + length :]
    brackets = _IN_BRACKETS.match(rest)
    if brackets:
        behind = rest[brackets.end() : brackets.end() + 1]
        return any(character in _YES for character in brackets[1]) or (not before and behind in TICKS and bool(behind))
    if before:
        return plain[start - 1 : start] in TICKS and start > 0
    return bool(rest) and rest[0] in TICKS
