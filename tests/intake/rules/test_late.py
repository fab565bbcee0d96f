from dataclasses import replace
from datetime import datetime

import pytest

from intake.codes import Code, Severity
from tests.cases import (
    COMPLETE,
    PDF,
    SHANGHAI,
    TOO_LATE,
    WORD,
    Arrived,
    Pair,
    arrived,
    codes_of,
    later,
    priors_of,
    word,
)

LAST_MINUTE = datetime(2020, 4, 22, 23, 59, 59, tzinfo=SHANGHAI)
PAIRS = (
    Pair(
        Code.LATE,
        arrived(received_at=TOO_LATE),
        Severity.REVIEW,
        says=("2020年4月22日", "2020年4月23日", "人工"),
        without=arrived(received_at=LAST_MINUTE),
    ),
)
NEW_WORD = word("1", "筹备方案（改）.docx")
HALF = arrived(WORD)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def _completing(first: datetime, then: datetime) -> Arrived:
    return later(arrived(PDF), then, priors=priors_of(replace(HALF, received_at=first)))


def _on(month: int, day: int) -> datetime:
    return datetime(2020, month, day, 12, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("first", "then", "late"),
    [
        (_on(4, 10), _on(4, 22), False),  # before the deadline, however long after the first half
        (_on(4, 22), _on(4, 29), False),  # the seventh day of its own time
        (_on(4, 22), _on(4, 30), True),
        (_on(4, 10), _on(4, 23), True),  # its own time was over before the deadline
        (_on(4, 23), _on(4, 24), True),  # begun too late
    ],
)
def test_missing_halves_have_days_of_their_own(first: datetime, then: datetime, late: bool) -> None:
    assert (Code.LATE in codes_of(_completing(first, then))) is late


def test_the_same_again_is_as_old_as_it_was_the_first_time() -> None:
    in_time = later(COMPLETE, _on(6, 1), priors=priors_of(COMPLETE))
    too_late = later(COMPLETE, _on(6, 1), priors=priors_of(arrived(received_at=TOO_LATE)))
    assert codes_of(in_time) == [Code.DUPLICATE]
    assert codes_of(too_late) == [Code.DUPLICATE, Code.LATE]


def test_which_time_was_over_is_said() -> None:
    (correction,) = (
        f for f in _completing(_on(4, 22), _on(4, 30)).judged().submissions[0].findings if f.code is Code.LATE
    )
    assert "补正期截止日期是2020年4月29日" in correction.detail
    first = arrived(received_at=TOO_LATE).judged().submissions[0].findings[0]
    assert "报送截止日期是2020年4月22日" in first.detail
