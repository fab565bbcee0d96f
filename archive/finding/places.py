"""Where in an entry a query was found: the best places, each with the text around the first hit and the hits marked."""

import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.finding.errors import TooSlow
from archive.finding.folding import folded, is_chinese
from archive.finding.texts import BODY, FILE, NOTE, SENDER, SUBJECT, Piece
from archive.finding.tree import Leaf

_AROUND = 24  # characters on each side
_MARKED = 40  # words of a phrase, from its first: looking for more takes as much longer where a text repeats itself
_LATIN = r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
_BREAK = "\ue00a"  # private: folding leaves it alone
_BETWEEN = "\u3164"  # a letter that no folded text has, so that no hit goes over it
_NAMES = frozenset(("单位", "活动", "收件编号"))
_HEADS = frozenset((SUBJECT, SENDER, FILE, NOTE))


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the entry, and what it says there: hits between 【 and 】."""

    where: str
    snippet: str


class Content:
    """An entry's texts, folded once and gone through as one, which costs less."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        texts = _folded(pieces)
        self.whole = _BETWEEN.join(texts)
        self.ends = list(accumulate(len(text) + 1 for text in texts))
        self._shown: dict[int, tuple[str, str]] = {}

    def shown(self, number: int) -> tuple[str, str]:
        """A text in one line, and that folded."""
        found = self._shown.get(number)
        if found is None:
            line = " ".join(self.pieces[number].text.split())
            found = self._shown[number] = line, folded(line)
        return found


class Marker:
    """Finds a query's phrases in texts, for so many seconds. Raises TooSlow."""

    def __init__(self, leaves: Sequence[Leaf], seconds: float) -> None:
        self._seconds, self._end = seconds, time.monotonic() + seconds
        self._leaves = tuple(dict.fromkeys(leaves))
        self._patterns = [re.compile(_pattern(leaf)) for leaf in self._leaves]
        longest_first = sorted(self._leaves, key=lambda each: -len("".join(each.shown)))
        self._any = re.compile("|".join(dict.fromkeys(map(_pattern, longest_first))) or r"(?!)")

    def places(self, content: Content, most: int) -> tuple[Place, ...]:
        """The best places: those that hold most of what is wanted, names before texts, in their order."""
        pieces = content.pieces
        kinds = Counter(number for counts in self._counted(content) for number in counts)
        best = sorted(kinds, key=lambda number: (-kinds[number], -_weight(pieces[number]), number))
        chosen: dict[str, Place] = {}
        for number in best:
            if len(chosen) == most:
                break
            if (where := pieces[number].place) not in chosen:
                chosen[where] = Place(where, self._snippet(*content.shown(number)))
        if not chosen and pieces:
            first = next((number for number, piece in enumerate(pieces) if piece.place in {"活动", SUBJECT}), 0)
            chosen[pieces[first].place] = Place(pieces[first].place, self._snippet(*content.shown(first)))
        return tuple(chosen.values())

    def weight(self, content: Content) -> float:
        """How much an entry says of it: names over headings over texts; the first hits tell more than the later ones."""
        return sum(
            _weight(content.pieces[number]) * count / (count + 1)
            for counts in self._counted(content)
            for number, count in counts.items()
        )

    def _counted(self, content: Content) -> Iterator[Mapping[int, int]]:
        """Of each leaf, how often which of the pieces have it."""
        pieces, ends = content.pieces, content.ends
        for leaf, pattern in zip(self._leaves, self._patterns, strict=True):
            counts = Counter(bisect_left(ends, hit.end()) for hit in self._hits(pattern, content.whole))
            yield {number: count for number, count in counts.items() if leaf.scope in {None, pieces[number].scope}}

    def _hits(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        for hit in pattern.finditer(text):
            if time.monotonic() > self._end:
                raise TooSlow(self._seconds)
            yield hit
        if time.monotonic() > self._end:
            raise TooSlow(self._seconds)

    def _snippet(self, shown: str, flat: str) -> str:
        """The text as it stands around the first hit."""
        first = self._any.search(flat)
        start = max(0, first.start() - _AROUND) if first else 0
        end = min(len(flat), (first.end() if first else 2 * _AROUND) + _AROUND)
        own = _Original(shown, flat)
        pieces, done = ["…" if start else ""], start
        for hit in self._any.finditer(flat, first.start()) if first else ():
            if hit.end() > end:
                break
            pieces += [own.between(done, hit.start()), f"【{own.between(hit.start(), hit.end())}】"]
            done = hit.end()
        return "".join((*pieces, own.between(done, end), "…" if end < len(flat) else ""))


def _folded(pieces: Sequence[Piece]) -> Sequence[str]:
    """Their texts, folded at once, which costs less."""
    found = folded(_BREAK.join(piece.text for piece in pieces)).split(_BREAK)
    return found if len(found) == len(pieces) else [folded(piece.text) for piece in pieces]


class _Original:
    """A text by places in its folded form, which is rarely longer or shorter."""

    def __init__(self, shown: str, flat: str) -> None:
        self._shown = shown
        self._same = len(shown) == len(flat)

    def between(self, start: int, end: int) -> str:
        """What is folded there."""
        return self._shown[self._place(start) : self._place(end)]

    def _place(self, folded_place: int) -> int:
        if self._same:
            return folded_place
        return bisect_left(range(len(self._shown)), folded_place, key=lambda place: len(folded(self._shown[:place])))


def _pattern(leaf: Leaf) -> str:
    """The phrase in a folded text, whatever punctuation stands between: 团结引领 is in 团结、引领."""
    shown = leaf.shown[:_MARKED]
    plain = [word.strip("\ue008") for word in shown]
    found = re.escape(plain[0])
    for one, following, raw in zip(plain, plain[1:], shown[1:], strict=False):
        parted = not (is_chinese(one) or is_chinese(following) or raw.startswith("\ue008"))
        found += (r"[\W_]++" if parted else r"[\W_]*+") + re.escape(following)
    before = "" if is_chinese(plain[0]) else f"(?<!{_LATIN})"
    after = "" if is_chinese(plain[-1]) else f"(?!{_LATIN})"
    if leaf.begins:
        after = f"{_LATIN}*+"
    return f"{before}{found}{after}"


def _weight(piece: Piece) -> float:
    if piece.place in _NAMES:
        return 8.0
    if piece.place in _HEADS or piece.scope is not None or piece.place.startswith("样表"):
        return 3.0
    return 2.0 if piece.place == BODY else 1.0
