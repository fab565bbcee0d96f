"""Whose seal it is: the ring's text against the names that may stand there."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from rapidfuzz import fuzz

from intake.call import Call
from intake.model import Material
from intake.naming import organisation_key, units
from parsers.facts import Stamp, StampKind, StampShape

COUNTED_SHAPES = frozenset((StampShape.OFFICIAL, StampShape.CONTRACT))
CLEAR = 0.6  # confidence from which a seal is there
_READ = 0.6  # the recogniser's confidence from which a ring counts as read
_OWN = 75  # of 100: as near as this is the same name, some characters misread
_OWN_BADLY_READ = 62  # of a name that the recogniser itself doubts, so much in common is no chance
_OTHERS = 85  # a roster's other name must be this near, and nearer than the own one
_FAR = 50  # without a roster: a well-read name this far from the own one is another's
_APART = 30  # the same, of the part in which the two names differ
_WELL_READ = 0.9
_SHORTEST = 4  # characters


def counts(stamp: Stamp) -> bool:
    """Whether it is a seal that seals: official or contract, clearly there, in colour, whole and not faint."""
    clear = stamp.coloured and not stamp.cut and not stamp.faint
    return stamp.shape in COUNTED_SHAPES and stamp.confidence >= CLEAR and clear


def matches(stamp: Stamp, material: Material, call: Call) -> bool | None:
    """Whether the seal is the submitting organisation's or a co-organiser's; None where it can't be read or nobody is named."""
    text = organisation_key(stamp.text)
    if len(text) < _SHORTEST:
        return None
    own = max((_near(text, name) for name in own_names(material, call)), default=0.0)
    other = max((fuzz.ratio(text, organisation_key(name)) for name in _other_names(material, call)), default=0.0)
    well = stamp.text_confidence >= _WELL_READ or stamp.kind is StampKind.SIGNATURE
    if own >= (_OWN if well else _OWN_BADLY_READ) and own >= other:
        return True
    if stamp.text_confidence < _READ and stamp.kind is not StampKind.SIGNATURE:
        return None
    if not material.organisation:
        return None
    if other >= _OTHERS and other > own:
        return False
    names = own_names(material, call)
    far = own < _FAR or all(_near_where_they_differ(text, organisation_key(name)) < _APART for name in names)
    return False if names and far and stamp.text_confidence >= _WELL_READ else None


def _near(text: str, name: str) -> float:
    """Nearness of a ring's text to a name; a name within it (…办公室) is the same unit's."""
    key = organisation_key(name)
    if len(key) >= _SHORTEST + 1 and (key in text or (text in key and len(text) * 2 >= len(key))):
        return 100.0
    return fuzz.ratio(text, key)


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
