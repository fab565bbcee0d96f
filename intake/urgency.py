"""Which mail is assessed first: the one whose sender has the least time left to mend what is missing. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from intake.call import Call

HISTORY = -(10**6)  # behind all that somebody waits for


def urgency(calls: Sequence[Call], arrived_at: datetime, since: date | None, history: bool) -> int:
    """The higher the sooner: the nearest deadline of any stage that a mail of that day can still meet, in days.

    Nobody has read the mail yet, so its call isn't known; what missed every deadline comes after what can meet one.
    """
    day = arrived_at.date()
    if history or day < min((since or call.opened for call in calls), default=day):
        return HISTORY
    ahead = [stage.deadline for call in calls for stage in call.stages if stage.deadline >= day]
    return -min(ahead).toordinal() if ahead else HISTORY + 1
