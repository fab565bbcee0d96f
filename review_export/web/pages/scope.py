"""What of a call's rows a page is about, and what waits there for a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from archive.accounts import EVERY_CALL, Role
from archive.coverage import decided, handed, handed_briefly
from archive.today import Scope, handed_in, is_alone
from archive.views import activity_of
from archive.waiting import (
    WaitingInAList,
    WaitingInBrief,
    WaitingView,
    waiting,
    waiting_in_a_list,
    waiting_in_brief,
)
from intake.call import Stage
from intake.coverage import Covered, Handed, cover
from intake.decisions.asking import Subject
from review_export.web.remembered import Same
from review_export.web.rendering import UNREAD
from review_export.web.visit import Visit, missing


def scope_of(visit: Visit) -> Scope:
    """The rows of the path's call; asked for once on a page that only shows."""
    if visit.scope is None or visit.request.method != "GET":
        visit.scope = _asked(visit)
    return visit.scope


def _asked(visit: Visit) -> Scope:
    parts, call = visit.parts, visit.call.name
    everywhere = Role.OFFICE in visit.somebody.roles(EVERY_CALL)
    others = tuple(each.name for each in parts.calls if each.name != call)
    if others:
        return Scope(call, False, everywhere=everywhere, others=others)
    alone = is_alone(parts.records, call)
    return Scope(
        call, True, alone, everywhere and not alone
    )  # alone it makes no difference: one key for what is remembered


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some of what waits is waiting."""

    code: str
    number: int
    oldest: datetime | None


class Waits(tuple[WaitingInBrief, ...]):
    """What waits for a person, the oldest first."""

    @cached_property
    def by_reason(self) -> tuple[Reason, ...]:
        """What has waited longest first; what waits for two reasons counts at both. Counted once."""
        found: dict[str, list[WaitingInBrief]] = {}
        for each in self:
            for code in reasons(each):
                found.setdefault(code, []).append(each)
        return tuple(Reason(code, len(several), several[0].since) for code, several in found.items())


def waiting_for(visit: Visit) -> Waits:
    """What waits at the path's call; what is of no call is of the only one."""
    scope, records = scope_of(visit), visit.parts.records

    def read() -> Waits:
        found = waiting_in_brief(records, scope.call)
        return Waits(each for each in found if scope.all_of_it or each.call == scope.call)

    return visit.remembered(("waiting", scope), read)


def covered(visit: Visit) -> tuple[tuple[Covered, ...], ...]:
    """Where each organisation of the roster stands, by stage in the call's order; what it handed in as `handed_in` has it."""
    call, records, scope = visit.call, visit.parts.records, scope_of(visit)

    def read() -> tuple[tuple[Covered, ...], ...]:
        here, decisions = handed_in(records, scope), decided(records, call.name)
        return tuple(cover(call, stage, here, decisions) for stage in call.stages)

    return visit.remembered(("covered", call.name, Same(call.roster)), read)


def in_detail(visit: Visit, rows: Sequence[Covered], stages: Sequence[Stage]) -> tuple[tuple[Covered, ...], ...]:
    """The same of these organisations alone, with all that each has handed in: by stage, in the rows' order."""
    return _covered(visit, rows, stages, handed(visit.parts.records, visit.call.name, names_of(rows)))


def in_brief(
    visit: Visit, rows: Sequence[Covered], stages: Sequence[Stage], most: int
) -> tuple[tuple[tuple[Covered, ...], ...], Callable[[Covered], int]]:
    """The same with the first `most` that each has handed in at a stage, and what says how many those are in all."""
    found, numbers = handed_briefly(visit.parts.records, visit.call.name, names_of(rows), most)

    def number(row: Covered) -> int:
        return sum(numbers[row.stage.key, name] for name in {each.organisation for each in row.handed})

    return _covered(visit, rows, stages, found), number


def names_of(rows: Sequence[Covered]) -> frozenset[str]:
    """What these call themselves in what they have handed in."""
    return frozenset(handed.organisation for each in rows for handed in each.handed)


def _covered(
    visit: Visit, rows: Sequence[Covered], stages: Sequence[Stage], found: Sequence[Handed]
) -> tuple[tuple[Covered, ...], ...]:
    of_them = replace(visit.call, roster=tuple(dict.fromkeys(each.organisation for each in rows)))
    decisions = decided(visit.parts.records, visit.call.name)
    return tuple(cover(of_them, stage, found, decisions) for stage in stages)


def subject_of(visit: Visit) -> Subject:
    """The path's submission, to be decided about. Raises 404 where the call has none of that number."""
    receipt = visit.path("receipt")
    if activity_of(visit.parts.records, visit.call.name, receipt) is None:
        raise missing()
    return visit.parts.decider.subject(receipt)


def in_full(visit: Visit, one: WaitingInBrief) -> WaitingView | None:
    """The same with all that is on record of it; None where somebody has decided meanwhile."""
    found = waiting(visit.parts.records, mails=(one.mail,))
    return next((each for each in found if each.receipt == one.receipt), None)


def in_a_list(visit: Visit, several: Sequence[WaitingInBrief]) -> tuple[WaitingInAList, ...]:
    """These as a list shows them, in the same order."""
    found = waiting_in_a_list(visit.parts.records, {each.mail for each in several})
    views = {(each.receipt, each.mail): each for each in found}
    keys = ((each.receipt, each.mail) for each in several)
    return tuple(views[key] for key in keys if key in views)  # somebody may have decided meanwhile


def reasons(each: WaitingInBrief | WaitingInAList) -> tuple[str, ...]:
    """Why it waits: codes, or `UNREAD`."""
    return each.codes or (UNREAD,)
