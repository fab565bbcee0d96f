"""Which of several labels of one name is meant: 姓名 of the 负责人, or 姓名 of the 联系人."""

from collections import Counter
from dataclasses import replace

from parsers.form.blank import Blank, Match
from parsers.form.labels import bare


class Turns:
    """One copy's walk: a label belongs to the group that it stands under; where none is to be seen, they take turns."""

    def __init__(self, blank: Blank) -> None:
        self.blank = blank
        self._met: Counter[str] = Counter()

    def again(self) -> None:
        """Another copy begins."""
        self._met.clear()

    def own(self, match: Match, text: str, group: str = "") -> Match | None:
        """The match with the place that is meant; None for a label that belongs to a group which the call doesn't ask.

        `text` is the label as written, which may name its group (联系人姓名).
        """
        label = match.place.label
        groups = self.blank.twins.get(label)
        if groups is None:
            return match
        turn = self._met[label]
        self._met[label] += 1
        if any(bare(text).startswith(each) for each in groups):
            return match
        meant = group if group in groups else groups[turn] if turn < len(groups) else ""
        place = self.blank.of_group(label, meant)
        return replace(match, place=place) if place is not None else None
