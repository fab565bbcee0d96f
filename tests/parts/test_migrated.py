"""A copied database is what the migrations make, and takes the place of none."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.database import open_database
from tests.parts.migrated import migrated_anew, migrated_once

pytestmark = pytest.mark.parts


def held(path: Path) -> list[object]:
    """Its version, and the words of all that defines it; in which order a table's constraints stand is chance."""
    open_database(f"sqlite:///{path}").dispose()
    with closing(sqlite3.connect(path)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchall()
        version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        listed = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        return [mode, version, *((kind, name, sorted(re.findall(r"\w+", sql or ""))) for kind, name, sql in listed)]


def made_by(how: Callable[[], None], path: Path) -> list[object]:
    try:
        how()
        return held(path)
    finally:
        migrated_once()


def test_it_holds_what_the_migrations_make(tmp_path: Path) -> None:
    copied = made_by(migrated_once, tmp_path / "copied.db")
    assert copied == made_by(migrated_anew, tmp_path / "walked.db")
    assert len(copied) > 30
    assert {path.name for path in tmp_path.iterdir()} == {"copied.db", "walked.db"}


def test_what_lies_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (name TEXT)")
    assert ("table", "theirs", ["CREATE", "TABLE", "TEXT", "name", "theirs"]) in held(path)
