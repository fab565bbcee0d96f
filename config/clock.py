"""The one clock. Everything else is handed the time."""

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current moment, in Asia/Shanghai."""
    return datetime.now(SHANGHAI)
