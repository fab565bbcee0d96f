"""What pages keep of a whole call: read once while nothing happens, and never what was true before."""

from threading import Barrier, Thread

from archive.records import SqlRecords
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


def test_letters_of_a_call_that_is_configured_no_more_are_nobody_s(house: House) -> None:
    alone = House(house.records, house.blobs, house.drawer, calls=(SCORED,))
    mine, _ = submission(alone, CALL, "林下", Verdict.ACCEPTED)
    office, path = alone.office(), f"/calls/{CALL.name}/letters?state=waiting"
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
