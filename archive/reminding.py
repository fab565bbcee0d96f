"""Stands behind `intake.reminders.Reminding`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from archive import coverage
from archive.records import SqlRecords
from intake.coverage import Handed
from intake.decisions.model import Decision
from intake.model import Letter
from intake.reminders import OpenReminder


@dataclass(frozen=True, slots=True)
class SqlReminding:
    """Coverage and reminders of the records."""

    records: SqlRecords

    def handed(self, call: str) -> tuple[Handed, ...]:
        """All submissions of a call."""
        return coverage.handed(self.records, call)

    def decided(self, call: str) -> tuple[Decision, ...]:
        """What people have decided about its organisations."""
        return coverage.decided(self.records, call)

    def is_drafted(self, plan: str) -> bool:
        """Whether that plan has been carried out."""
        return coverage.is_drafted(self.records, plan)

    def draft(self, call: str, plan: str, letters: Iterable[Letter], now: datetime) -> int:
        """Write a plan's reminders, once."""
        return coverage.draft_reminders(self.records, call, plan, letters, now)

    def open(self) -> tuple[OpenReminder, ...]:
        """Reminders that haven't left yet."""
        return coverage.open_reminders(self.records)

    def take_back(self, rows: Collection[int], now: datetime) -> int:
        """They never leave."""
        return coverage.take_back_reminders(self.records, rows, now)
