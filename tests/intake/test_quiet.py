from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.deliver import Limits
from intake.letters import compose
from intake.ports import OutboxRow, OutboxState, Permission
from intake.quiet import quiet_hours
from tests.cases import COMPLETE, IN_TIME
from tests.simulation.memory import MemoryTally

SHANGHAI = ZoneInfo("Asia/Shanghai")
(LETTER,) = compose(COMPLETE.judged(), ["2020-07-0001X"], COMPLETE.call, IN_TIME, timedelta(0))


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2020, 4, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("span", "now", "over"),
    [
        ("22:00-07:30", at(21, 59), None),
        ("22:00-07:30", at(22), at(7, 30, 21)),
        ("22:00-07:30", at(0), at(7, 30)),
        ("22:00-07:30", at(7, 29), at(7, 30)),
        ("22:00-07:30", at(7, 30), None),
        ("12:00-13:00", at(12, 30), at(13)),
        ("12：00 - 13：00", at(13), None),
    ],
)
def test_when_it_is_over(span: str, now: datetime, over: datetime | None) -> None:
    hours = quiet_hours(span)
    assert hours is not None
    assert hours.over(now) == over


@pytest.mark.parametrize("written", ["", "22:00", "22-7", "24:00-07:00", "08:00-08:00"])
def test_what_is_no_span(written: str) -> None:
    assert quiet_hours(written) is None


def test_a_letter_waits_until_the_morning_unless_a_person_lets_it_go() -> None:
    limits = Limits(quiet=quiet_hours("22:00-07:30"))
    row = OutboxRow(1, "<1@x>", LETTER, IN_TIME, OutboxState.WAITING, 0)
    released = OutboxRow(1, "<1@x>", LETTER, IN_TIME, OutboxState.WAITING, 0, released=True)
    tally = MemoryTally({})
    assert limits.permit(row, at(23), tally) == Permission(until=at(7, 30, 21))
    assert limits.permit(released, at(23), tally) == Permission()
    assert limits.permit(row, at(9), tally) == Permission()
