"""PostgreSQL databases with our schema, emptied and used again: copying one for each test costs half a second."""

from dataclasses import dataclass, field

import psycopg

from tests.parts.postgres import Postgres

_CATALOGUES = (
    "pg_namespace",
    "pg_class",
    "pg_attribute",
    "pg_attrdef",
    "pg_constraint",
    "pg_index",
    "pg_trigger",
    "pg_proc",
    "pg_type",
    "pg_extension",
    "pg_db_role_setting",
)
# what defines or alters anything writes a row of the catalogue anew: the number of the transaction that did it is greater
_SCHEMA = " UNION ALL ".join(f"SELECT count(*), max(xmin::text::bigint) FROM {name}" for name in _CATALOGUES)
_TABLES = """
SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables
  WHERE schemaname !~ '^pg_|^information_schema$' ORDER BY 1"""
_BEGUN_AGAIN = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
  WHERE last_value IS NOT NULL"""
_ANALYSED = "SELECT count(*) FROM pg_stats WHERE schemaname !~ '^pg_|^information_schema$'"
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_TIMES = 50  # deleted rows stay on the disk until they are swept


@dataclass
class Reused:
    """`take` gives a database equal to the template, `give_back` empties it; one that was changed otherwise is dropped."""

    server: Postgres
    template: str
    _free: list[tuple[str, int]] = field(default_factory=list)
    _times: dict[str, int] = field(default_factory=dict)
    _shape: tuple[object, ...] = ()
    _kept: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        with psycopg.connect(_address(self.server.url(self.template)), autocommit=True) as connection:
            self._kept = frozenset(_filled(connection))
            self._shape = self._shape_of(connection)

    def take(self) -> str:
        url, times = self._free.pop() if self._free else (self.server.database(self.template), 0)
        self._times[url] = times + 1
        return url

    def give_back(self, url: str) -> None:
        times = self._times.pop(url)
        if times < _TIMES and self._emptied(url):
            self._free.append((url, times))
        else:
            self.server.drop(url)

    def _emptied(self, url: str) -> bool:
        with psycopg.connect(_address(url), autocommit=True) as connection:
            connection.execute(_OTHERS)
            if self._shape_of(connection) != self._shape or connection.execute(_ANALYSED).fetchone() != (0,):
                return False
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # past what forbids to delete
                for table in _filled(connection):
                    if table not in self._kept:
                        connection.execute(f"DELETE FROM {table}".encode())
                connection.execute(_BEGUN_AGAIN)
            return True

    def _shape_of(self, connection: "psycopg.Connection[tuple[object, ...]]") -> tuple[object, ...]:
        """Of the schema, and the rows of those tables that the template fills."""
        there = {name for (name,) in connection.execute(_TABLES).fetchall()}
        rows = [
            connection.execute(f"SELECT line::text FROM {table} AS line ORDER BY 1".encode()).fetchall()
            for table in sorted(self._kept)
            if table in there
        ]
        return (*connection.execute(_SCHEMA).fetchall(), str(rows))


def _filled(connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    tables = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
    some = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
    return [str(name) for (name,) in connection.execute(some.encode()).fetchall()]


def _address(url: str) -> str:
    return url.replace("+psycopg", "")
