"""A database that refuses to write to one table, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from archive.records import SqlRecords

_MAKING = {
    "sqlite": ("CREATE TRIGGER fault BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'the fault struck'); END",),
    "postgresql": (
        "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the fault struck'; END $$",
        "CREATE TRIGGER fault BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION fault()",
    ),
}
_ENDING = {"sqlite": ("DROP TRIGGER fault",), "postgresql": ("DROP FUNCTION fault CASCADE",)}


@contextmanager
def refusing(records: SqlRecords, table: str, change: str = "INSERT") -> Iterator[None]:
    """While it is open, that table takes no such change: \"the fault struck\"."""
    dialect = records.engine.dialect.name
    _run(records, *(statement.format(table=table, change=change) for statement in _MAKING[dialect]))
    yield
    _run(records, *_ENDING[dialect])


def _run(records: SqlRecords, *statements: str) -> None:
    with records.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
