"""Labels: what of them counts when they are compared, and how they are found in a line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.form.normal import seen

_NUMERAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
_NUMBERING = re.compile(rf"^(?:[（(]{_NUMERAL}[）)][、.．]?|{_NUMERAL}[、.．)）](?!\d))")
_HINT = re.compile(r"[（(][^（）()]*[）)]")
_STARS, _ENDS = "*＊※◆●■★□☆", "*＊:："
_GAP = r"[\s\u3000]*"
_BEHIND = (
    rf"[】\]］〕》」]?(?:{_GAP}[（(][^（）()\n]{{0,30}}[）)])?{_GAP}"  # a bracket, a hint between a label and its colon
)
_BOUNDARY = r"(?:(?<=^)|(?<=[\s\u3000，,；;、。|：:（(【\[［〔《「*＊※◆●■★□☆]))"


def compact(text: str) -> str:
    """Without blanks, in one width: what is left is what two writings of the same words share."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", seen(text)))


def bare(text: str) -> str:
    """A label without its numbering, hints in brackets, stars and colon."""
    plain = _trimmed(_NUMBERING.sub("", _trimmed(compact(text))))
    return _trimmed(_HINT.sub("", plain)) or plain


def is_numbered(text: str) -> bool:
    """Whether a text begins as sections do: 一、 or （一） or 1."""
    return bool(_NUMBERING.match(compact(text)))


def _trimmed(text: str) -> str:
    return text.lstrip(_STARS).rstrip(_ENDS)


def is_instruction(text: str) -> bool:
    """Whether all of the text stands in brackets: an instruction, never a label or an answer to one."""
    plain = compact(text)
    return len(plain) > 2 and plain[0] in "(【[〔" and plain[-1] in ")】]〕"


@dataclass(frozen=True, slots=True)
class Spotted:
    """A label in a line: which, and what stands between it and the next label."""

    label: str
    rest: str
    start: int


class LabelFinder:
    """Finds a form's labels in running text, however they are spaced."""

    def __init__(self, labels: Iterable[str]) -> None:
        known = sorted({label for label in labels if label}, key=len, reverse=True)
        spaced = [_GAP.join(_any_width(character) for character in label) for label in known]
        one_of = "|".join(f"(?P<l{number}>{pattern})" for number, pattern in enumerate(spaced)) or "(?!)"
        self._labels = known
        self._with_colon = re.compile(rf"{_BOUNDARY}(?:{one_of}){_BEHIND}[:：]", re.MULTILINE)
        self._leading = re.compile(
            rf"^{_GAP}(?:{_NUMBERING.pattern[1:]})?{_GAP}(?:{one_of})(?:{_GAP}[（(][^（）()\n]{{0,30}}[）)])?(?=[\s\u3000]|$)"
        )
        # a tab, or blanks as wide as one: what parts the cells of a table that became lines
        self._apart = re.compile(rf"(?<=\S)(?: (?=[^\S\n])|[\t\u3000])[^\S\n]*+(?P<at>)(?:{one_of})(?=\s|$)")

    def spot(self, text: str) -> list[Spotted]:
        """The labels with a colon behind them; at the start of the text, and wide apart behind one there, blanks will do.

        In order.
        """
        marks = [(m.start(), m.end(), self._name(m)) for m in self._with_colon.finditer(text)]
        leading = self._leading.match(text)
        if leading:
            apart = [(m.start("at"), m.end(), self._name(m)) for m in self._apart.finditer(text, leading.end())]
            for mark in ((leading.start(), leading.end(), self._name(leading)), *apart):
                if not any(start <= mark[1] and mark[0] <= end for start, end, _ in marks):
                    marks.append(mark)
        return list(self._cut(text, sorted(marks)))

    def _name(self, match: re.Match[str]) -> str:
        return self._labels[int((match.lastgroup or "l0")[1:])]

    def _cut(self, text: str, marks: list[tuple[int, int, str]]) -> Iterator[Spotted]:
        for number, (start, end, label) in enumerate(marks):
            stop = marks[number + 1][0] if number + 1 < len(marks) else len(text)
            yield Spotted(label, text[end:stop].strip().strip("|｜").rstrip("；;，,、【［〔《「").strip(), start)


def _any_width(character: str) -> str:
    """The character as a pattern, in either width."""
    if "!" <= character <= "~":
        wide = chr(ord(character) + 0xFEE0)
        return f"[{re.escape(character)}{wide}{character.lower() if character.isalpha() else ''}]"
    return re.escape(character)
