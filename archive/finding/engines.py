"""What finding asks of a database's own index, and which one it is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from archive.finding.fts5 import Fts5
from archive.finding.inverted import Inverted
from archive.finding.known import Moment
from archive.finding.tree import Node

Numbering = Callable[[int], int]  # the number of an entry received then (Unix time)


class Index(Protocol):
    """The words of every entry, and those entries that a query asks for. Stateless."""

    def numbers(self, session: Session) -> Numbering:
        """Gives new entries their numbers, each higher than those of a slot (`dates.SLOT`) before."""

    def put(self, session: Session, words: Mapping[int, str]) -> None:
        """Add the words of entries, divided by blanks, in the caller's transaction."""

    def anew(self, session: Session) -> AbstractContextManager[Numbering]:
        """Empty it; while the context lasts, very many entries are put, in the order in which they were received."""

    def remove(self, session: Session, entries: Sequence[int]) -> None:
        """These are no entries any more."""

    def lacking(self, session: Session) -> int:
        """How many entries it hasn't."""

    def page(self, moment: Moment, node: Node, before: int | None, most: int) -> list[int]:
        """The newest entries asked for, below that number, the newest first."""

    def limit(self, connection: Connection, seconds: float) -> AbstractContextManager[None]:
        """Within the context no statement goes on for longer. Raises TooSlow."""


def index_of(where: Session | Connection) -> Index:
    """The database's."""
    bind = where.get_bind() if isinstance(where, Session) else where
    return Inverted() if bind.dialect.name == "postgresql" else Fts5()
