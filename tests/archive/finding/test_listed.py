"""A list asked for as one value is looked up in the column's index, and an empty one finds nothing."""

from typing import Any

import pytest
from sqlalchemy import Select, select, text

from archive.finding.listed import among
from archive.records import SqlRecords
from archive.tables import MailRow, SubmissionRow
from tests.archive.filings import digest_of, file, simple

MAILS = select(MailRow.digest).where(among(MailRow.__table__.c.digest, "mails"))
NUMBERS = select(SubmissionRow.id).where(among(SubmissionRow.__table__.c.id, "numbers"))


def test_what_is_in_the_list_is_found_and_nothing_else(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    file(records, simple(b"b", "青岭大学"))
    with records.reading() as session:
        found = session.scalars(MAILS, {"mails": [digest_of(b"b"), "x,\"'{}"]}).all()
        assert found == [digest_of(b"b")]
        assert session.scalars(MAILS, {"mails": []}).all() == []
        assert session.scalars(NUMBERS, {"numbers": [2, 2**40]}).all() == [2]


@pytest.mark.parametrize("statement", [MAILS, NUMBERS], ids=["texts", "numbers"])
def test_the_columns_index_is_asked(records: SqlRecords, statement: Select[Any]) -> None:
    values = {"mails": ["x"]} if statement is MAILS else {"numbers": [1]}
    with records.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.execute(text("SELECT 1" if is_sqlite else "SET LOCAL enable_seqscan = off"))
        written = str(statement.compile(connection.engine))
        explained = f"EXPLAIN {'QUERY PLAN ' * is_sqlite}{written}"
        given = ("[]",) if is_sqlite else dict.fromkeys(values, "{}")
        plan = str(connection.exec_driver_sql(explained, given).all())
    assert "SEARCH" in plan or "Index" in plan, plan
