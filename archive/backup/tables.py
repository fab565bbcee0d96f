"""The tables as one SQLite file, and back into either database."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, text

from archive.accounts import tables as _accounts  # noqa: F401  whose tables are copied, too
from archive.database import open_database, reader, stored
from archive.finding.entries import write_all
from archive.locking import on_postgresql
from archive.recorded.owners import ENTITIES
from archive.records import SqlRecords
from archive.tables import Table, UnrecordedRow
from intake.errors import ConfigurationError

_TOGETHER = 500  # rows
_LEFT_OUT = frozenset(("unrecorded", "entries"))
_OF_A_NEW_ONE = frozenset(("meta", "conditions", "verifications"))  # what looking into an empty database leaves there


def copy_out(engine: Engine, path: Path) -> None:
    """Everything as it is at this moment, into a new file. Raises StoreError."""
    with stored("备份"):
        if engine.dialect.name == "sqlite":
            _sqlite_copy(engine, path)
        else:
            target = open_database(f"sqlite:///{path}")
            with reader(engine).connect() as source, source.begin(), target.begin() as connection:
                _copy_rows(source, connection)
            target.dispose()
    _alone(path)


def _sqlite_copy(engine: Engine, path: Path) -> None:
    connection = engine.raw_connection()
    target = sqlite3.connect(path)
    try:
        source = connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101
        source.backup(target, pages=1000, sleep=0.01)
    finally:
        target.close()
        connection.close()


def _alone(path: Path) -> None:
    """One file, whatever it was while it was written."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def copy_in(path: Path, records: SqlRecords) -> None:
    """A copy's rows into an empty database. Raises ConfigurationError where it isn't empty, StoreError."""
    source = open_database(f"sqlite:///{path}")  # and so of this program's version
    try:
        with records.unrecorded() as session, reader(source).connect() as connection, connection.begin():
            target = session.connection()
            require_empty(target)
            _copy_rows(connection, target)
            write_all(session)
            if on_postgresql(session):
                _go_on_numbering(target)
            session.execute(UnrecordedRow.__table__.delete())  # type: ignore[attr-defined]
            for kind, keys in ENTITIES.items():  # the store is told how things stand now
                session.execute(
                    text(f"WITH there (k) AS ({keys}) INSERT INTO unrecorded (kind, key) SELECT :kind, k FROM there"),  # noqa: S608
                    {"kind": kind},
                )
    finally:
        source.dispose()


def require_empty(connection: Connection) -> None:
    """Raises ConfigurationError where there are mails, letters or anything else that was done."""
    for name in ("mails", "outbox", "audit", "people"):
        if connection.execute(select(Table.metadata.tables[name]).limit(1)).first() is not None:
            url = connection.engine.url.render_as_string()
            raise ConfigurationError(f"数据库{url}里已有登记，不能再写入；请先移走，或在records.url写一个新的")


def _copy_rows(source: Connection, target: Connection) -> None:
    """Row by row, what is pointed to first. What a table is set up with gives way."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in Table.metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        if table.name in _OF_A_NEW_ONE:
            target.execute(table.delete())
        rows = (dict(row) for row in source.execute(select(table)).mappings())
        while some := list(islice(rows, _TOGETHER)):
            target.execute(insert(table), some)


def _go_on_numbering(connection: Connection) -> None:
    for name, table in Table.metadata.tables.items():
        if "id" in table.columns:
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last, text("false"))))


def wanted(path: Path) -> Iterator[tuple[str, int]]:
    """Every blob that a copy names, with its size."""
    connection = sqlite3.connect(path)
    try:
        yield from connection.execute("SELECT digest, size FROM mails WHERE removed_at IS NULL AND size > 0")
        yield from connection.execute("SELECT DISTINCT sha256, size FROM documents")
    finally:
        connection.close()
