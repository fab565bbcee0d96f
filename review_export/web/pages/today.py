"""Today: what came in, what waits, what is due, and whether the service is well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from archive.accounts import Role
from archive.today import Service, arrivals, by_day, last_arrival, letters, mails, service, verdicts
from archive.views import conditions, polls
from intake.call import Call, Stage
from intake.coverage import Covered, Standing
from review_export.web.installation import LEAST_FREE
from review_export.web.pages.scope import covered, scope_of, waiting_for
from review_export.web.visit import Visit

_DAYS = 14


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
        verdicts=visit.remembered(("verdicts", scope), lambda: _by_verdict(verdicts(records, scope))),
        mails=visit.remembered(("mails", scope), lambda: mails(records, scope)),
        letters=letters(records, scope)[0],
        waiting=len(waits),
        reasons=waits.by_reason,
        stages=stages,
        days=tuple((day, number_of[day.isoformat()]) for day in days),
        labels=[f"{day.month}/{day.day}" for day in days],
        hours=hours_of(came, visit.now.date()),
        coverage=coverage(call, visit.now.date(), covered(visit)) if call.roster else None,
        health=health(visit),
        conditions=conditions(records),
        last=last_arrival(records, scope),
        office=visit.is_a(Role.OFFICE),
        base=visit.base,
    )


@dataclass(frozen=True, slots=True)
class Health:
    """What the service last knew of itself. `sources` are (name, when it was last looked at); `free` bytes of the disk.

    `host` is the mail server for letters; that one of these has trouble, `conditions` say.
    """

    service: Service
    running: int
    sources: tuple[tuple[str, datetime | None], ...]
    host: str
    free: int
    scarce: bool


def health(visit: Visit) -> Health:
    """Nothing is tried: that is what the settings' buttons are for."""
    parts = visit.parts
    known, looked = polls(parts.records), parts.installation.sources()
    free = parts.installation.free()
    return Health(
        service(parts.records),
        parts.running(),
        tuple((each.name, known.get(each.name)) for each in looked),
        parts.installation.sending().host,
        free,
        free < LEAST_FREE,
    )


def deadline(stage: Stage, now: datetime) -> Clock:
    """The time left at a stage."""
    left = datetime.combine(stage.deadline + timedelta(days=1), time(), now.tzinfo) - now
    return Clock(stage, left.days, left.seconds // 3600)


def hours_of(moments: Sequence[datetime], day: date) -> tuple[int, ...]:
    """How many came in each hour of that day."""
    hours = [moment.hour for moment in moments if moment.date() == day]
    return tuple(hours.count(hour) for hour in range(24))


def coverage(call: Call, day: date, of_stage: Sequence[Sequence[Covered]]) -> tuple[Stage, tuple[Part, ...]]:
    """The stage that is due next (the last, where all are over), by category in the roster's order."""
    coming = [stage for stage in call.stages if stage.deadline >= day]
    stage = min(coming or call.stages[-1:], key=lambda each: each.deadline)
    of_category: dict[str, list[Covered]] = {}
    for each in of_stage[call.stages.index(stage)]:
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
