"""Migrations make what the typed tables say, and can be walked down and up again."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, inspect, text

from archive.database import alembic_config, migrate, open_database
from archive.letters import file_reminders
from archive.records import SqlRecords
from archive.tables import AssignmentRow, BallotRow, HeldRow, Table
from archive.views import activities, mails
from tests.archive.filings import NOON, file, letter, simple

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
    """Tables, indexes and triggers."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION SELECT proname FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace",
    }
    with engine.connect() as connection:
        return set(connection.scalars(text(listed[engine.dialect.name])))


ADDED = {
    "sqlite": {"search", "audit_no_update", "audit_no_delete", "audit_no_replace"},
    "postgresql": {
        "search",
        "search_latest",
        "search_segments",
        "search_gone",
        "search_postings",
        "search_numbers",
        "audit_no_change",
        "audit_is_never_changed",
    },
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with nothing in it but Alembic's own table."""
    opened = open_database(database_url)
    migrate(opened, "base")
    assert {name for name in names(opened) if not name.startswith("alembic")} == set()
    yield opened
    opened.dispose()


def test_from_nothing_to_now_is_what_the_tables_say(engine: Engine) -> None:
    migrate(engine)
    assert differences(engine) == []
    assert ADDED[engine.dialect.name] <= names(engine)


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
    assert {name for name in names(records.engine) if not name.startswith("alembic")} == set()
    migrate(records.engine)
    assert names(records.engine) == made
    assert differences(records.engine) == []
    file(records, simple(b"a"))
    assert len(activities(records)) == 1


def test_down_step_by_step_and_up_again_keeps_what_was_there(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    before = activities(records), mails(records)
    for revision in reversed(REVISIONS):
        migrate(records.engine, revision)
        assert current(records.engine) == revision
        with records.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM outbox")) == 1
    migrate(records.engine)
    assert (activities(records), mails(records)) == before
    assert differences(records.engine) == []


def test_whose_call_a_reminder_is_comes_and_goes_with_its_column(records: SqlRecords) -> None:
    with records.transaction() as transaction:
        file_reminders(transaction.session, "2020-29", [letter(held="请过目")], "example.org", NOON)
    listed = "SELECT id, address, held, call FROM outbox"
    with records.engine.connect() as connection:
        assert connection.execute(text(listed)).all() == [(1, "zhangsan@example.org", "请过目", "2020-29")]
    migrate(records.engine, "0020")
    migrate(records.engine)
    with records.engine.connect() as connection:
        assert connection.execute(text(listed)).all() == [(1, "zhangsan@example.org", "请过目", "")]


_BALLOT = {"receipt": "1", "values": {"总分": 9}, "comment": "", "source": "甲.xlsx", "read_at": NOON}
_HELD = {"organisation": "云杉学会", "organisation_key": "云杉学会", "reason": "任职"}


@pytest.mark.parametrize(
    ("table", "row"), [(BallotRow, _BALLOT), (AssignmentRow, {"receipt": "1", "seed": "1"}), (HeldRow, _HELD)]
)
def test_going_back_does_not_drop_reviewers_work(
    records: SqlRecords, table: type[Table], row: dict[str, object]
) -> None:
    with records.transaction() as transaction:
        transaction.session.add(table(call="2020-29", reviewer="甲", **row))
    with pytest.raises(CommandError, match=f"会丢失{table.__tablename__}里的1行"):
        migrate(records.engine, "0002")
    assert current(records.engine) == REVISIONS[-1]


def current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_can_be_reached_alone(engine: Engine, revision: str) -> None:
    migrate(engine, revision)
    assert current(engine) == revision
    migrate(engine)
    assert inspect(engine).has_table("mails")


def test_a_migration_that_fails_leaves_the_schema_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE texts (in_the_way TEXT)"))
    before = names(engine)
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    assert names(engine) == before
