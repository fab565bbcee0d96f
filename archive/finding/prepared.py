"""A statement as the driver takes it, written once for each database, and its rows as named tuples.

SQLAlchemy's own way takes three times as long as most of these answers, of which a search needs a dozen. Types are read as ever.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, TextualSelect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from archive.finding.listed import as_one_value


@dataclass(frozen=True, slots=True)
class _Written:
    """In a database's own words. `own`: values that stand in it. `order`: of all, where they have no names."""

    words: str
    own: Mapping[str, Any]
    order: Sequence[str] | None
    readers: Sequence[tuple[int, Callable[[Any], Any]]]  # of the columns that the driver gives otherwise


class Prepared:
    """Threads may share it."""

    def __init__(self, statement: Select[Any] | TextualSelect) -> None:
        self._statement = statement
        self._row: Any = namedtuple("Row", statement.selected_columns.keys())  # type: ignore[misc]
        self._written: dict[str, _Written] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """All of them; a list among the values is given as one. Raises SQLAlchemyError."""
        dialect = connection.dialect
        written = self._written.get(dialect.name) or self._write(dialect)
        given = {
            name: as_one_value(value, dialect) if isinstance(value, list) else value for name, value in values.items()
        }
        all_values = {**written.own, **given}
        in_order = [all_values[name] for name in written.order] if written.order is not None else all_values
        found = asked(connection, written.words, in_order)
        if not written.readers:
            return list(map(self._row._make, found))
        rows = []
        for each in found:
            row = list(each)
            for column, read in written.readers:
                row[column] = read(row[column])
            rows.append(self._row._make(row))
        return rows

    def _write(self, dialect: Dialect) -> _Written:
        compiled: Any = self._statement.compile(dialect=dialect)
        types = (each.type.dialect_impl(dialect) for each in self._statement.selected_columns)
        readers = [
            (column, read) for column, each in enumerate(types) if (read := each.result_processor(dialect, None))
        ]
        written = self._written[dialect.name] = _Written(
            compiled.string, compiled.params, compiled.positiontup, readers
        )
        return written


def asked(connection: Connection, words: str, values: Mapping[str, Any] | Sequence[Any]) -> Sequence[tuple[Any, ...]]:
    """What the driver answers. Raises SQLAlchemyError."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(words, values)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        whole = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(words, None, error, whole, dialect=connection.dialect) from error
    finally:
        cursor.close()
    return found
