"""One walk over a document's labels: which belong to one copy, and which of several of one name is meant."""

from collections import Counter
from dataclasses import replace

from parsers.form.blank import Blank, Match, Place
from parsers.form.labels import bare


class Turns:
    """A label belongs to the group that it stands under (姓名 of the 联系人); where none is to be seen, they take turns.

    `met`: the fields' keys since the present copy began. One walk goes through lines and tables alike, for a form may be
    split over several.
    """

    def __init__(self, blank: Blank) -> None:
        self.blank = blank
        self.met: set[str] = set()
        self._table = 0  # the last table with a label
        self._said: Counter[str] = Counter()

    def meet(self, place: Place, table: int = 0) -> None:
        """A label is read; one of the form's first, met before, begins another copy. `table` counts from 1; 0: a line."""
        elsewhere = table not in {0, self._table}
        if place.field.key in self.met and (elsewhere or self.blank.opens(place)):
            self.met.clear()
            self._said.clear()
        self.met.add(place.field.key)
        self._table = table or self._table

    def own(self, match: Match, text: str, group: str = "") -> Match | None:
        """The match with the place that is meant; None for a label that belongs to a group which the call doesn't ask.

        `text` is the label as written, which may name its group (联系人姓名).
        """
        label = match.place.label
        groups = self.blank.twins.get(label)
        if groups is None:
            return match
        turn = self._said[label]
        self._said[label] += 1
        if any(bare(text).startswith(each) for each in groups):
            return match
        meant = group if group in groups else groups[turn] if turn < len(groups) else ""
        place = self.blank.of_group(label, meant)
        return replace(match, place=place) if place is not None else None
