"""Writers side by side. SQLite lets one write at a time; PostgreSQL is told here what excludes what.

Locks are taken in this order, so that nobody waits in a circle, and end with the transaction:
reminders, a round of scoring, the call (its receipt numbers and submissions), decisions' numbers, the mail, claims, letters, the audit log's end.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from archive.tables import Table


def on_postgresql(session: Session) -> bool:
    """Whether writers work side by side."""
    return session.get_bind().dialect.name == "postgresql"


def alone(session: Session, what: str) -> None:
    """Wait until no other transaction holds this name, and hold it until this one ends."""
    if on_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


def add_new(session: Session, table: type[Table], **values: Any) -> bool:
    """Insert a row unless its keys are taken, whoever inserts them at the same time; True where it is new."""
    target = table.__table__
    assert isinstance(target, sqlalchemy.Table)  # noqa: S101  every row class of ours is one table's
    insert = (postgresql if on_postgresql(session) else sqlite).insert(target)
    statement = insert.values(**values).on_conflict_do_nothing().returning(*target.primary_key)
    return session.execute(statement).first() is not None
