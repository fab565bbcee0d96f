"""What only reads goes past the ORM where it asks for columns, and answers as the ORM does."""

import pytest
from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased

from archive.reading import ReadingSession
from archive.records import SqlRecords
from archive.tables import MailRow, RevisionRow, SubmissionRow
from tests.archive.filings import CALL, file, simple

OTHER = aliased(MailRow)
STATEMENTS = {
    "columns": select(SubmissionRow.receipt, SubmissionRow.first_received_at, SubmissionRow.fields),
    "a figure": select(func.count()).select_from(SubmissionRow),
    "nothing": select(SubmissionRow.receipt).where(SubmissionRow.receipt == "no"),
    "several": select(SubmissionRow.receipt).where(SubmissionRow.call.in_(bindparam("calls", expanding=True))),
    "joined": select(MailRow.digest, literal("x").label("x")).join(RevisionRow, RevisionRow.mail == MailRow.digest),
    "of an alias": select(OTHER.digest),
}


@pytest.fixture
def filed(records: SqlRecords) -> SqlRecords:
    for raw in (b"a", b"b"):
        file(records, simple(raw, activity=f"节日{raw!r}"))
    return records


def test_columns_are_the_same_as_the_orm_s(filed: SqlRecords) -> None:
    values = {"calls": [CALL.name]}
    with Session(filed.engine) as usual:
        found = {name: usual.execute(statement, values).all() for name, statement in STATEMENTS.items()}
    with ReadingSession(filed.engine) as session:
        for name, statement in STATEMENTS.items():
            assert session.execute(statement, values).all() == found[name]
            assert session.scalars(statement, values).all() == [row[0] for row in found[name]]
            assert session.scalar(statement, values) == (found[name][0][0] if found[name] else None)
    assert [name for name, rows in found.items() if not rows] == ["nothing"]


def test_whole_rows_are_objects_each_of_them_once(filed: SqlRecords) -> None:
    with ReadingSession(filed.engine) as session:
        rows = session.scalars(select(SubmissionRow)).all()
        assert (
            rows[0]
            is session.execute(select(SubmissionRow, MailRow.digest).join(MailRow, MailRow.call == CALL.name)).all()[0][
                0
            ]
        )
        assert isinstance(session.scalar(select(OTHER)), MailRow)
