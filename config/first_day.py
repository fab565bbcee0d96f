"""A call's first day, on which somebody should look at each letter before it leaves."""

from collections.abc import Iterable
from datetime import date

from archive.records import SqlRecords
from archive.views import counts
from intake.call import Call


def is_first_day(calls: Iterable[Call], records: SqlRecords, today: date) -> bool:
    """Whether a call opens today, or no letter has left this house yet."""
    return any(call.opened == today for call in calls) or not counts(records)["outbox"]["sent"]
