"""PostgreSQL databases with our schema, emptied and used again: copying one for each test costs half a second."""

from collections import Counter

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


class Reused:
    """`take` gives a database equal to the template, `give_back` empties it; one that was changed otherwise is dropped."""

    def __init__(self, server: Postgres, template: str) -> None:
        self.server, self.template = server, template
        self._free: list[str] = []
        self._uses: Counter[str] = Counter()
        with psycopg.connect(_address(server.url(template)), autocommit=True) as connection:
            self._schema = connection.execute(_SCHEMA).fetchall()
            self._tables = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
            self._kept = self._filled(connection)
            self._rows = self._kept_rows(connection)

    def take(self) -> str:
        url = self._free.pop() if self._free else self.server.database(self.template)
        self._uses[url] += 1
        return url

    def give_back(self, url: str) -> None:
        if self._uses[url] < _TIMES and self._emptied(url):
            self._free.append(url)
        else:
            self.server.drop(url)

    def _emptied(self, url: str) -> bool:
        with psycopg.connect(_address(url), autocommit=True) as connection:
            connection.execute(_OTHERS)
            if connection.execute(_SCHEMA).fetchall() != self._schema or connection.execute(_ANALYSED).fetchone() != (
                0,
            ):
                return False
            if self._kept_rows(connection) != self._rows:
                return False
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # past what forbids to delete
                for table in self._filled(connection):
                    if table not in self._kept:
                        connection.execute(f"DELETE FROM {table}".encode())
                connection.execute(_BEGUN_AGAIN)
            return True

    def _filled(self, connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
        some = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in self._tables)
        return [str(name) for (name,) in connection.execute(some.encode()).fetchall()]

    def _kept_rows(self, connection: "psycopg.Connection[tuple[object, ...]]") -> list[object]:
        """Of those tables that the template fills."""
        lines = (f"SELECT line::text FROM {table} AS line ORDER BY 1" for table in self._kept)
        return [connection.execute(each.encode()).fetchall() for each in lines]


def _address(url: str) -> str:
    return url.replace("+psycopg", "")
