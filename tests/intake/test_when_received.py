"""When a mail was received: the first source that can be right."""

from datetime import datetime, timedelta

import pytest

from config.clock import SHANGHAI
from intake.pipeline import first_possible
from parsers.mail import read_mail

NOW = datetime(2020, 4, 21, 12, tzinfo=SHANGHAI)
EARLIER = NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("moments", "found"),
    [
        ((EARLIER, NOW), EARLIER),
        ((NOW + timedelta(days=2), EARLIER), NOW + timedelta(days=2)),
        ((NOW + timedelta(days=2, seconds=1), EARLIER), EARLIER),
        ((None, EARLIER), EARLIER),
        ((NOW + timedelta(days=900), None), None),
        ((), None),
    ],
)
def test_the_first_that_is_not_ahead_of_now(moments: tuple[datetime | None, ...], found: datetime | None) -> None:
    assert first_possible(NOW, *moments) == found


@pytest.mark.parametrize(("year", "kept"), [(1999, False), (1980, False), (2000, True), (2020, True)])
def test_a_year_that_no_server_in_service_can_mean(year: int, kept: bool) -> None:
    raw = f"Received: from a by b; 20 Apr {year} 10:11:12 +0800\r\nDate: Mon, 20 Apr 2020 10:00:00 +0800\r\n\r\nx"
    mail = read_mail(raw.encode())[0]
    assert (mail.received is not None) is kept
    assert mail.date == datetime(2020, 4, 20, 10, tzinfo=SHANGHAI)
