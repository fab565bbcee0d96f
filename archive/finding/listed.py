"""`column IN (:list)` as one value: a statement whose text stays the same however many are asked for.

SQLAlchemy's own way writes a parameter for each and lets the driver read that text anew, which took a third of a search.
"""

import json
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator


def as_one_value(values: list[Any], dialect: Dialect) -> str:
    """An array as PostgreSQL writes it, which the driver would make value by value; else JSON."""
    if dialect.name != "postgresql":
        return json.dumps(values)
    return f"{{{','.join(map(_quoted if values and isinstance(values[0], str) else str, values))}}}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _List(TypeDecorator[list[Any]]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """As the driver takes it."""
        return None if value is None else as_one_value(value, dialect)


class _Among(FunctionElement[Any]):
    type = NullType()  # a Boolean SQLite would be asked to compare with 1, and forget its index
    inherit_cache = True


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column has a value of the list that is given under that name."""
    return _Among(column, bindparam(name, type_=_List()))


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(each, **kwargs) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  only our own words


@compiles(_Among, "postgresql")
def _in_postgresql(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(each, **kwargs) for each in element.clauses)
    kind = Text() if isinstance(next(iter(element.clauses)).type, String) else BigInteger()
    return f"{column} = ANY (CAST({values} AS {compiler.dialect.type_compiler_instance.process(kind)}[]))"
