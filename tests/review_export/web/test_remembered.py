"""What pages keep of a whole call: read once while nothing happens, and never what was true before."""

from math import inf
from threading import Barrier, Thread

import pytest

from archive.accounts import Grant, Role
from archive.records import SqlRecords
from archive.today import Pulse, Scope, verdicts
from intake.codes import Verdict
from review_export.web.remembered import Remembered
from tests.archive.filings import CALL, OTHER_CALL
from tests.review_export.web.browsing import SCORED, House
from tests.review_export.web.objects import submission


def test_read_again_after_each_change_and_not_without_one(house: House) -> None:
    remembered, asked = Remembered(), []

    def read() -> int:
        asked.append(1)
        return len(asked)

    assert [remembered.of(house.records, "a", read) for _ in range(3)] == [1, 1, 1]
    assert remembered.of(house.records, "b", read) == 2
    submission(house, CALL, "林下", Verdict.REVIEW)
    assert [remembered.of(house.records, "a", read) for _ in range(2)] == [3, 3]


def test_letters_of_a_call_that_is_configured_no_more_are_not_another_call_s(house: House) -> None:
    alone = House(house.records, house.blobs, house.drawer, calls=(SCORED,))
    mine, _ = submission(alone, CALL, "林下", Verdict.ACCEPTED)
    office = alone.as_somebody(alone.person("one", Grant(Role.OFFICE, CALL.name)))
    path = f"/calls/{CALL.name}/letters?state=waiting"
    assert mine in office.get(path).text
    other, _ = submission(alone, OTHER_CALL, "林外", Verdict.ACCEPTED)
    page = office.get(path).text
    assert (mine in page, other in page) == (True, False)


def test_many_who_ask_at_once_are_answered_by_one_reading(records: SqlRecords) -> None:
    remembered, asked, got = Remembered(), [], []
    together = Barrier(8)

    def read() -> int:
        asked.append(1)
        return 7

    def ask() -> None:
        together.wait(30)
        got.append(remembered.of(records, "a", read))

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert (asked, got) == ([1], [7] * 8)


def test_what_takes_long_is_put_off_for_mails_and_never_for_what_people_did(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review_export.web.remembered._SPARING", 1e12)  # as if every reading took long
    remembered, asked = Remembered(quick=-1, slow=inf), []

    def at(line: int, decision: int) -> int:
        return remembered.of(records, "a", lambda: asked.append(1) or len(asked), Pulse(line, 0, (decision, 0)))

    assert [at(1, 0), at(2, 0)] == [1, 2]  # whether it takes long nobody knows before the second time
    assert [at(3, 0), at(4, 0)] == [2, 2]
    assert [at(5, 1), at(5, 1)] == [3, 3]


def test_what_is_remembered_is_never_made_of_what_is_remembered(records: SqlRecords) -> None:
    remembered = Remembered()
    with pytest.raises(RuntimeError, match="'inner' is asked for"):
        remembered.of(records, "outer", lambda: remembered.of(records, "inner", lambda: 1))
    assert remembered.of(records, "inner", lambda: 2) == 2


def test_no_more_is_remembered_than_so_many_values(records: SqlRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review_export.web.remembered._MOST", 3)
    remembered, asked = Remembered(), []
    for key in ("a", "b", "c", "d", "d", "c", "a"):
        remembered.of(records, key, lambda key=key: asked.append(key))
    assert asked == ["a", "b", "c", "d", "a"]


def test_a_page_shows_one_moment(house: House) -> None:
    records, scope = house.records, Scope(CALL.name, False)
    submission(house, CALL, "林下", Verdict.ACCEPTED)
    with records.one_moment():
        before = verdicts(records, scope)
        thread = Thread(target=submission, args=(house, CALL, "林外", Verdict.ACCEPTED))
        thread.start()
        thread.join(60)
        assert verdicts(records, scope) == before
    assert sum(verdicts(records, scope).values()) == 2


def test_a_moment_that_is_let_go_keeps_no_connection(house: House) -> None:
    records, scope = house.records, Scope(CALL.name, False)
    with records.one_moment():
        assert sum(verdicts(records, scope).values()) == 0
        kept = records._reader.pool.checkedout()
        records.let_go()
        assert records._reader.pool.checkedout() == kept - 1
        submission(house, CALL, "林下", Verdict.ACCEPTED)
        assert sum(verdicts(records, scope).values()) == 1
