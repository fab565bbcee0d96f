"""Lists that pages ask for again and again: what an index answers, and what is counted without being read."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from archive.coverage import handed, handed_briefly
from archive.listing import Wanted, number_of, submissions
from archive.records import SqlRecords, open_records
from archive.today import Scope
from intake.codes import Verdict
from tests.archive.filings import CALL, NOON, assessed, examination, file, judged

HERE = Scope(CALL.name, True, True)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[SqlRecords]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.db'}", "example.org")
    yield opened
    opened.engine.dispose()


def plan(records: SqlRecords, ask: Callable[[], object]) -> str:
    """How SQLite answers the question."""
    asked: list[tuple[str, Any]] = []

    def note(connection: object, cursor: object, statement: str, parameters: Any, *_: object) -> None:
        del connection, cursor
        asked.append((statement, parameters))

    event.listen(records.engine, "before_cursor_execute", note)
    ask()
    event.remove(records.engine, "before_cursor_execute", note)
    with records.engine.connect() as connection:
        questions = [each for each in asked if each[0].startswith("SELECT")]
        return "\n".join(
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in questions
        )


def test_a_list_of_one_verdict_is_read_in_its_order_from_an_index(on_sqlite: SqlRecords) -> None:
    told = plan(on_sqlite, lambda: submissions(on_sqlite, HERE, Wanted("review"), 1))
    assert "submissions_of_verdict" in told, told
    assert "TEMP B-TREE" not in told, told
    assert "submissions_of_verdict" in plan(on_sqlite, lambda: number_of(on_sqlite, HERE, Wanted("review")))


def test_what_an_organisation_handed_in_is_looked_up_by_an_index(on_sqlite: SqlRecords) -> None:
    told = plan(on_sqlite, lambda: handed_briefly(on_sqlite, CALL.name, ["云杉学会"], 3))
    assert "INDEX submissions_of_organisation" in told, told


def test_what_a_reminder_speaks_of_is_looked_up_by_the_organisations(on_sqlite: SqlRecords) -> None:
    told = plan(on_sqlite, lambda: handed(on_sqlite, CALL.name, ["云杉学会"]))
    assert told.count("submissions_of_organisation") == 3, told
    assert "ix_submissions_call" not in told, told


def keep(records: SqlRecords, number: int, organisation: str, verdict: Verdict) -> str:
    raw = b"mail %d" % number
    later = NOON + timedelta(minutes=number)
    made = judged(raw, organisation, f"活动{number}", verdict=verdict, received_at=later)
    return file(records, assessed(examination(raw), [made]), now=later)[0]


def test_the_first_of_each_and_how_many_there_are(records: SqlRecords) -> None:
    verdicts = (Verdict.ACCEPTED, Verdict.REVIEW, Verdict.ACCEPTED, Verdict.CORRECTION, Verdict.ACCEPTED)
    receipts = [keep(records, number, "中国云杉学会", verdict) for number, verdict in enumerate(verdicts)]
    keep(records, 9, "青岭大学", Verdict.ACCEPTED)
    found, numbers = handed_briefly(records, CALL.name, ["中国云杉学会"], 2)
    first = sorted(receipts)[:2]
    assert set(first) <= {each.receipt for each in found} <= set(receipts)
    assert {each.verdict for each in found} == set(verdicts)
    assert {each.organisation for each in found} == {"中国云杉学会"}
    assert dict(numbers) == {("plan", "中国云杉学会"): 5}
    assert handed_briefly(records, CALL.name, [], 2) == ((), {})
    wanted = Wanted(Verdict.ACCEPTED.value, "plan")
    assert [each.receipt for each in submissions(records, HERE, wanted, 1)][1:] == [
        receipts[4],
        receipts[2],
        receipts[0],
    ]
    assert submissions(records, HERE, wanted, 2) == ()
    assert number_of(records, HERE, wanted) == 4
