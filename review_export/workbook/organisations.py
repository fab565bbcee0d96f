"""The sheet 单位汇总: one row an organisation, with the state of each stage."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.views import ActivityView
from intake.call import Call
from intake.codes import Verdict
from intake.coverage import Standing, cover
from intake.decisions.model import Decision
from intake.naming import organisation_key
from intake.receipt import call_of
from review_export.workbook.look import Look
from review_export.workbook.table import write_table

NAME = "单位汇总"
_Place = tuple[str, str, str]  # call, organisation's key, stage


@dataclass
class _Unit:
    """What one organisation has handed in to one call, gathered row by row."""

    name: str
    category: str
    verdicts: dict[str, list[str]] = field(default_factory=dict)  # by stage
    first: datetime | None = None
    last: datetime | None = None

    def add(self, row: ActivityView) -> None:
        self.verdicts.setdefault(row.stage, []).append(row.verdict)
        self.first = min(self.first or row.first_received_at, row.first_received_at)
        self.last = max(self.last or row.last_received_at, row.last_received_at)


def write_organisations(
    book: Any,
    look: Look,
    calls: Sequence[Call],
    rows: Iterable[ActivityView],
    category: Callable[[ActivityView], str],
    decisions: Mapping[str, Sequence[Decision]],
) -> None:
    """Write the sheet: every organisation with a submission, then those of the rosters without any.

    Of these it says what people have noted (已另行报送, 不报送).
    """
    stages = list({stage.key: stage.name for call in calls for stage in call.stages}.items())
    by_roster = any(call.roster for call in calls)
    heads = [("报送单位", 30), *([("类别", 12)] if by_roster else [])]
    heads += [(title, 14) for _, name in stages for title in (f"{name}件数", f"{name}状态")]
    heads += [("首次收到", 18), ("最近收到", 18)]
    noted = dict(_noted(calls, decisions))
    lines = _lines(calls, rows, category if by_roster else None, [key for key, _ in stages], noted)
    states = [index for index, (title, _) in enumerate(heads) if title.endswith("状态")]
    write_table(book, look, NAME, heads, lines, states)


def _noted(calls: Sequence[Call], decisions: Mapping[str, Sequence[Decision]]) -> Iterator[tuple[_Place, str]]:
    for call in calls:
        for stage in call.stages:
            for each in cover(call, stage, (), decisions.get(call.name, ())):
                yield (call.name, organisation_key(each.name), stage.key), each.standing.wording


def _lines(
    calls: Sequence[Call],
    rows: Iterable[ActivityView],
    category: Callable[[ActivityView], str] | None,
    stages: Sequence[str],
    noted: Mapping[_Place, str],
) -> Iterator[list[Any]]:
    for (call, key), unit in _units(calls, rows, category).items():
        silent = [noted.get((call, key, stage), Standing.SILENT.wording) for stage in stages]
        states = [
            value
            for stage, word in zip(stages, silent, strict=True)
            for value in _state(unit.verdicts.get(stage, []), word)
        ]
        named = [unit.name, unit.category] if category is not None else [unit.name]
        yield [*named, *states, unit.first or "", unit.last or ""]


def _units(
    calls: Sequence[Call], rows: Iterable[ActivityView], category: Callable[[ActivityView], str] | None
) -> dict[tuple[str, str], _Unit]:
    units: dict[tuple[str, str], _Unit] = {}
    known = {
        (call.name, organisation_key(name)): each.names[0]
        for call in calls
        for each in call.roster or ()
        for name in each.names
    }
    for row in rows:
        of = call_of(row.receipt)
        name = known.get((of, organisation_key(row.organisation)), row.organisation)
        units.setdefault(
            (of, organisation_key(name)), _Unit(name or "（单位不明）", category(row) if category else "")
        ).add(row)
    for call in calls:
        for each in call.roster or ():
            units.setdefault((call.name, organisation_key(each.names[0])), _Unit(each.names[0], each.category))
    return units


def _state(verdicts: Sequence[str], silent: str) -> tuple[int, str]:
    """How many, and the worst of them in words; `silent` where nothing was handed in."""
    if not verdicts:
        return 0, silent
    worst = next(each for each in (Verdict.CORRECTION, Verdict.REVIEW, Verdict.ACCEPTED) if each.value in verdicts)
    return len(verdicts), worst.wording
