"""The one clock. Everything else is handed the time."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current moment, in Asia/Shanghai."""
    return datetime.now(SHANGHAI)


def shifted_to(moment: datetime) -> Callable[[], datetime]:
    """A clock that begins at another moment and then runs as usual: how the demo lives in April 2020."""
    offset = moment - now()
    return lambda: now() + offset
