"""The database file: how it is opened, and what can't be opened."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from archive.database import open_database
from archive.records import SqlRecords
from archive.tables import DocumentRow, MetaRow
from intake.errors import ConfigurationError, StoreError
from tests.archive.filings import NOON, raw_mail, sighting
from tests.archive.processes import together


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_every_connection_is_prepared(records: SqlRecords, database: Path, pragma: str, value: object) -> None:
    with records.engine.connect() as one, records.engine.connect() as two:
        for connection in (one, two):
            assert connection.connection.driver_connection is not None
            assert connection.connection.driver_connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_row_that_points_nowhere_is_refused(records: SqlRecords) -> None:
    orphan = DocumentRow(mail="0" * 64, position=0, place="1", name="", sha256="", size=0, kind="", role="", facts="")
    with Session(records.engine) as session:
        session.add(orphan)
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            session.flush()


def test_two_writers_wait_for_each_other_and_both_are_kept(records: SqlRecords, database: Path) -> None:
    """Each reads before it writes: begun DEFERRED, the second would fail with SQLITE_BUSY_SNAPSHOT."""
    entered = threading.Event()

    def second() -> None:
        entered.wait()
        with records.transaction() as transaction:
            row = transaction.session.get_one(MetaRow, "n")
            row.value = str(int(row.value) + 1)

    with records.transaction() as transaction:
        transaction.session.add(MetaRow(name="n", value="0"))
    writer = threading.Thread(target=second)
    writer.start()
    with records.transaction() as transaction:
        row = transaction.session.get_one(MetaRow, "n")
        entered.set()
        writer.join(0.2)
        assert writer.is_alive()
        row.value = str(int(row.value) + 1)
    writer.join()
    with records.reading() as session:
        assert session.get_one(MetaRow, "n").value == "2"


def test_reading_goes_on_while_another_writes_and_sees_nothing_unfinished(records: SqlRecords) -> None:
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"a"), sighting())
        transaction.session.flush()
        assert records.pending() == ()
    assert len(records.pending()) == 1


def test_a_time_without_zone_is_refused_and_times_come_back_in_shanghai(records: SqlRecords) -> None:
    with pytest.raises(StoreError, match="without zone"), records.transaction() as transaction:
        transaction.register(raw_mail(b"a", datetime(2020, 4, 16, 12, 0)), sighting())  # noqa: DTZ001  the very fault
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"a", NOON), sighting())
    assert records.raw(raw_mail(b"a").digest).arrived_at.isoformat() == "2020-04-16T12:00:00+08:00"


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("no url", "^records.url“no url”不是有效的数据库地址，应如sqlite"),
        ("nosuch://host/name", "^records.url“nosuch://host/name”不是可用的数据库地址，应如sqlite"),
        (
            "mysql+pymysql://user:secret@host/name",
            r"^records.url“mysql\+pymysql://user:\*\*\*@host/name”不是可用的数据库地址，应如sqlite",
        ),
        (
            "postgresql+psycopg2://user:secret@host/name",
            r"^数据库postgresql\+psycopg2://user:\*\*\*@host/name所需的驱动程序没有安装（psycopg2），请用postgresql\+psycopg://$",
        ),
        (
            "postgresql+psycopg://user:geheim@host:port/name",
            r"^records.url“postgresql\+psycopg://\*\*\*@host:port/name”不是有效的数据库地址，应如sqlite",
        ),
        ("postgresql+psycopg://user@host:port/name", "^records.url“postgresql.+”不是有效的数据库地址，应如sqlite"),
        ("sqlite:////proc/baosong/records.db", "^数据目录/proc/baosong不能建立（.+），请检查权限和磁盘$"),
        ("sqlite:////proc", r"^数据库sqlite:////proc打不开（.+），请检查目录权限和磁盘$"),
    ],
)
@pytest.mark.usefixtures("databases_migrated_anew")
def test_what_cannot_be_opened_is_one_clear_line(url: str, line: str) -> None:
    with pytest.raises(ConfigurationError, match=line) as told:
        open_database(url)
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_said_to_be_none_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_text("a spreadsheet, perhaps. " * 100)
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="不是可用的数据库（file is not a database）"):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mails (theirs TEXT)")
    connection.close()
    with pytest.raises(ConfigurationError, match="already exists"):
        open_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("mails",)]
    connection.close()


def test_a_database_of_a_newer_program_asks_to_upgrade_the_program(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ConfigurationError, match=r"^数据库是更新版本的程序建立的，请升级本程序（版本9999）$"):
        open_database(f"sqlite:///{database}")


def test_a_locked_database_is_a_store_error_with_the_reason(records: SqlRecords, database: Path) -> None:
    impatient = open_database(f"sqlite:///{database}")
    with impatient.connect() as connection:
        assert connection.connection.driver_connection is not None
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 0")
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"a"), sighting())
        with pytest.raises(StoreError, match=r"^数据库写入失败（database is locked），请检查"):
            SqlRecords(impatient).error("发信", "x", NOON)
    SqlRecords(impatient).error("发信", "x", NOON)
    impatient.dispose()


OPENING = """
from archive.records import open_records
from tests.archive.filings import register
from tests.parts.migrated import migrated_anew
migrated_anew()
ready()
records = open_records(sys.argv[1])
register(records, b"a mail of %d" % __import__("os").getpid(), __import__("os").getpid())
print(len(records.pending()) >= 1)
"""


@pytest.mark.parts
def test_processes_that_open_a_new_database_at_once_all_succeed(tmp_path: Path) -> None:
    for attempt in range(3):
        path = tmp_path / str(attempt) / "records.db"
        assert together(6, OPENING, f"sqlite:///{path}") == [["True"]] * 6
        engine = open_database(f"sqlite:///{path}")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM mails")) == 6
            assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        engine.dispose()
