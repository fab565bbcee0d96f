"""Plan and report of one activity are one case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from intake.call import Call
from intake.naming import activity_key, organisation_key
from intake.scoring.model import Case


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission as far as scoring looks at it."""

    receipt: str
    stage: str
    organisation: str
    activity: str


def cases(call: Call, entries: Iterable[Entry]) -> tuple[Case, ...]:
    """The cases in the order of their first receipt numbers; receipts within a case in the order of the call's stages."""
    order = {stage.key: index for index, stage in enumerate(call.stages)}
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.receipt):
        key = (organisation_key(entry.organisation), activity_key(entry.activity))
        groups.setdefault(key if all(key) else (entry.receipt, ""), []).append(entry)
    category = cache(call.category)  # an organisation is looked for in the roster once
    return tuple(
        _case(sorted(group, key=lambda entry: order.get(entry.stage, 0)), category) for group in groups.values()
    )


def _case(group: list[Entry], category: Callable[[str], str]) -> Case:
    first = group[0]
    receipts = tuple(entry.receipt for entry in group)
    return Case(receipts, first.organisation, first.activity, category(first.organisation))
