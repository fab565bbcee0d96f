"""Migrations make what the typed tables say, and can be walked down and up again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from archive.database import alembic_config, migrate, open_database
from archive.records import SqlRecords
from archive.tables import Table
from archive.views import activities
from tests.archive.filings import file, simple

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


def differences(engine: Engine) -> list[object]:
    """What the database has otherwise than the tables say; FTS5's own tables belong to no metadata."""
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("search"),
    }
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata))


def names(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")))


def test_from_nothing_to_now_is_what_the_tables_say(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/records.db")
    assert differences(engine) == []
    assert {"search", "audit_no_update", "audit_no_delete", "audit_no_replace"} <= names(engine)
    engine.dispose()


def test_a_missing_column_would_show(records: SqlRecords) -> None:
    with records.engine.begin() as connection:
        connection.execute(text("ALTER TABLE conditions DROP COLUMN message"))
    assert len(differences(records.engine)) == 1


def test_migrating_again_changes_nothing(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    before = activities(records)
    migrate(records.engine)
    assert activities(records) == before


def test_down_to_nothing_and_up_again_with_data(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    made = names(records.engine)
    migrate(records.engine, "base")
    assert names(records.engine) == {"alembic_version"}
    migrate(records.engine)
    assert names(records.engine) == made
    assert differences(records.engine) == []
    file(records, simple(b"a"))
    assert len(activities(records)) == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_can_be_reached_alone(tmp_path: Path, revision: str) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/records.db")
    migrate(engine, "base")
    migrate(engine, revision)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revision
    migrate(engine)
    assert inspect(engine).has_table("mails")
    engine.dispose()


def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/records.db")
    migrate(engine, "base")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE texts (in_the_way TEXT)"))
    before = names(engine)
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    assert names(engine) == before
    engine.dispose()
