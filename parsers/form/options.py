"""Which options are ticked, however the tick was made."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.form.drawn import FLOATING
from parsers.form.labels import compact
from parsers.form.normal import seen
from parsers.form.normalise import says_nothing
from parsers.word.marks import EMPTY, TICKS

_SIGNS = "".join(sorted(TICKS | EMPTY))
_BRACKETS = re.compile(r"[(\[【〔{]([^)\]】〕}]{0,8})[)\]】〕}]")
_INSTRUCTION = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]{9,}[)\]】〕}]")  # （请在相应模块划√，可多选）
_YES = re.compile(r"^(?:[vy是对选勾1*★☆+]|已选|选中|打勾)$", re.IGNORECASE)
_LONE_V = re.compile(r"(?<![a-z])v(?![a-z])", re.IGNORECASE)
_MARK_BEFORE = re.compile(rf"(?:{_BRACKETS.pattern}|[vV{_SIGNS}])[.、:]?\d*\s*$")
# between two options: something that parts them, then a bare sign that touches the second
_SIGN_TOUCHES_NEXT = re.compile(rf"^[\s、，,;；|/]+[vV{_SIGNS}]+$")
_NO = re.compile(r"^(?:[nx×✗✘✕✖╳否不未空无/\\—–_.-])?$", re.IGNORECASE)
_NUMBER = re.compile(r"\(\s*(\d{1,2})\s*\)")
_CROSS = re.compile(r"\[\s*[xX]\s*\]")
_SAYS_YES = re.compile(r"^ ?[:-] ?(?:是|对|选) ?$", re.MULTILINE)
_RINGS = frozenset("○◯〇")
_UNCLEAR = "的勾选是浮动的图形，看不出勾的是哪一项"


@dataclass(frozen=True, slots=True)
class Ticked:
    """The ticked options in the call's order; `problem` is a Chinese phrase where a mark can't be told whose it is."""

    options: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Standing:
    """An option in a text, with what stands before it (since the one before) and behind it (up to the next)."""

    option: str
    before: str
    behind: str


def ticked(texts: Sequence[str], options: Sequence[str]) -> Ticked:
    """The ticked options; `texts` are the cells (or lines) that hold them.

    Marks stand in brackets behind an option or before it, or bare at either side. Where there is no mark at all and
    only some options are left standing, those are meant.
    """
    plain = _without_numbering([_INSTRUCTION.sub("", _one_width(text)) for text in texts])
    cells = [_standing(line, options) for text in plain for line in _lines(text, options)]
    if any(len(cell) > 1 and _floats(cell) for cell in cells):
        return Ticked((), _UNCLEAR)
    if odd := _odd_mark(cells):
        return Ticked((), f"括号里的“{odd}”看不出是不是勾选")
    words = " ".join(_BRACKETS.sub("", " ".join(plain)).split()).strip(_SIGNS)
    if not any(cells) and not says_nothing(words):
        return Ticked((), f"写的是“{words}”，看不出选了哪一项")
    marked = {option for cell in cells for option in _marked(cell)} or _ringed(cells)
    standing = {each.option for cell in cells for each in cell}
    if not marked and len(standing) < len(options) and not _has_marks("".join(plain)):
        marked = standing
    return Ticked(tuple(option for option in options if option in marked))


def _without_numbering(texts: Sequence[str]) -> list[str]:
    """（1）… （2）… are numbers and no marks; [x] beside [ ] is a tick."""
    whole = "\n".join(texts)
    numbered = len({match[1] for match in _NUMBER.finditer(whole)} - {"1"}) > 0
    crossed = bool(_CROSS.search(whole)) and bool(re.search(r"\[\s*\]", whole))
    plain = [_NUMBER.sub("", text) if numbered else text for text in texts]
    return [_CROSS.sub("[√]", text) if crossed else text for text in plain]


def is_mark(text: str) -> bool:
    """Whether a cell holds a tick, an empty box or brackets and nothing else."""
    plain = compact(text)
    if _BRACKETS.fullmatch(plain):
        return True
    return bool(plain) and (bool(_YES.match(plain)) or all(c in _SIGNS or c == FLOATING for c in plain))


def are_marks(text: str) -> bool:
    """Whether a line holds brackets and signs and nothing else; a sign may have slipped out of its brackets."""
    plain = compact(text)
    return is_mark(plain) or (bool(plain) and all(c in _SIGNS or c in "vV" for c in _BRACKETS.sub("", plain)))


def is_read(texts: Sequence[str], options: Sequence[str]) -> bool:
    """Whether recognised texts say of each option that it is ticked or isn't: a mark at each, or bare ticks at some."""
    plain = _INSTRUCTION.sub("", _one_width(" ".join(texts)))
    if {each.option for each in _standing(plain, options)} != set(options):
        return False
    inside = [match[1].strip() for match in _BRACKETS.finditer(plain)]
    outside = _BRACKETS.sub("", plain)
    if re.search(r"[()\[\]【】〔〕{}]", outside):
        return False
    if inside:
        return len(inside) == len(options) and all(_says_yes(each) or not each.strip(_SIGNS) for each in inside)
    empty = sum(c in EMPTY for c in outside)
    return not empty or empty + sum(c in TICKS for c in outside) == len(options)


