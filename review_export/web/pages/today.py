"""Today: what came in, what waits, what is due, and whether the service is well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from archive.accounts import Role
from archive.coverage import decided
from archive.today import arrivals, by_day, last_arrival, letters, mails, verdicts
from archive.views import conditions, counts
from archive.waiting import WaitingInBrief
from intake.call import Call, Stage
from intake.coverage import Covered, Handed, Standing, cover
from intake.decisions.model import Decision
from review_export.web.pages.scope import handed_here, reasons, scope_of, waiting_for
from review_export.web.visit import Visit

_DAYS = 14


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some of what waits is waiting."""

    code: str
    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A stage and the time left to hand in, its deadline's whole day included; `days` below 0: it is over."""

    stage: Stage
    days: int
    hours: int


@dataclass(frozen=True, slots=True)
class Part:
    """How the organisations of one category stand, `numbers` by standing."""

    name: str
    numbers: tuple[tuple[Standing, int], ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(number for _, number in self.numbers)


def today(visit: Visit) -> Response:
    """The page; a browser with scripts asks for it again now and then and exchanges the figures."""
    records, scope, call = visit.parts.records, scope_of(visit), visit.call
    waits = waiting_for(visit)
    stages = tuple(deadline(stage, visit.now) for stage in call.stages)
    days = tuple(visit.now.date() - timedelta(days=back) for back in range(_DAYS - 1, -1, -1))
    came = arrivals(records, scope, datetime.combine(days[0], time(), visit.now.tzinfo))
    number_of = by_day(came)
    return visit.show(
        "today.html",
        verdicts=_by_verdict(verdicts(records, scope)),
        mails=mails(records, scope),
        letters=letters(records, scope),
        waiting=len(waits),
        reasons=reasons_of(waits),
        stages=stages,
        days=tuple((day, number_of[day.isoformat()]) for day in days),
        labels=[f"{day.month}/{day.day}" for day in days],
        hours=hours_of(came, visit.now.date()),
        coverage=coverage(call, visit.now.date(), handed_here(visit), decided(records, call.name))
        if call.roster
        else None,
        queue=counts(records)["queue"] | {"running": visit.parts.running()},
        conditions=conditions(records),
        last=last_arrival(records, scope),
        office=visit.is_a(Role.OFFICE),
        base=visit.base,
    )


def reasons_of(waits: Sequence[WaitingInBrief]) -> tuple[Reason, ...]:
    """By reason, what has waited longest first; what waits for two reasons counts at both."""
    found: dict[str, list[WaitingInBrief]] = {}
    for each in waits:
        for code in reasons(each):
            found.setdefault(code, []).append(each)
    return tuple(Reason(code, len(several), several[0].since) for code, several in found.items())


def deadline(stage: Stage, now: datetime) -> Clock:
    """The time left at a stage."""
    left = datetime.combine(stage.deadline + timedelta(days=1), time(), now.tzinfo) - now
    return Clock(stage, left.days, left.seconds // 3600)


def hours_of(moments: Sequence[datetime], day: date) -> tuple[int, ...]:
    """How many came in each hour of that day."""
    hours = [moment.hour for moment in moments if moment.date() == day]
    return tuple(hours.count(hour) for hour in range(24))


def coverage(
    call: Call, day: date, handed: Sequence[Handed], decisions: Sequence[Decision] = ()
) -> tuple[Stage, tuple[Part, ...]]:
    """The stage that is due next (the last, where all are over), by category in the roster's order."""
    coming = [stage for stage in call.stages if stage.deadline >= day]
    stage = min(coming or call.stages[-1:], key=lambda each: each.deadline)
    of_category: dict[str, list[Covered]] = {}
    for each in cover(call, stage, handed, decisions):
        of_category.setdefault(each.organisation.category, []).append(each)
    return stage, tuple(_part(name, several) for name, several in of_category.items())


def _part(name: str, several: Sequence[Covered]) -> Part:
    standings = [each.standing for each in several]
    return Part(name, tuple((standing, standings.count(standing)) for standing in Standing))


def _by_verdict(found: Mapping[tuple[str, str], int]) -> dict[str, int]:
    numbers: dict[str, int] = {"accepted": 0, "correction": 0, "review": 0}
    for (_, verdict), number in found.items():
        numbers[verdict] = numbers.get(verdict, 0) + number
    return numbers
