"""Which options are ticked, however the tick was made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.form.labels import compact
from parsers.word.marks import EMPTY, TICKS

_BRACKETS = re.compile(r"[(\[【〔{]([^)\]】〕}]{0,8})[)\]】〕}]")
_INSTRUCTION = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]{9,}[)\]】〕}]")  # （请在相应模块划√，可多选）
_YES = re.compile(r"^(?:[vy是对选勾1*★☆+]|已选|选中|打勾)$", re.IGNORECASE)
_LONE_V = re.compile(r"(?<![a-z])v(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Standing:
    """An option in a text, with what stands before it (since the one before) and behind it (up to the next)."""

    option: str
    before: str
    behind: str


def ticked(texts: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """The ticked options in the call's order; `texts` are the cells (or lines) that hold them.

    Marks stand in brackets behind an option or before it, or bare at either side. Where there is no mark at all and
    only some options are left standing, those are meant.
    """
    plain = [_INSTRUCTION.sub("", compact(text)) for text in texts]
    cells = [_standing(text, options) for text in plain]
    marked = {option for cell in cells for option in _marked(cell)}
    standing = {each.option for cell in cells for each in cell}
    if not marked and len(standing) < len(options) and not _has_marks("".join(plain)):
        marked = standing
    return tuple(option for option in options if option in marked)


def is_mark(text: str) -> bool:
    """Whether a cell holds a tick, an empty box or brackets and nothing else."""
    plain = compact(text)
    if _BRACKETS.fullmatch(plain):
        return True
    return bool(plain) and (bool(_YES.match(plain)) or all(c in TICKS or c in EMPTY for c in plain))


def _standing(plain: str, options: Sequence[str]) -> list[_Standing]:
    """The options in a compacted text, in order; a longer one goes before one that is part of it."""
    names = {compact(option): option for option in options if compact(option)}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    places = [(match.start(), match.end(), names[match[0]]) for match in re.finditer(pattern, plain)]
    starts = [start for start, _, _ in places] + [len(plain)]
    ends = [0] + [end for _, end, _ in places]
    return [
        _Standing(option, plain[ends[number] : start], plain[end : starts[number + 1]])
        for number, (start, end, option) in enumerate(places)
    ]


def _marked(cell: Sequence[_Standing]) -> list[str]:
    if not cell:
        return []
    if len(cell) == 1:
        return [cell[0].option] if _says_yes_anywhere(cell[0].before + "\n" + cell[0].behind) else []
    if _mark_ends(cell[0].before):
        return [each.option for each in cell if _last_mark_says_yes(each.before)]
    return [each.option for each in cell if _first_mark_says_yes(each.behind)]


def _has_marks(plain: str) -> bool:
    return any(c in TICKS or c in EMPTY for c in plain) or any(not m[1].strip() for m in _BRACKETS.finditer(plain))


def _says_yes(inside: str) -> bool:
    return any(character in TICKS for character in inside) or bool(_YES.match(inside))


def _says_yes_anywhere(text: str) -> bool:
    outside = _BRACKETS.sub("", text)
    inside = [match[1] for match in _BRACKETS.finditer(text)]
    return any(_says_yes(content) for content in inside) or _bare_tick(outside)


def _bare_tick(text: str) -> bool:
    return any(character in TICKS for character in text) or bool(_LONE_V.search(text))


def _mark_ends(before: str) -> bool:
    """Whether a mark or brackets stand directly before an option: then all marks of the line stand before theirs."""
    return bool(re.search(rf"(?:{_BRACKETS.pattern}|[vV{''.join(sorted(TICKS | EMPTY))}])[.、:]?\d*$", before))


def _last_mark_says_yes(before: str) -> bool:
    marks = _marks(before)
    return bool(marks) and marks[-1]


def _first_mark_says_yes(behind: str) -> bool:
    """The brackets behind an option decide; a tick behind empty ones counts too."""
    marks = _marks(behind)
    return bool(marks) and any(marks[:2])


def _marks(text: str) -> list[bool]:
    """The marks of a text in order, True for a tick."""
    found: list[bool] = []
    for match in re.finditer(rf"{_BRACKETS.pattern}|[^\s]", text):
        if match[1] is not None:
            found.append(_says_yes(match[1]))
        elif match[0] in TICKS or match[0] in EMPTY or match[0] in "vV":
            found.append(match[0] not in EMPTY)
    return found
