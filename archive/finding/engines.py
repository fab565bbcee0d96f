"""What finding asks of a database's own index, and which one it is."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from archive.finding.fts5 import Fts5
from archive.finding.inverted import Inverted
from archive.finding.tree import Node


class Index(Protocol):
    """The words of every entry, and those entries that a query asks for. Stateless."""

    def next_id(self, session: Session, seconds: int) -> int:
        """A number for a new entry received then (Unix time), higher than that of any received before."""

    def put(self, session: Session, entry: int, words: str) -> None:
        """Add an entry's words, divided by blanks, in the caller's transaction."""

    def anew(self, session: Session) -> AbstractContextManager[None]:
        """Empty it; while the context lasts, very many entries are put."""

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""

    def page(self, connection: Connection, node: Node, before: int | None, most: int) -> list[int]:
        """The newest entries asked for, below that number, the newest first."""

    def all(self, connection: Connection, node: Node, most: int) -> list[int]:
        """The same where as many are wanted as there may be."""

    def limit(self, connection: Connection, seconds: float) -> AbstractContextManager[None]:
        """Within the context no statement goes on for longer. Raises TooSlow."""


def index_of(where: Session | Connection) -> Index:
    """The database's."""
    bind = where.get_bind() if isinstance(where, Session) else where
    return Inverted() if bind.dialect.name == "postgresql" else Fts5()