def _one_width(text: str) -> str:
    """In one width, with single blanks: they tell to which side a sign belongs."""
    return re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFKC", seen(text))).strip()


def _lines(text: str, options: Sequence[str]) -> list[str]:
    """A cell's lines where each holds an option of its own, else the whole of it."""
    lines = [line for line in text.split("\n") if line.strip()]
    names = [compact(option) for option in options if compact(option)]
    apart = len(lines) > 1 and all(any(name in compact(line) for name in names) for line in lines)
    return lines if apart else [text]


def _standing(plain: str, options: Sequence[str]) -> list[_Standing]:
    """The options in a text, in order; a longer one goes before one that is part of it."""
    names = {compact(option): option for option in options if compact(option)}
    spaced = (r"\s*".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    pattern = "|".join(spaced) or "(?!)"
    places = [(match.start(), match.end(), names[compact(match[0])]) for match in re.finditer(pattern, plain)]
    starts = [start for start, _, _ in places] + [len(plain)]
    ends = [0] + [end for _, end, _ in places]
    return [
        _Standing(option, plain[ends[number] : start], plain[end : starts[number + 1]])
        for number, (start, end, option) in enumerate(places)
    ]


def _odd_mark(cells: Sequence[Sequence[_Standing]]) -> str:
    """One character in an option's brackets that says neither yes nor no, as a tick whose font got lost; "" for none."""
    inside = [text for cell in cells for each in cell for text in _bracketed(each)]
    odd = (text for text in inside if _is_odd(text))
    return next(odd, "")


def _is_odd(inside: str) -> bool:
    known = inside in _SIGNS + FLOATING or inside.isnumeric() or _says_yes(inside) or _NO.match(inside)
    return len(inside) == 1 and not known


def _ringed(cells: Sequence[Sequence[_Standing]]) -> set[str]:
    """The options with a ring in their brackets where those of others are empty: drawn by hand, a ring is a mark."""
    inside = {each.option: text for cell in cells for each in cell for text in _bracketed(each)}
    return {option for option, text in inside.items() if text in _RINGS} if "" in inside.values() else set()


def _bracketed(each: _Standing) -> list[str]:
    return [match[1].strip() for match in _BRACKETS.finditer(each.behind)]


def _floats(cell: Sequence[_Standing]) -> bool:
    return any(FLOATING in each.before + each.behind for each in cell)


def _marked(cell: Sequence[_Standing]) -> list[str]:
    if not cell:
        return []
    if len(cell) == 1:
        return [cell[0].option] if _says_yes_anywhere(cell[0].before + "\n" + cell[0].behind) else []
    if _marks_stand_before(cell):
        return [each.option for each in cell if _touching_before(each.before)]
    return [each.option for each in cell if _touching_behind(each.behind)]


def _marks_stand_before(cell: Sequence[_Standing]) -> bool:
    """Whether the marks of a line stand before their options: all do, or none does."""
    if _MARK_BEFORE.search(cell[0].before):
        return True
    touching = any(_SIGN_TOUCHES_NEXT.match(each.before) for each in cell[1:])
    return touching and not _marks(cell[-1].behind)


def _has_marks(plain: str) -> bool:
    return any(c in _SIGNS for c in plain) or any(not m[1].strip() for m in _BRACKETS.finditer(plain))


def _says_yes(inside: str) -> bool:
    return any(character in TICKS for character in inside) or bool(_YES.match(inside.strip()))


def _says_yes_anywhere(text: str) -> bool:
    outside = _BRACKETS.sub("", text)
    inside = [match[1] for match in _BRACKETS.finditer(text)]
    said = FLOATING in text or bool(_SAYS_YES.search(text))
    return said or any(_says_yes(content) for content in inside) or _bare_tick(outside)


def _bare_tick(text: str) -> bool:
    return any(character in TICKS for character in text) or bool(_LONE_V.search(text))


def _touching_before(before: str) -> bool:
    """The marks that touch the option from the left, brackets or signs, decide."""
    last = re.search(r"\S*$", before.rstrip())
    marks = _marks(last[0] if last else "")
    return bool(marks) and (marks[-1] or (len(marks) > 1 and marks[-2] and not _BRACKETS.search(before)))


def _touching_behind(behind: str) -> bool:
    """The brackets behind an option decide; a tick behind empty ones counts too."""
    marks = _marks(behind)
    return bool(marks) and any(marks[:2])


def _marks(text: str) -> list[bool]:
    """The marks of a text in order, True for a tick."""
    found: list[bool] = []
    for match in re.finditer(rf"{_BRACKETS.pattern}|\S", text):
        if match[1] is not None:
            found.append(_says_yes(match[1]))
        elif match[0] in _SIGNS or match[0] in "vV":
            found.append(match[0] not in EMPTY)
    return found
