"""Statements are compiled once a process and not again for each test's database: that was a quarter of what those tests cost.

SQLAlchemy keeps what it has compiled by engine and dialect, and each test opens an engine of its own. Here engines of the
same arguments have one dialect, which keeps nothing of a database, and one cache.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache

_STATEMENTS = 3000


@contextmanager
def compiled_once() -> Iterator[None]:
    """While it lasts, engines share dialects and what was compiled."""
    with pytest.MonkeyPatch.context() as patched:
        for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
            made: dict[str, Any] = {}
            patched.setattr(dialect, "__new__", _kept(made), raising=False)
            patched.setattr(dialect, "__init__", _once(dialect.__init__))
        caches: dict[Any, LRUCache[Any, Any]] = {}
        begin = Engine.__init__

        def begin_sharing(self: Engine, *args: Any, **kwargs: Any) -> None:
            begin(self, *args, **kwargs)
            self._compiled_cache = caches.setdefault(self.dialect, LRUCache(_STATEMENTS))

        patched.setattr(Engine, "__init__", begin_sharing)
        yield


def _kept(made: dict[str, Any]) -> Any:
    def new(cls: type, **arguments: Any) -> Any:
        return made.setdefault(repr((cls, sorted(arguments.items()))), object.__new__(cls))

    return new


def _once(begin: Any) -> Any:
    def init(self: Any, **arguments: Any) -> None:
        if not hasattr(self, "dbapi"):
            begin(self, **arguments)

    return init
