"""What a process remembers of the index is never older than the index."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from archive.finding import reindex, search
from archive.finding.kept import Kept
from archive.finding.tallying import Tallies
from archive.finding.upkeep import make_anew
from archive.records import SqlRecords, open_records
from intake.codes import Verdict
from intake.ports import Relation
from tests.archive.filings import CALL, NOON, assessed, digest_of, examination, file, judged


def mail(records: SqlRecords, subject: str, seconds: int = 0) -> None:
    moment = NOON + timedelta(seconds=seconds)
    file(records, assessed(examination(subject.encode(), subject=subject), verdict=Verdict.REVIEW, received_at=moment))


def subjects(records: SqlRecords, query: str) -> list[str]:
    return [hit.places[0].snippet for hit in search(records.engine, query).hits]


def test_an_index_that_another_process_made_anew_is_read_anew(records: SqlRecords, database_url: str) -> None:
    """Filed in one order and received in the other, two mails of one time change their numbers."""
    mail(records, "后到的莲花", seconds=2)
    mail(records, "先到的莲花", seconds=1)
    assert subjects(records, "莲花") == ["先到的【莲花】", "后到的【莲花】"]
    other = open_records(database_url, "example.org")
    make_anew(other.engine)
    other.engine.dispose()
    assert subjects(records, "莲花") == ["后到的【莲花】", "先到的【莲花】"]
    assert subjects(records, "先到") == ["【先到】的莲花"]


@pytest.mark.parts
def test_no_number_is_given_twice_however_often_an_entry_is_made_anew(postgres_url: str) -> None:
    """The millionth number within one time came back as the first: a mail was refused, or taken for what was read before."""
    records = open_records(postgres_url)
    mail(records, "先到的莲花")
    assert subjects(records, "莲花") == ["先到的【莲花】"]
    with records.engine.begin() as connection:
        connection.execute(text("SELECT setval('search_numbers', (1 << 20) + last_value - 1) FROM search_numbers"))
    mail(records, "后到的莲花")
    assert subjects(records, "莲花") == ["后到的【莲花】", "先到的【莲花】"]
    records.engine.dispose()


def test_facets_count_what_came_and_went_since_the_last_count(records: SqlRecords) -> None:
    def months() -> dict[str, int]:
        found = search(records.engine, "莲花", with_facets=True)
        assert found.facets is not None
        return dict(found.facets.counts["month"])

    mail(records, "莲花一")
    assert months() == {"2020-04": 1}
    mail(records, "莲花二", seconds=-40 * 86_400)
    assert months() == {"2020-04": 1, "2020-03": 1}
    mail(records, "莲花三", seconds=40 * 86_400)
    assert months() == {"2020-04": 1, "2020-03": 1, "2020-05": 1}


def test_when_too_much_is_known_all_the_same_is_counted(records: SqlRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        mail(records, f"莲花{number}", seconds=number)
    with records.engine.connect() as connection:
        numbers = list(connection.scalars(text("SELECT id FROM entries ORDER BY id")))
        tallies = Tallies()
        monkeypatch.setattr("archive.finding.tallying._MOST", 1)
        for asked in (numbers[:2], numbers[:3], numbers, numbers):
            assert tallies.count(connection, asked)["month"] == {"2020-04": len(asked)}


def test_an_earlier_revision_without_a_name_of_its_own_is_found_by_what_its_submission_is_called_now(
    records: SqlRecords,
) -> None:
    def shown() -> set[str]:
        return {hit.activity for hit in search(records.engine, "莲花").hits}

    first = judged(b"1", "莲花学会", "甲活动")
    (receipt,) = file(records, assessed(examination(b"1", subject="莲花"), [first]))
    (prior,) = records.related(CALL.name, Relation((receipt,), (), "", ()))
    file(records, assessed(examination(b"2", subject="莲花"), [judged(b"2", "莲花学会", "甲活动", prior=prior)]))
    assert shown() == {"甲活动"}
    with Session(records.engine) as session, session.begin():
        session.execute(text("UPDATE submissions SET activity = '乙活动'"))
        reindex(session, digest_of(b"2"))
    assert shown() == {"乙活动"}


def test_nothing_is_counted_of_no_entries(records: SqlRecords) -> None:
    with records.engine.connect() as connection:
        counts = Tallies().count(connection, ())
    assert set(counts) == {"organisation", "stage", "verdict", "month", "module", "code"}
    assert not any(counts.values())


def test_what_was_used_of_late_is_kept_as_far_as_there_is_room() -> None:
    kept: Kept[int, str] = Kept(6, len)
    kept.add({1: "ab", 2: "cd", 3: "ef"})
    assert kept.find([1]) == {1: "ab"}
    kept.add({4: "gh"})
    assert kept.find([1, 2, 3, 4]) == {1: "ab", 3: "ef", 4: "gh"}
    kept.add({1: "longer"})
    assert kept.find([1, 3, 4]) == {1: "longer"}
    kept.add({5: "more than there is room for"})
    assert kept.find([1, 5]) == {}
