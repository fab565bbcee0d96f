"""SQLite in WAL, every writing transaction begun as IMMEDIATE: two writers wait for each other and never deadlock."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from archive.recorded.owners import watch_sqlite
from intake.errors import ConfigurationError, reason

_BUSY_SECONDS = 30
_CONNECTIONS = 40  # that stay open: as many as threads that make pages, and opening one takes as long as a page
_PAUSE = 0.05  # seconds
_PRIMARY = 0xFF  # of a result code; the rest says more of the same (sqlite.org/rescode.html)


def sqlite_engine(url: URL) -> Engine:
    """An engine on a file, in a folder made where there is none. Raises ConfigurationError.

    The driver's own transaction handling is switched off, as SQLAlchemy's SQLite page advises for SERIALIZABLE use.
    """
    if url.database and url.database != ":memory:":
        _make_folder(Path(url.database).parent)
    kept = {} if url.database in (None, "", ":memory:") else {"pool_size": _CONNECTIONS}
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}, **kept)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        del record
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        watch_sqlite(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Of several processes that open a new file at once, one makes it WAL; the driver's time-out doesn't wait for that."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"数据目录{folder}不能建立（{reason(error)}），请检查权限和磁盘") from error
