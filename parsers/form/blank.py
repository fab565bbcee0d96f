"""What a blank form says: its labels, where each answer goes, and what is printed there beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from parsers.facts import FieldKind, FieldSpec, FormSpec
from parsers.form.labels import LabelFinder, bare

_FUZZY_FROM = 4  # characters: shorter labels must be exact, or 姓名 would be 校名
_FUZZY = 85  # of 100, rapidfuzz.fuzz.ratio: one wrong character in seven
_ONE_OFF_FROM = 5  # characters of a label that may have one wrong
_LONGEST = 24  # characters of a label with its group
_TAILS = frozenset(("号", "号码", "名称", "全称", "地址"))  # what people add to a label, or leave out
_SHORT_KINDS = frozenset((FieldKind.PHONE, FieldKind.MOBILE, FieldKind.EMAIL))
_FIRST = 3  # labels that open a form: one of them again is the next copy


class Slot(StrEnum):
    """Where an answer goes in the blank."""

    RIGHT = "right"  # in the cells right of the label
    UNDER = "under"  # in the cells or lines under it
    BEHIND = "behind"  # on the label's own line


@dataclass(frozen=True, slots=True)
class Place:
    """A field's place in the form. `order` counts labels in reading order from 0; `choices` are an option group's."""

    field: FieldSpec
    label: str
    slot: Slot
    order: int
    in_table: bool
    choices: tuple[str, ...] = ()
    nested: bool = False  # in a table inside a table's cell
    group: str = ""  # the caption that it stands behind: 姓名 of the 联系人


@dataclass(frozen=True, slots=True)
class Match:
    """A text is this place's label. `sure`: as the blank has it, up to blanks, width and, in a long one, an error.

    `mistyped`: one character of a short one is another; it may be another label after all (主管单位名称), and counts only
    where the copy has no better one.
    """

    place: Place
    sure: bool = True
    mistyped: bool = False


@dataclass(frozen=True)
class Blank:
    """A form as learnt.

    `places` are the call's fields that the form has, in reading order; `labels` all captions, those of no field too,
    so that none is taken for an answer; `groups` captions that stand before several labels (联系人), with the field of
    the first; `twins` the labels that stand in several groups (姓名 of the 负责人 and of the 联系人), with these groups in
    order; `sections` the headings of no field behind a text's in lines, compacted, which end it; `hints` the
    instructions that stand where answers go, and `printed` all other lines outside tables, both
    compacted.
    """

    spec: FormSpec
    places: tuple[Place, ...]
    labels: frozenset[str]
    groups: Mapping[str, Place]
    hints: tuple[str, ...]
    printed: frozenset[str]
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections: tuple[str, ...] = ()

    @cached_property
    def finder(self) -> LabelFinder:
        """Finds the form's labels in running text, and the captions of its groups."""
        labels = [place.label for place in self.places]
        return LabelFinder([*labels, *self.groups, *(group + label for group in self.groups for label in labels)])

    @cached_property
    def _by_label(self) -> dict[str, Place]:
        return {place.label: place for place in reversed(self.places)}

    @cached_property
    def _by_alias(self) -> dict[str, Place]:
        """The names that fields also go by; the first field that has one."""
        return {bare(label): place for place in reversed(self.places) for label in place.field.labels}

    def match(self, text: str) -> Match | None:
        """The place whose label this text is, however it is written; None for any other text."""
        name = bare(text) if len(text) <= 4 * _LONGEST else ""
        if not name or len(name) > _LONGEST:
            return None
        place = self._by_label.get(name) or self._in_group(name) or self._mistyped(name)
        if place is not None:
            return Match(place)
        if name in self.labels:
            return None
        place = self._alias(name) or self._variant(name)
        if place is None and (place := self._one_off(name)) is not None:
            return Match(place, sure=False, mistyped=True)
        return Match(place, sure=False) if place is not None else None

    def namesakes(self, place: Place) -> tuple[Place, ...]:
        """The places that stand under this one's label, in different groups, this one among them; () where it is alone."""
        same = tuple(each for each in self.places if each.label == place.label)
        return same if len(same) > 1 else ()

    def group(self, text: str) -> Place | None:
        """The first field behind a caption that stands before several labels."""
        return self.groups.get(bare(text))

    def is_label(self, text: str) -> bool:
        """Whether this text is one of the form's captions."""
        if bare(text) in self.labels:
            return True
        match = self.match(text)
        return match is not None and match.sure

    def opens(self, place: Place) -> bool:
        """Whether the place is among the form's first, so that meeting it again is meeting another copy."""
        return place.order < _FIRST

    def _in_group(self, name: str) -> Place | None:
        """联系人手机: the group's caption and the label in one."""
        group = next((group for group in self.groups if name.startswith(group)), None)
        return self.of_group(name[len(group) :], group) if group else None

    def of_group(self, label: str, group: str) -> Place | None:
        """The place with this label, in this group where other groups have it, too."""
        if label not in self.twins:
            return self._by_label.get(label)
        return next((place for place in self.places if (place.label, place.group) == (label, group)), None)

    def _mistyped(self, name: str) -> Place | None:
        """The one label nearest to this name: one character off, or in a long one a few; none where two are as near."""
        if len(name) < _FUZZY_FROM or name in self.labels:
            return None
        near = [(fuzz.ratio(name, place.label), -place.order) for place in self.places if len(place.label) > 3]
        score, order = max(near, default=(0.0, 0))
        return next(place for place in self.places if place.order == -order) if score >= _FUZZY else None

    def _one_off(self, name: str) -> Place | None:
        """The only label that is one character away."""
        near = [p for p in self.places if _is_one_off(name, p)]
        return near[0] if len(near) == 1 else None

    def _alias(self, name: str) -> Place | None:
        return self._by_alias.get(name)

    def _variant(self, name: str) -> Place | None:
        """主办单位 for 主办单位名称, 手机号码 for 手机, 邮箱 for 电子邮箱: only where one label alone is meant."""
        longer = [p for p in self.places if name.removeprefix(p.label) in _TAILS and name.startswith(p.label)]
        untailed = [p for p in self.places if p.label.startswith(name) and p.label.removeprefix(name) in _TAILS]
        found = longer or untailed or [p for p in self.places if _is_part(name, p)]
        return found[0] if len(found) == 1 else None


def _is_one_off(name: str, place: Place) -> bool:
    least = _FUZZY_FROM if place.field.kind is FieldKind.PROSE else _ONE_OFF_FROM
    return len(place.label) >= least and Levenshtein.distance(name, place.label, score_cutoff=1) == 1


def _is_part(name: str, place: Place) -> bool:
    least = 2 if place.field.kind in _SHORT_KINDS else _FUZZY_FROM
    return len(name) >= least and (place.label.startswith(name) or place.label.endswith(name))
