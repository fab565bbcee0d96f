"""What became of an organisation's activities, put together for its letters. Pure.

A ranking's selected and unselected cases are told; what a tie across the cut, or a score that is missing, leaves open is
told to nobody: its organisation waits until all of its own is decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.call import Call
from intake.letters.notices import EntryView, told_results
from intake.letters.wording import SHIPPED, Wording
from intake.model import Letter
from intake.naming import organisation_key
from intake.scoring import Award, Ranked, Standing


@dataclass(frozen=True, slots=True)
class Result:
    """One activity's result, or an organisation's own where `activity` is "".

    `awards` are those it was selected for, () where for none; `open` says why it can't be told yet, "" where it can.
    """

    receipts: tuple[str, ...]
    organisation: str
    activity: str
    awards: tuple[str, ...]
    open: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one organisation is told, and by which letters; none where something is still open, or nobody can be written to."""

    organisation: str
    results: tuple[Result, ...]
    letters: tuple[Letter, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """Why it can't be told yet."""
        return tuple(each.open for each in self.results if each.open)


def results_of(rankings: Iterable[tuple[Award, Sequence[Standing]]]) -> tuple[Result, ...]:
    """The results of all awards, activities first. An award to organisations is told to who gets it, not to the others."""
    cases: dict[tuple[str, ...], Result] = {}
    units: list[Result] = []
    for award, standings in rankings:
        for each in standings:
            if award.to is Ranked.ORGANISATION:
                units += _of_unit(award, each)
            else:
                cases[each.receipts] = _with(cases.get(each.receipts), award, each)
    return (*cases.values(), *units)


def _with(before: Result | None, award: Award, each: Standing) -> Result:
    known = before or Result(each.receipts, each.organisation, each.activity, ())
    awards = (*known.awards, award.name) if each.selected else known.awards
    return Result(known.receipts, known.organisation, known.activity, awards, known.open or _open(award, each))


def _of_unit(award: Award, each: Standing) -> list[Result]:
    still = _open(award, each)
    if not each.selected and not still:
        return []
    return [Result(each.receipts, each.organisation, "", (award.name,) if each.selected else (), still)]


def _open(award: Award, each: Standing) -> str:
    named = f"“{each.activity}”" if award.to is Ranked.CASE else each.organisation
    if each.place is None:
        return f"{named}还没有评分"
    return f"{named}在{award.name}的入选线上并列，须人工决定" if each.selected is None else ""


def told(
    call: Call, results: Iterable[Result], senders: Mapping[str, str], now: datetime, wording: Wording = SHIPPED
) -> tuple[Told, ...]:
    """Every organisation with its letters. `senders`: who mailed a submission last, by its receipt number."""
    groups: dict[str, list[Result]] = {}
    for each in results:
        groups.setdefault(organisation_key(each.organisation) or each.receipts[0], []).append(each)
    return tuple(_told(call, group, senders, now, wording) for group in groups.values())


def _told(call: Call, group: Sequence[Result], senders: Mapping[str, str], now: datetime, wording: Wording) -> Told:
    organisation = group[0].organisation
    if any(each.open for each in group):
        return Told(organisation, tuple(group), ())
    receipts = tuple(dict.fromkeys(receipt for each in group for receipt in each.receipts))
    addresses = {senders[receipt].lower(): senders[receipt] for receipt in receipts if senders.get(receipt)}
    entries = [_entry(each) for each in group]
    letters = (told_results(call, organisation, entries, receipts, to, now, wording) for to in addresses.values())
    return Told(organisation, tuple(group), tuple(letters))


def _entry(result: Result) -> EntryView:
    awards = "、".join(result.awards)
    if not result.activity:
        return EntryView(result.organisation, "", awards)
    return EntryView(result.activity, result.receipts[0], awards)
