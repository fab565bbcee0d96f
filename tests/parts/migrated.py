"""New SQLite databases are copies of one that the migrations have made: to walk through all of them takes a third of a second.

What the migrations themselves do is tested by tests/archive/test_migrations.py, and by the demo, which a user's process makes;
what befalls the first opening, with fixture `databases_migrated_anew`.
"""

import os
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, make_url

from archive import database

_by_the_migrations = database.migrate


def migrated_once() -> None:
    """From now on in this process, and in what is forked off it."""
    database.migrate = _migrate


def migrated_anew() -> None:
    """From now on in this process as the program does it, which tests of the first opening want."""
    database.migrate = _by_the_migrations


def _migrate(engine: Engine, revision: str = "head") -> None:
    place = engine.url.database or ":memory:"
    if revision == "head" and engine.dialect.name == "sqlite" and place != ":memory:" and not Path(place).exists():
        with suppress(OSError):  # of which the program is to say what it says
            _put(made(), Path(place))
    _by_the_migrations(engine, revision)


@cache
def made() -> bytes:
    """A database file with the schema and nothing in it."""
    with TemporaryDirectory(prefix="schema-") as folder:
        path = Path(folder, "records.db")
        engine = database.sqlite_engine(make_url(f"sqlite:///{path}"))
        _by_the_migrations(engine)
        engine.dispose()
        return path.read_bytes()


def _put(data: bytes, path: Path) -> None:
    """At once or not at all, and not where another process was quicker. Raises OSError."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        beside.write_bytes(data)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
