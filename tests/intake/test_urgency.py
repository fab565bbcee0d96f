"""Who has the least time left goes first; what nobody waits for goes last."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from intake.urgency import HISTORY, urgency
from tests.cases import CALL


def of(day: str, since: date | None = None, history: bool = False) -> int:
    return urgency(
        (CALL,), datetime.fromisoformat(f"{day}T23:59").replace(tzinfo=ZoneInfo("Asia/Shanghai")), since, history
    )


def test_a_mail_of_the_last_day_of_the_plan_goes_before_one_that_has_until_june() -> None:
    order = [of("2020-04-10"), of("2020-04-23"), of("2020-06-21"), of("2020-04-08")]
    assert all(sooner > later for sooner, later in pairwise(order))  # the last two: too late for all, and history
    assert of("2020-04-10") == of("2020-04-22")


def test_history_is_what_is_older_than_since_or_was_imported_as_such() -> None:
    assert of("2020-04-08") == of("2020-04-20", since=date(2020, 4, 21)) == of("2020-04-20", history=True) == HISTORY
    assert of("2020-04-08", since=date(2020, 4, 1)) > HISTORY


def test_without_a_call_all_are_alike() -> None:
    assert urgency((), datetime(2020, 4, 8, tzinfo=ZoneInfo("Asia/Shanghai")), None, False) == HISTORY + 1
