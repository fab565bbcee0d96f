"""The archive's categories of each 件, after DA/T 22-2015: filled where known, completed by a person. Pure.

A submission is one 件: what came in about it and what was answered (来文与复文为一件). So is the notice. They are numbered
within fonds, year, retention and unit, the notice first, then stage by stage in the order of their receipt numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from archive.views import ActivityView
from intake.call import Call, Stage
from intake.errors import ConfigurationError
from intake.receipt import call_of

RETENTIONS = {"永久": "Y", "30年": "D30", "10年": "D10"}  # DA/T 22-2015, 保管期限 and its code


@dataclass(frozen=True, slots=True)
class Entry:
    """One 件 as it is catalogued; "" and 0 where nobody knows. `key` is its receipt number, or the call's name.

    `number` 件号, `document_number` 文号, `responsible` 责任者, `date` 日期 as YYYYMMDD, `pages` 页数, `note` 备注.
    """

    key: str
    fonds: str = ""
    category: str = ""
    year: str = ""
    unit: str = ""
    unit_code: str = ""
    retention: str = ""
    number: int = 0
    document_number: str = ""
    responsible: str = ""
    title: str = ""
    date: str = ""
    security: str = ""
    pages: int = 0
    note: str = ""

    @property
    def code(self) -> str:
        """档号: 全宗号-门类代码·年度-保管期限代码-机构（问题）代码-件号; "" while a part of it isn't known."""
        parts = (self.fonds, self.category, self.year, self.retention)
        if not (all(parts) and self.number) or (self.unit and not self.unit_code):
            return ""
        unit = [self.unit_code] if self.unit_code else []
        head = f"{self.fonds}-{self.category}·{self.year}-{RETENTIONS[self.retention]}"
        return "-".join((head, *unit, f"{self.number:04d}"))

    @property
    def series(self) -> tuple[str, ...]:
        """What it is numbered within."""
        return (self.fonds, self.category, self.year, self.retention, self.unit, self.unit_code)


Corrections = Mapping[str, Mapping[str, str | int]]
"""What a person has filled in: by key, the values of an entry's fields."""


def catalogued(calls: Sequence[Call], rows: Iterable[ActivityView], corrections: Corrections) -> list[Entry]:
    """Every 件, numbered and in order. Raises ConfigurationError where two are given the same 件号."""
    found = [_corrected(each, corrections) for each in _known(calls, rows)]
    return sorted(_numbered(found), key=lambda each: (each.series, each.number))


def _known(calls: Sequence[Call], rows: Iterable[ActivityView]) -> Iterator[Entry]:
    named = {call.name: call for call in calls}
    order = {call.name: (place, -1) for place, call in enumerate(calls)}
    stages = {(call.name, stage.key): place for call in calls for place, stage in enumerate(call.stages)}
    found = [(order[call.name], "", _of_call(call)) for call in calls]
    for row in rows:
        call = call_of(row.receipt)
        stage = stages.get((call, row.stage), len(stages))
        found.append(((order[call][0], stage), row.receipt, _of_submission(named, row)))
    yield from (entry for _, _, entry in sorted(found, key=lambda each: each[:2]))


def _of_call(call: Call) -> Entry:
    return Entry(
        key=call.name,
        **_place(call),
        document_number=call.number,
        responsible=call.contact.office,
        title=call.title,
        date=f"{call.opened:%Y%m%d}",
    )


def _of_submission(calls: Mapping[str, Call], row: ActivityView) -> Entry:
    call = calls[call_of(row.receipt)]
    return Entry(
        key=row.receipt,
        **_place(call),
        responsible=row.organisation,
        title=_title(row, call.stage_or_first(row.stage)),
        date=_day(row.fields.get("submitted_on")) or f"{row.first_received_at:%Y%m%d}",
    )


def _place(call: Call) -> dict[str, Any]:
    known = asdict(call.classification)
    return {name: known[name] for name in ("fonds", "category", "year", "unit", "unit_code", "retention", "security")}


def _title(row: ActivityView, stage: Stage) -> str:
    """Its own; else one that we give, in square brackets as DA/T 22 wants those."""
    own = row.fields.get(stage.title_field)
    if isinstance(own, str) and own.strip():
        return " ".join(own.split())
    about = f"关于“{row.activity}”的" if row.activity else "的"
    return f"[{row.organisation or '报送单位不明'}{about}{stage.name}]"


def _day(written: object) -> str:
    try:
        return f"{date.fromisoformat(str(written)):%Y%m%d}"
    except ValueError:
        return ""


def _corrected(entry: Entry, corrections: Corrections) -> Entry:
    known = {each.name for each in fields(Entry)} - {"key"}
    given = {name: value for name, value in corrections.get(entry.key, {}).items() if name in known and value}
    return replace(entry, **given)  # type: ignore[arg-type]  # as `reading` made them


def _numbered(entries: Sequence[Entry]) -> Iterator[Entry]:
    """With a 件号 each: those that a person gave stay, the others take the next free ones."""
    taken: dict[tuple[str, ...], dict[int, str]] = {}
    for each in entries:
        if each.number:
            other = taken.setdefault(each.series, {}).setdefault(each.number, each.key)
            if other != each.key:
                raise ConfigurationError(f"归档文件目录里{other}和{each.key}的件号都是{each.number}，请改正")
    last: dict[tuple[str, ...], int] = {}
    for each in entries:
        number = each.number
        if not number:
            number = last.get(each.series, 0) + 1
            while number in taken.get(each.series, {}):
                number += 1
            last[each.series] = number
        yield replace(each, number=number)
