"""Which activities an export holds, and how many it leaves out and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from archive.views import ActivityView, FindingView
from intake.call import Call
from intake.codes import CODES, Code, Severity, Verdict
from intake.receipt import call_of

ALL = "all"
_STATES = {
    Verdict.ACCEPTED.value: "材料齐全的",
    Verdict.CORRECTION.value: "需补正的",
    Verdict.REVIEW.value: "待人工核对的",
    ALL: "全部",
}
STATES = tuple(_STATES)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; "" and None ask for nothing. `since` counts what was last received that day or later.

    `found` are the receipt numbers that the search `query` has found.
    """

    state: str = ALL
    stage: str = ""
    category: str = ""
    since: date | None = None
    query: str = ""
    found: frozenset[str] | None = None

    @property
    def everything(self) -> bool:
        """Whether a unit without any row has handed in nothing, or only nothing of this stage or category."""
        return self.state == ALL and self.since is None and self.found is None

    def words(self) -> str:
        """The selection as a person reads it."""
        asked = [_STATES[self.state]]
        asked += [f"阶段为{self.stage}"] if self.stage else []
        asked += [f"类别为{self.category}"] if self.category else []
        asked += [f"{self.since:%Y-%m-%d}以来收到的"] if self.since else []
        asked += [f"符合检索“{self.query}”"] if self.found is not None else []
        return "，".join(asked)


@dataclass(slots=True)
class LeftOut:
    """How many were left out for one reason; where that is their state, for which findings, in words."""

    number: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows of a selection, to be gone through as often as one likes: each time anew from its source."""

    source: Iterable[ActivityView]
    selection: Selection
    category_of: Callable[[ActivityView], str]

    def __iter__(self) -> Iterator[ActivityView]:
        """Those selected, in the source's order."""
        return (row for row in self.source if not self._left_out(row))

    def left_out(self) -> dict[str, LeftOut]:
        """What is left out, by the first reason that applies, in words."""
        found: dict[str, LeftOut] = {}
        for row in self.source:
            if reason := self._left_out(row):
                of = found.setdefault(reason, LeftOut())
                of.number += 1
                if reason == Verdict(row.verdict).wording:
                    of.faults.update({Code(each.code).wording for each in row.findings if _stops(each)})
        return found

    def _left_out(self, row: ActivityView) -> str:
        asked = self.selection
        if asked.state not in (ALL, row.verdict):
            return Verdict(row.verdict).wording
        if asked.stage not in ("", row.stage):
            return "其他阶段"
        if asked.since is not None and row.last_received_at.date() < asked.since:
            return f"{asked.since:%Y-%m-%d}之前收到"
        if asked.category not in ("", self.category_of(row)):
            return "其他类别"
        if asked.found is not None and row.receipt not in asked.found:
            return "不符合检索"
        return ""


def _stops(found: FindingView) -> bool:
    return found.severity in (Severity.ERROR, Severity.REVIEW) and found.code in CODES


def categories(calls: Iterable[Call]) -> Callable[[ActivityView], str]:
    """The roster's category of each row's organisation, "" where none is known; every organisation is looked up once."""
    named = {call.name: call for call in calls}
    known: dict[tuple[str, str], str] = {}

    def category(row: ActivityView) -> str:
        key = (call_of(row.receipt), row.organisation)
        if key not in known:
            call = named.get(key[0])
            known[key] = call.category(row.organisation) if call else ""
        return known[key]

    return category
