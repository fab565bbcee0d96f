"""Reminders by the call's own schedule: drafted on their day, taken back where nobody needs them any more.

from time to time, in whichever process sends:
    for each plan of each call whose day has come and that hasn't been drafted: drafted, held for a person unless the
        call says otherwise; of several that were missed while nothing ran, the latest alone
    what hasn't left yet and greets an organisation that has nothing open any more: taken back
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from intake.call import Call, ReminderPlan, Stage
from intake.coverage import Covered, Handed, cover
from intake.decisions.model import Decision
from intake.letters.reminding import is_to_remind, remind
from intake.letters.wording import SHIPPED, Wording
from intake.model import Letter
from intake.ports import Clock

log = structlog.get_logger()
_BETWEEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenReminder:
    """One that hasn't left yet: its row, whom it greets, its subject, its call ("" where that isn't on record)."""

    row: int
    name: str
    subject: str
    call: str


class Reminding(Protocol):
    """What reminders need of the records; `archive.coverage` stands behind it."""

    def handed(self, call: str) -> tuple[Handed, ...]:
        """All submissions of a call."""

    def decided(self, call: str) -> tuple[Decision, ...]:
        """What people have decided about its organisations."""

    def is_drafted(self, plan: str) -> bool:
        """Whether that plan has been carried out."""

    def draft(self, call: str, plan: str, letters: Iterable[Letter], now: datetime) -> int:
        """Write a plan's reminders, once."""

    def open(self) -> tuple[OpenReminder, ...]:
        """Reminders that haven't left yet."""

    def take_back(self, rows: Collection[int], now: datetime) -> int:
        """They never leave."""


@dataclass(slots=True)
class Reminders:
    """Carries out the calls' schedules."""

    reminding: Reminding
    calls: Sequence[Call]
    clock: Clock
    wording: Wording = SHIPPED
    _looked_at: datetime | None = field(default=None)

    def look(self) -> None:
        """Once a minute at most. Raises StoreError."""
        now = self.clock()
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < _BETWEEN:
            return
        self._looked_at = now
        for call in self.calls:
            for stage, plan in due(call, now.date(), self.reminding.is_drafted):
                self._draft(call, stage, plan, now)
        self._take_back(now)

    def _draft(self, call: Call, stage: Stage, plan: ReminderPlan, now: datetime) -> None:
        found = (remind(call, row, now, self.wording) for row in self._covered(call, stage))
        letters = [letter for reminder in found if reminder for letter in reminder.letters]
        held = "" if plan.send else f"按计划（截止前{plan.days}天）拟好的提醒，请过目后放行"
        written = self.reminding.draft(
            call.name, key_of(call, stage, plan), [replace(letter, held=held) for letter in letters], now
        )
        if written:
            log.info("已按计划拟好提醒", call=call.name, stage=stage.key, count=written)

    def _take_back(self, now: datetime) -> None:
        written = self.reminding.open()
        if not written:
            return
        rows = {
            call.name: [(stage, row) for stage in call.stages for row in self._covered(call, stage)]
            for call in self.calls
        }
        every = [each for own in rows.values() for each in own]
        over = [each.row for each in written if _is_over(each, rows.get(each.call, []) if each.call else every)]
        if over:
            self.reminding.take_back(over, now)

    def _covered(self, call: Call, stage: Stage) -> tuple[Covered, ...]:
        return cover(call, stage, self.reminding.handed(call.name), self.reminding.decided(call.name))


def _is_over(reminder: OpenReminder, rows: Collection[tuple[Stage, Covered]]) -> bool:
    """Whether nothing that it may be about is open any more; of whom nobody knows, nothing is said. `rows`: of its call."""
    own = [(stage, row) for stage, row in rows if row.name == reminder.name]
    named = [row for stage, row in own if stage.name in reminder.subject] or [row for _, row in own]
    return bool(named) and not any(is_to_remind(row) for row in named)


def due(call: Call, today: date, is_drafted: Callable[[str], bool]) -> tuple[tuple[Stage, ReminderPlan], ...]:
    """For each stage that isn't over the latest plan whose day has come, unless it has been carried out."""
    found: list[tuple[Stage, ReminderPlan]] = []
    for stage in call.stages if call.roster is not None else ():
        come = [
            plan
            for plan in call.reminders
            if plan.stage in ("", stage.key) and stage.deadline - timedelta(days=plan.days) <= today <= stage.deadline
        ]
        latest = min(come, key=lambda plan: plan.days, default=None)
        if latest is not None and call.opened <= today and not is_drafted(key_of(call, stage, latest)):
            found.append((stage, latest))
    return tuple(found)


def key_of(call: Call, stage: Stage, plan: ReminderPlan) -> str:
    """What a plan that has been carried out is remembered by; a deadline that is moved makes another of it."""
    return f"{call.name} {stage.key} {stage.deadline} {plan.days}"
