"""A roster as it is kept when it was changed in the browser, and what a new one changes. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from intake.call import Organisation
from intake.naming import organisation_key

Roster = tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new roster says otherwise, each by the organisation's first name; `changed` as (before, now)."""

    added: Roster = ()
    gone: Roster = ()
    changed: tuple[tuple[Organisation, Organisation], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def changes(before: Sequence[Organisation], now: Sequence[Organisation]) -> Changes:
    """The differences; the order counts as none."""
    old, new = ({organisation_key(each.names[0]): each for each in roster} for roster in (before, now))
    return Changes(
        added=tuple(each for key, each in new.items() if key not in old),
        gone=tuple(each for key, each in old.items() if key not in new),
        changed=tuple((old[key], each) for key, each in new.items() if key in old and old[key] != each),
    )


def faults(roster: Sequence[Organisation]) -> tuple[str, ...]:
    """What makes a roster unusable: a name twice. One sentence each."""
    seen: dict[str, str] = {}
    found = []
    for each in roster:
        for name in dict.fromkeys(map(organisation_key, each.names)):
            if name in seen:
                found.append(f"“{each.names[0]}”与“{seen[name]}”同名")
            seen.setdefault(name, each.names[0])
    return tuple(dict.fromkeys(found))


def as_text(roster: Sequence[Organisation]) -> str:
    """To be kept."""
    return json.dumps([asdict(each) for each in roster], ensure_ascii=False)


def from_text(text: str) -> Roster:
    """As it was kept."""
    return tuple(
        Organisation(
            tuple(each["names"]),
            each["category"],
            tuple(each["addresses"]),
            each["telephone"],
            tuple(each["seals"]),
        )
        for each in json.loads(text)
    )
