"""Opens the database: engine, and the migrations that bring it to this version."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from archive.postgresql import READING, postgres_engine, reason_of
from archive.recorded.owners import unwatch_sqlite, watch_postgresql
from archive.sqlite import sqlite_engine
from intake.errors import ConfigurationError, StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"

_EXAMPLES = "应如sqlite:///baosong-data/records.db或postgresql+psycopg://user@host/name"


def open_database(url: str, password: str = "") -> Engine:
    """An engine on a database brought to this version's schema. Raises ConfigurationError, StoreError."""
    engine = _engine(url, password)
    try:
        _bring_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine) -> None:
    try:
        migrate(engine)
    except CommandError as error:
        raise ConfigurationError(f"数据库是更新版本的程序建立的，请升级本程序（{error}）") from error
    except OperationalError as error:
        raise ConfigurationError(_unopened(engine, error)) from error
    except DatabaseError as error:
        raise ConfigurationError(f"{engine.url}不是可用的数据库（{_reason(error)}）") from error


def _engine(url: str, password: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(f"records.url“{_without_password(url)}”不是有效的数据库地址，{_EXAMPLES}") from error
    if password:
        parsed = parsed.set(password=password)
    kinds = {"sqlite": sqlite_engine, "postgresql": postgres_engine}
    make = kinds.get(parsed.get_backend_name())
    if make is None:
        raise ConfigurationError(f"records.url“{parsed}”不是可用的数据库地址，{_EXAMPLES}")
    try:
        return make(parsed)
    except ImportError as error:
        raise ConfigurationError(
            f"数据库{parsed}所需的驱动程序没有安装（{error.name}），请用{_usual(parsed)}"
        ) from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise ConfigurationError(f"records.url“{parsed}”不是有效的数据库地址（{error}）") from error


def _without_password(url: str) -> str:
    """What can't be taken apart may hold a password anywhere between the scheme and the last @."""
    return re.sub(r"(?<=://).*(?=@)", "***", url, flags=re.DOTALL)


def _usual(url: URL) -> str:
    return {"sqlite": "sqlite:///", "postgresql": "postgresql+psycopg://"}[url.get_backend_name()]


def _unopened(engine: Engine, error: OperationalError) -> str:
    if engine.dialect.name == "postgresql":
        return f"数据库{engine.url}连接不上（{_reason(error)}），请检查服务器、数据库名、用户名和密码"
    return f"数据库{engine.url}打不开（{_reason(error)}），请检查目录权限和磁盘"


def reader(engine: Engine) -> Engine:
    """The same database for reading alone: each transaction sees one moment, and waits for no writer."""
    options = READING if engine.dialect.name == "postgresql" else {"reading": True}
    return engine.execution_options(**options)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up (or down) to a revision; two processes at once wait for each other."""
    with engine.connect() as connection, connection.begin():
        current = MigrationContext.configure(connection).get_current_revision()
        if revision == "head" and current == _scripts().get_current_head():
            return
        config = alembic_config()
        _wait_for_others(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        known = [script.revision for script in _scripts().walk_revisions()]  # the newest first
        if current is not None and current not in known:
            raise CommandError(f"版本{current}")
        below = ["base", *(known[known.index(current) + 1 :] if current else ())]
        step = command.downgrade if revision in below else command.upgrade
        if connection.dialect.name == "sqlite":
            unwatch_sqlite(connection)
        step(config, revision)
        if connection.dialect.name == "postgresql":
            watch_postgresql(connection)
    engine.dispose()  # new connections watch the new schema


@cache
def _scripts() -> ScriptDirectory:
    """Read once a process: each migration is a module that has to be loaded."""
    return ScriptDirectory.from_config(alembic_config())


def _wait_for_others(connection: Connection) -> None:
    """SQLite has let nobody else begin; on PostgreSQL, wait as long as another's migration takes."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("baosong migrations", 0))))


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def stored(what: str) -> Iterator[None]:
    """Turns what the database refuses into StoreError, with the place and the reason."""
    try:
        yield
    except PoolExhausted as error:
        raise StoreError(f"数据库{what}失败（本程序的数据库连接全部在用），稍后自动重试") from error
    except SQLAlchemyError as error:
        remote = isinstance(getattr(error, "orig", None), psycopg.Error)
        advice = "请检查数据库服务器，稍后自动重试" if remote else "请检查磁盘空间和权限"
        raise StoreError(f"数据库{what}失败（{_reason(error)}），{advice}") from error


def _reason(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return reason_of(cause) if isinstance(cause, psycopg.Error) else str(cause)
