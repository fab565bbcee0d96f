"""What a test gets is as new, whatever the test before did to it."""

import psycopg
import pytest

from archive.records import open_records
from tests.archive.filings import file, register, simple
from tests.parts.postgres import Postgres
from tests.parts.reused import Reused

pytestmark = pytest.mark.parts
_CHANGES = (
    "CREATE TABLE grown (id integer)",
    "DROP TRIGGER audit_no_change ON audit",
    "DROP INDEX {index}",
    "UPDATE alembic_version SET version_num = 'older'",
    "CREATE SCHEMA house",
    "DROP TABLE search_version CASCADE",
    "ALTER TABLE mails RENAME COLUMN subject TO title",
)


@pytest.fixture
def databases(postgres_server: Postgres, postgres_template: str) -> Reused:
    return Reused(postgres_server, postgres_template)


def contents(url: str) -> dict[str, list[str]]:
    """Each table's rows, and where its counters stand."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = {
            name: connection.execute(f"SELECT row::text FROM {name} AS row".encode()).fetchall() for (name,) in tables
        }
        counted = connection.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1").fetchall()
        return {
            **{name: [row for (row,) in rows] for name, rows in found.items()},
            "counted": [str(each) for each in counted],
        }


def test_rows_and_numbers_are_gone_and_the_database_serves_again(databases: Reused) -> None:
    url = databases.take()
    new = contents(url)
    records = open_records(url, "example.org")
    register(records, b"one")
    file(records, simple(b"one"))
    filled = contents(url)
    assert filled["mails"]
    assert filled["audit"]
    assert filled["counted"] != new["counted"]
    databases.give_back(url)  # its connections are still open
    records.engine.dispose()
    assert databases.take() == url
    assert contents(url) == new
    databases.server.drop(url)


@pytest.mark.parametrize("change", _CHANGES)
def test_one_whose_schema_was_changed_is_not_used_again(databases: Reused, change: str) -> None:
    url = databases.take()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        index = connection.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '%UNIQUE%' LIMIT 1"
        ).fetchone()
        assert index is not None
        connection.execute(change.format(index=index[0]).encode())
    databases.give_back(url)
    again = databases.take()
    assert again != url
    databases.server.drop(again)
