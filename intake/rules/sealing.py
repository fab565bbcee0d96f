"""Whose seal it is: the ring as it was read against the names that may stand there."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from rapidfuzz import fuzz

from intake.call import Call
from intake.model import Material
from intake.naming import organisation_key, units
from intake.rules.ring_text import SHORTEST, loss
from parsers.facts import Stamp, StampKind

_READ = 0.6  # the recogniser's confidence from which a ring counts as read
_OWN = 8.5  # loss: less than one character that is surely not there, or that a place holds no better than anything else
_APART = 9.0  # another known name must fit so much better than the own ones
_CONTRADICTED = 18.0  # loss of the nearest own name from which the ring says something else: two characters
_KNOWN_NEAR = 40  # of 100: names less like the text than this needn't be weighed
_FAR = 50  # without a roster: a well-read name this far from the own one is another's
_ALIKE = 30  # the same, of the part in which the two names differ
_WELL_READ = 0.9
_UNIT = re.compile(
    "大学(?!生)|学院|中学|小学|学校|学会|协会|科协|研究会|联合会|研究院|研究所|医院|公司|委员会|中心|集团|厅|局|馆|政府"
)


def matches(stamp: Stamp, material: Material, call: Call) -> bool | None:
    """Whether the seal is the submitting organisation's or a co-organiser's; None where it can't be read or nobody is named."""
    verdict = whose(stamp, tuple(own_names(material, call)), tuple(_other_names(material, call)))
    return verdict if verdict or material.organisation else None


@lru_cache(maxsize=256)  # asked by the rule and for the record, and again at each look at a case
def whose(stamp: Stamp, names: tuple[str, ...], others: tuple[str, ...] = ()) -> bool | None:
    """Whether a seal carries one of the names; False where it is clearly one of the others', or clearly read as none of
    the names; None where that can't be told.
    """
    text = organisation_key(stamp.text)
    if len(text) < SHORTEST:
        return None
    keys = [organisation_key(name) for name in names]
    whole = (loss(name, stamp, ends=True) for name in _larger(names))
    some = (loss(key, stamp, ends=len(key) < SHORTEST) for key in keys)
    own = min((*some, *whole), default=math.inf)
    other = _nearest_other(stamp, text, keys, others)
    if own <= min(_OWN, other):
        return True
    if stamp.text_confidence < _READ and stamp.kind is not StampKind.SIGNATURE:
        return None
    if other <= _OWN and own - other >= _APART:
        return False
    is_far = all(_is_far(text, key) for key in keys)
    return False if names and is_far and own >= _CONTRADICTED and stamp.text_confidence >= _WELL_READ else None


def _nearest_other(stamp: Stamp, text: str, own: Sequence[str], others: Sequence[str]) -> float:
    """The loss of the other name that fits best, infinite where none fits as well as an own one must: of those less like
    the text than `_KNOWN_NEAR` none does.
    """
    keys = [(fuzz.ratio(text, key := organisation_key(name)), key) for name in others]
    least = math.inf
    for _, key in sorted((each for each in keys if each[0] >= _KNOWN_NEAR), reverse=True):
        least = min(least, loss(key, stamp, ends=_begins_one(key, own), beyond=min(least, _OWN)))
    return least


def _larger(names: Sequence[str]) -> Iterator[str]:
    """The units that departments among the names belong to: their seal stands for the department, another department's doesn't."""
    for name in names:
        ends = [end.end() for end in _UNIT.finditer(name)]
        yield from (name[:end] for end in ends if SHORTEST <= end < len(name))


def _begins_one(key: str, names: Sequence[str]) -> bool:
    """Whether it is the beginning of a name, as a unit's is of its departments': then it fits whatever they carry."""
    return any(name.startswith(key) for name in names)


def _is_far(text: str, name: str) -> bool:
    return fuzz.ratio(text, name) < _FAR or _near_where_they_differ(text, name) < _ALIKE


def _near_where_they_differ(text: str, name: str) -> float:
    """Nearness of what is left without the common beginning and end: 中国…学会 makes no two societies alike."""
    start = _same_at_the_start(text, name)
    text, name = text[start:], name[start:]
    end = _same_at_the_start(text[::-1], name[::-1])
    text, name = text[: len(text) - end], name[: len(name) - end]
    return 100.0 if min(len(text), len(name)) < 2 else fuzz.ratio(text, name)


def _same_at_the_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def own_names(material: Material, call: Call) -> Sequence[str]:
    """The names that a right seal may carry: host, co-organisers, and the roster's names and seals for them."""
    co_organisers = material.fields.get("co_organisers")
    written = [material.organisation, *(units(co_organisers) if isinstance(co_organisers, str) else ())]
    hosts = [piece for name in written for piece in (name, *units(name)) if piece]
    keys = {organisation_key(name) for name in hosts}
    roster = [
        name
        for organisation in call.roster or ()
        if keys & {organisation_key(alias) for alias in organisation.names}
        for name in (*organisation.names, *organisation.seals)
    ]
    return list(dict.fromkeys([*hosts, *roster]))


def _other_names(material: Material, call: Call) -> Iterator[str]:
    own = {organisation_key(name) for name in own_names(material, call)}
    for organisation in call.roster or ():
        for name in (*organisation.names, *organisation.seals):
            if organisation_key(name) not in own:
                yield name
