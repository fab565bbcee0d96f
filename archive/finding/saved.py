"""Queries under a name, for people who ask the same again and for exports that take what one finds."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from archive.finding.errors import QueryRefused
from archive.finding.language import parse
from archive.finding.tables import SavedSearchRow
from archive.records import SqlRecords

_LONGEST = 100  # characters of a name


def save(records: SqlRecords, name: str, query: str, now: datetime) -> None:
    """Keep the query; one of that name gives way. Raises QueryRefused, StoreError."""
    parse(query)
    name = name.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise QueryRefused(f"检索的名称应为1至{_LONGEST}个字符")
    with records.transaction() as transaction:
        transaction.session.merge(SavedSearchRow(name=name, query=query, saved_at=now))


def forget(records: SqlRecords, name: str) -> None:
    """Keep it no longer. Raises QueryRefused where there is none."""
    saved_query(records, name)
    with records.transaction() as transaction:
        transaction.session.execute(delete(SavedSearchRow).where(SavedSearchRow.name == name.strip()))


def saved_query(records: SqlRecords, name: str) -> str:
    """The query of that name. Raises QueryRefused where there is none, StoreError."""
    known = saved(records)
    if name.strip() not in known:
        there = f"，已保存的有{'、'.join(known)}" if known else ""
        raise QueryRefused(f"没有名为“{name}”的检索{there}")
    return known[name.strip()]


def saved(records: SqlRecords) -> Mapping[str, str]:
    """All of them, by name."""
    with records.reading() as session:
        rows = session.scalars(select(SavedSearchRow).order_by(SavedSearchRow.name))
        return {row.name: row.query for row in rows}
