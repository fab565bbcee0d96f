"""On which days somebody is told to look at letters before they leave."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archive.records import SqlRecords, open_records
from config.first_day import is_first_day
from tests.archive.desk import Desk
from tests.cases import CALL, COMPLETE


@pytest.fixture
def records(tmp_path: Path) -> Iterator[SqlRecords]:
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    yield records
    records.engine.dispose()


def test_until_a_letter_has_left_it_is_the_first_day(records: SqlRecords) -> None:
    desk, today = Desk(records), date(2020, 4, 20)
    desk.arrive(COMPLETE)
    assert is_first_day((CALL,), records, today)
    assert desk.send() == ["acknowledgement"]
    assert not is_first_day((CALL,), records, today)


def test_the_day_a_call_opens_is_one_whatever_left_before(records: SqlRecords) -> None:
    desk = Desk(records)
    desk.arrive(COMPLETE)
    desk.send()
    assert is_first_day((CALL,), records, CALL.opened)
