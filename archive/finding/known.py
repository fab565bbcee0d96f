"""What this process remembers of a database's index, so that searches read it once.

An entry is never changed: what is said anew of its mail is another entry, and no number is given twice until the index is made
anew and gets another name. So what was read of an entry holds wherever its number is found.
"""

from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, column, text

from archive.finding.prepared import Prepared
from archive.finding.reading import Reader
from archive.finding.segments import Packed, Segments
from archive.finding.tallying import Tallies

_NAME = Prepared(text("SELECT version FROM search_version").columns(column("version")))


class _Known:
    """Of one index."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reader, self.tallies, self.segments = Reader(), Tallies(), Segments()


_all: WeakKeyDictionary[Pool, _Known] = WeakKeyDictionary()  # by the engine's pool, which its readers share
_lock = Lock()


class Moment:
    """A transaction that reads, and what is known of the index as it is there."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        known = _known(connection)
        self.reader, self.tallies, self._segments = known.reader, known.tallies, known.segments

    @cached_property
    def packed(self) -> Packed:
        """PostgreSQL's segments."""
        return self._segments.now(self.connection)


def _known(connection: Connection) -> _Known:
    name = next((row.version for row in _NAME.rows(connection)), "")
    with _lock:
        known = _all.get(connection.engine.pool)
        if known is None or known.name != name:
            known = _all[connection.engine.pool] = _Known(name)
        return known
