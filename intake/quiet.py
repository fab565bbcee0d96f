"""Quiet hours: letters that fall due at night leave in the morning."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another, past midnight where the second is the earlier; the office's own zone."""

    begin: time
    end: time

    def over(self, now: datetime) -> datetime | None:
        """When the quiet that now holds is over; None where there is none."""
        moment = now.time()
        overnight = self.begin > self.end
        within = moment >= self.begin or moment < self.end if overnight else self.begin <= moment < self.end
        if not within:
            return None
        day = now.date() + timedelta(days=1) if overnight and moment >= self.begin else now.date()
        return datetime.combine(day, self.end, now.tzinfo)


def quiet_hours(written: str) -> QuietHours | None:
    """The hours in "22:00-07:30"; None for "", for what isn't that, and for a span of no length."""
    match = _SPAN.fullmatch(written.replace("：", ":").replace(" ", ""))
    if match is None:
        return None
    begin, end = (time(int(match[at]), int(match[at + 1])) for at in (1, 3))
    return QuietHours(begin, end) if begin != end else None
