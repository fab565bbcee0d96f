"""Whether two writings name one organisation: the roster's aliases, usual contractions, joint hosts, abbreviations."""

import re
from functools import lru_cache

from intake.call import Call, Organisation
from intake.naming import organisation_key, units

SAME, JOINT, ABBREVIATED, OTHER = "organisation", "joint", "abbreviation", ""
_CONTRACTIONS = (
    ("中国科学技术协会", "中国科协"),
    ("科学技术协会", "科协"),
    ("有限责任公司", "有限公司"),
    ("中华人民共和国", ""),
    ("秘书处", ""),
    ("办公室", ""),
)
_INNER = re.compile(r"[省市县区州盟旗院系所处部]")  # what is left out names another body: a branch, a lower level
_SHORTEST = 4  # characters of an abbreviation


def likeness(one: str, other: str, call: Call) -> str:
    """SAME, JOINT where one names some of the other's units alone, ABBREVIATED, or OTHER."""
    first, second = _bodies(one, call), _bodies(other, call)
    if not first or not second:
        return OTHER
    if first == second:
        return SAME
    if first < second or second < first:
        return JOINT
    if len(first) == len(second) == 1:
        return _abbreviated(next(iter(first)), next(iter(second)), call)
    return OTHER


def writings(name: str, call: Call) -> tuple[str, ...]:
    """All writings under which the records may know an organisation: as it stands, its units, the roster's names."""
    official = (each for organisation in listed(name, call) for each in organisation.names)
    return tuple(dict.fromkeys(each for each in (name, *units(name), *official) if each))


def listed(name: str, call: Call) -> tuple[Organisation, ...]:
    """The roster's organisations that it names."""
    bodies = _bodies(name, call)
    return tuple(each for each in call.roster or () if contracted(each.names[0]) in bodies)


def submitting(written: str, sender: str, call: Call) -> str:
    """Who submits (报送单位), by which limits count: of joint hosts the one on the roster, else the first.

    Where none of the hosts is on the roster, it is the roster's organisation whose address sent it: a provincial
    association forwards what its members host.
    """
    hosts = units(written)
    official = _official(call.roster_names)
    names = {contracted(organisation.names[0]): organisation.names[0] for organisation in call.roster or ()}
    for host in hosts:
        if contracted(host) in official:
            return names[official[contracted(host)]]
    owners = {each.names[0] for each in senders_of(sender, call)}
    return owners.pop() if len(owners) == 1 else (hosts[0] if hosts else "")


def senders_of(sender: str, call: Call) -> tuple[Organisation, ...]:
    """The roster's organisations that have this address."""
    return tuple(
        each for each in call.roster or () if sender and sender in {address.lower() for address in each.addresses}
    )


@lru_cache(maxsize=4096)
def contracted(name: str) -> str:
    """The organisation's key, with what is usually contracted contracted: 科学技术协会 is 科协."""
    key = organisation_key(name)
    for long, short in _CONTRACTIONS:
        key = key.replace(long, short)
    return key


def _bodies(written: str, call: Call) -> frozenset[str]:
    """The units that are named, each by the first name that the roster gives it."""
    names = _official(call.roster_names)
    keys = (contracted(each) for each in units(written))
    return frozenset(names.get(key, key) for key in keys if key)


@lru_cache(maxsize=64)
def _official(roster: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {contracted(name): contracted(names[0]) for names in roster for name in reversed(names)}


def _abbreviated(one: str, other: str, call: Call) -> str:
    """中国云杉工程学会 → 云杉学会. Two that the roster lists apart are two."""
    short, long = sorted((one, other), key=len)
    listed = {contracted(names[0]) for names in call.roster_names}
    if len(short) < _SHORTEST or short[-2:] != long[-2:] or {short, long} <= listed:
        return OTHER
    left_out = _left_out(short, long)
    return ABBREVIATED if left_out is not None and not _INNER.search(left_out) else OTHER


def _left_out(short: str, long: str) -> str | None:
    """The characters of `long` that `short` leaves out, matched from the end; None where its order is another."""
    rest, left = list(short), []
    for character in reversed(long):
        if rest and rest[-1] == character:
            rest.pop()
        else:
            left.append(character)
    return None if rest else "".join(left)
