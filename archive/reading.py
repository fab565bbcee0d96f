"""A session that only reads: what asks for columns goes past the ORM's machinery, which takes longer than the database does."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import QueryableAttribute, Session

_of_columns: WeakKeyDictionary[Select[*tuple[Any, ...]], bool] = WeakKeyDictionary()  # statements are asked again


class ReadingSession(Session):
    """As a Session; what it answers is the same."""

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Rows."""
        if options or not _is_of_columns(statement):
            return super().execute(statement, params, **options)
        return self.connection().execute(statement, params)

    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """The first column of the first row; None where there is none."""
        return self.execute(statement, params, **options).scalar()

    def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """The first column of each row."""
        if options or not _is_of_columns(statement):
            return super().scalars(statement, params, **options)
        return self.connection().scalars(statement, params)


def _is_of_columns(statement: object) -> bool:
    """Whether it asks for no whole row of a table's class."""
    if not isinstance(statement, Select):
        return False
    found = _of_columns.get(statement)
    if found is None:
        asked = (each["expr"] for each in statement.column_descriptions)
        found = all(isinstance(each, ColumnElement | QueryableAttribute) for each in asked)
        _of_columns[statement] = found
    return found
