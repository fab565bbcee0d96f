"""How far what a seal's ring was read as speaks against a name: the name laid along all that may stand at each place.

A loss is in natural logarithms of probability: 0 where the name is what was read, `UNSEEN` for each character of it that the
recogniser is sure not to have seen. So names that differ in a place or a field alone lie far apart, which their likeness
as strings doesn't tell, while a character that was read wrongly, with the right one among the candidates, costs little.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from intake.naming import organisation_key
from parsers.facts import Place, Stamp, StampKind

SHORTEST = 4  # characters of a name: a shorter one has none to lose, and stands in too many others
_LEAST = 1e-4  # a candidate's probability
UNSEEN = -math.log(_LEAST)
_UNREAD = 8.0  # of a character where the recogniser rather saw none: nothing else stands there, either
_CUT_OFF = 4.0  # of the last character: a ring's end is easily lost, and no name is another one without its last
_BEYOND = 3 * UNSEEN  # what speaks more against a name needn't be told apart
_LARGER = "国省市区县州盟旗"  # what a larger unit before the name ends in
_SHARED = 20  # characters that share what a text without candidates leaves


def loss(name: str, stamp: Stamp, ends: bool = False, beyond: float = _BEYOND) -> float:
    """How far the ring speaks against the name, in the reading that does so least; infinite where nothing was read, and
    where it is more than `beyond`, of which no more is wanted.

    What follows the whole name (a department, 合同专用章) doesn't speak against it unless the ring `ends` with the name; nor
    does a larger unit before it.
    """
    key = organisation_key(name)
    readings = stamp.readings or (_plain(stamp),)
    least, beyond = math.inf, min(beyond, _BEYOND)
    for places in readings if key else ():
        if places:
            least = min(least, _aligned(key, places, ends, min(least, beyond)))
    return least if least <= beyond else math.inf


def _plain(stamp: Stamp) -> tuple[Place, ...]:
    """Places of a text that came without candidates: a certificate's words, or a ring read by an earlier version."""
    sure = 1.0 if stamp.kind is StampKind.SIGNATURE else max(stamp.text_confidence, _LEAST)
    return tuple(Place(character, (sure,), _LEAST) for character in organisation_key(stamp.text))


def _aligned(name: str, places: Sequence[Place], ends: bool, beyond: float) -> float:
    """The least loss over all ways to lay the name along the places; a character may take several of them, or be unseen.

    Beyond `beyond` it is infinite.
    """
    before = [index * UNSEEN for index in range(len(name) + 1)]
    anew = max((number for number, place in enumerate(places) if _ends_a_larger_unit(place)), default=0)
    for number, place in enumerate(places):
        losses = _losses(place)
        other, none = losses["other"], losses["none"]
        row = [0.0 if _ends_a_larger_unit(place) else before[0] + none]
        for index, character in enumerate(name):
            here = losses.get(character, other)
            stays = before[index + 1] + min(none, here)
            row.append(min(stays, before[index] + here, row[index] + UNSEEN))
        if not ends:
            row[-1] = min(row[-1], before[-1])
        if number >= anew and min(row) > beyond:  # before that, the name may yet begin
            return math.inf
        before = row
    return min(before[-1], before[-2] + _CUT_OFF) if len(name) >= SHORTEST else before[-1]


def _ends_a_larger_unit(place: Place) -> bool:
    return bool(place.characters) and place.characters[0] in _LARGER


@lru_cache(maxsize=1024)
def _losses(place: Place) -> Mapping[str, float]:
    """The place's losses by character as names are compared, and of "none" and any "other"."""
    best = math.log(max((*place.probabilities, place.nothing)))
    left = max(1 - place.probabilities[0] - place.nothing, 0.0) / _SHARED if len(place.probabilities) == 1 else _LEAST
    other = best - math.log(max(left, _LEAST))
    if place.nothing > max(place.probabilities, default=0.0):
        other = min(other, _UNREAD)
    losses = {"none": best - math.log(place.nothing), "other": other}
    for character, probability in zip(place.characters, place.probabilities, strict=True):
        key = organisation_key(character) or "none"  # brackets and blanks are none of a name's characters
        losses[key] = min(losses.get(key, other), best - math.log(max(probability, _LEAST)))
    return losses
