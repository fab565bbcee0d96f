"""`column IN (:list)` as one value: a statement whose text stays the same however many are asked for.

SQLAlchemy's own way writes a parameter for each and lets the driver read that text anew, which took a third of a search.
"""

import json
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _List(TypeDecorator[list[Any]]):
    """An array where the database has such, else JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, texts: bool) -> None:
        super().__init__()
        self.texts = texts

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the value."""
        array: TypeEngine[Any] = ARRAY(Text if self.texts else BigInteger)
        return dialect.type_descriptor(array if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """As the driver takes it."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[Any]):
    type = NullType()  # a Boolean SQLite would be asked to compare with 1, and forget its index
    inherit_cache = True


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column has a value of the list that is given under that name."""
    return _Among(column, bindparam(name, type_=_List(isinstance(column.type, String))))


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(each, **kwargs) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  only our own words


@compiles(_Among, "postgresql")
def _in_postgresql(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(each, **kwargs) for each in element.clauses)
    return f"{column} = ANY({values})"
