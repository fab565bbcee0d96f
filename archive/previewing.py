"""What a letter would say of what is on record, to try templates on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from archive.coverage import handed
from archive.records import SqlRecords
from intake.call import Call
from intake.coverage import cover, stage_to_remind_of
from intake.deciding import Decider
from intake.letters.reminding import is_to_remind, reminder_view
from intake.letters.trial import samples
from intake.letters.view import view_of, without_dates

ANSWERS = frozenset(("acknowledgement", "awaited", "correction", "duplicate", "receipt", "late", "declined"))


def of_submission(records: SqlRecords, decider: Decider, kind: str, receipt: str, now: datetime) -> Any:
    """What an answer to a submission's newest mail would say; None where there is no such number. Raises StoreError."""
    mail = records.newest_mail(receipt)
    if mail is None:
        return None
    recorded = records.recorded(mail, decider.calls)
    assessment = decider.judged(recorded, recorded.decisions)
    view = view_of(assessment, recorded.receipts, recorded.case.call, now)
    return without_dates(view) if kind == "late" else view


def of_roster(records: SqlRecords, calls: Iterable[Call], now: datetime) -> Any:
    """What the reminder to the first of the roster that is to be reminded would say; made up where there is none."""
    for call in calls:
        stage = stage_to_remind_of(call, now.date()) or call.stages[-1]
        for row in cover(call, stage, handed(records, call.name)):
            if is_to_remind(row):
                return reminder_view(call, row, now)
    return samples("reminder")[0]
