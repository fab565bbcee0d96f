"""Opens the database: engine, pragmas, and the migrations that bring it to this version."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError

from intake.errors import ConfigurationError, StoreError

_BUSY_SECONDS = 30
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """An engine on a database brought to this version's schema. Raises ConfigurationError, StoreError."""
    try:
        engine = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else create_engine(url)
    except ArgumentError as error:
        raise ConfigurationError(f"records.url“{url}”不是有效的数据库地址") from error
    except ImportError as error:
        raise ConfigurationError(f"数据库{_shown(url)}所需的驱动程序没有安装（{error.name}）") from error
    try:
        migrate(engine)
    except CommandError as error:
        raise ConfigurationError(f"数据库是更新版本的程序建立的，请升级本程序（{error}）") from error
    except OperationalError as error:
        raise ConfigurationError(f"数据库{_shown(url)}打不开（{error.orig}），请检查目录权限和磁盘") from error
    except DatabaseError as error:
        raise ConfigurationError(f"{_shown(url)}不是可用的数据库（{error.orig}）") from error
    return engine


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _sqlite(url: str) -> Engine:
    """SQLite in WAL, every transaction begun as IMMEDIATE: two writers wait for each other and never deadlock.

    The driver's own transaction handling is switched off, as SQLAlchemy's SQLite page advises for SERIALIZABLE use.
    """
    path = make_url(url).database
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"数据目录{Path(path).parent}不能建立（{error.strerror}），请检查权限和磁盘"
            ) from error
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        del record
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up (or down) to a revision; two processes at once wait for each other."""
    config = alembic_config()
    with engine.connect() as connection, connection.begin():
        current = MigrationContext.configure(connection).get_current_revision()
        if revision == "head" and current == ScriptDirectory.from_config(config).get_current_head():
            return
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise CommandError(f"版本{current}")
        step = command.downgrade if revision == "base" else command.upgrade
        step(config, revision)


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
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"数据库{what}失败（{reason}），请检查磁盘空间和权限") from error
