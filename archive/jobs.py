"""Where Procrastinate's jobs lie: a schema of their own in the records' database, which Alembic neither sees nor touches."""

from importlib.metadata import version
from importlib.resources import files
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, func, select, text

from archive.database import stored
from archive.locking import on_postgresql
from intake.errors import ConfigurationError
from intake.ports import Transaction

SCHEMA = "procrastinate"
# what a frozen process holds in the middle of a transaction of Procrastinate's, others wait for: not for long
_OPTIONS = f"-c search_path={SCHEMA},public -c idle_in_transaction_session_timeout=10s -c lock_timeout=20s"
_PATH = f"SET LOCAL search_path TO {SCHEMA}, public"
_PATH_TOO = (  # before where the records' own tables are found, for the transaction goes on with them
    f"SELECT set_config('search_path', '{SCHEMA}, ' || current_setting('search_path'), true)"
    f" WHERE position('{SCHEMA}, ' IN current_setting('search_path')) <> 1"
)


def prepare(engine: Engine) -> str:
    """Bring the jobs' schema to the installed Procrastinate's; the address for its own connections.

    Idempotent, and two processes at once wait for each other. Raises ConfigurationError where the records are in SQLite.
    """
    if engine.dialect.name != "postgresql":
        raise ConfigurationError(
            'queue.kind = "procrastinate"需要PostgreSQL，请把records.url改为postgresql+psycopg://…'
        )
    installed = version("procrastinate")
    with stored("写入"), engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("baosong jobs", 0))))
        known = connection.scalar(
            text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name"),
            {"name": SCHEMA},
        )
        if known != installed:
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.exec_driver_sql(_PATH)
            driver: Any = connection.connection.driver_connection
            for script in _scripts(known):
                driver.execute(script)  # without parameters: as it is, many statements at once
            connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{installed}'")
    _, given = engine.dialect.create_connect_args(engine.url)
    given.pop("context", None)  # psycopg's, not the server's
    own = {"options": f"{given.get('options', '')} {_OPTIONS}".lstrip(), "application_name": "baosong jobs"}
    return make_conninfo(**{**given, **own})


def _scripts(known: str | None) -> list[str]:
    """All of the schema for a new one, else the steps from the version that made it."""
    if known is None:
        return [SchemaManager.get_schema()]
    steps = sorted(files("procrastinate.sql.migrations").iterdir(), key=lambda step: step.name)
    return [
        step.read_text("utf-8") for step in steps if step.name[:1].isdigit() and _numbers(step.name) > _numbers(known)
    ]


def _numbers(name: str) -> list[int]:
    return [int(number) for number in name.partition("_")[0].split(".")[:3]]


def driver_of(transaction: Transaction) -> Any:
    """The driver's connection under a transaction of the records: what is deferred on it, is deferred with them."""
    session = transaction.session  # type: ignore[attr-defined]  # archive's own, not the port's
    assert on_postgresql(session)  # noqa: S101  `prepare` has looked
    connection = session.connection()
    connection.exec_driver_sql(_PATH_TOO)
    return connection.connection.driver_connection
