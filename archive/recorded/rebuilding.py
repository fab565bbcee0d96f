"""The whole database made anew from the records in the store.

All of it is one transaction: whoever looks meanwhile sees nothing yet. What is damaged is named, and what pointed to it
stands for a person: a mail whose record is gone is filed as one that could not be read, and is never answered.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from archive import audit
from archive.blobs import ObjectBlobs
from archive.blobs.objects import is_record
from archive.finding.entries import write_all
from archive.locking import alone, on_postgresql
from archive.recorded.owners import KINDS, OWNERS
from archive.recorded.record import Record, complete, opened, values_of
from archive.records import SqlRecords
from archive.tables import MailRow, MetaRow, OutboxTable, Table, UnrecordedRow
from intake.codes import Verdict
from intake.errors import ConfigurationError, StoreError

_READERS = 8
_AHEAD = 64  # records in memory
_LOST = "存档里的记录损坏，只知道有过这封信"

Told = Callable[[int, int], None]


@dataclass
class Rebuilt:
    """How many records of each kind, and what was wrong, a sentence each."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def rebuild(records: SqlRecords, blobs: ObjectBlobs, now: datetime, told: Told = lambda _, __: None) -> Rebuilt:
    """Fill an empty database. Raises ConfigurationError where it isn't empty or there are no records, StoreError."""
    keys = [key for key in blobs.places() if is_record(key)]
    if not keys:
        raise ConfigurationError(f"存档{blobs.name}里没有记录，不能重建；请检查[blobs]的地址")
    ordered = sorted(keys, key=lambda key: (_rank(key), key))
    result = Rebuilt()
    with records.unrecorded() as session:
        alone(session, "rebuild")
        _require_empty(session)
        known: _Known = {}
        for number, record in enumerate(_read(blobs, ordered, result), 1):
            if record is not None:
                _put(session, record, known, now, result)
            told(number, len(ordered))
        _finish(session, result)
    return result


def _rank(key: str) -> int:
    kinds = list(KINDS)
    kind = key.split("/")[1]
    return kinds.index(kind) if kind in kinds else len(kinds)


def _require_empty(session: Session) -> None:
    for name, table in Table.metadata.tables.items():
        if name in OWNERS and name != "meta" and session.execute(select(table).limit(1)).first():
            raise ConfigurationError(
                f"数据库{session.get_bind().engine.url}里已有登记（{name}），rebuild只往空的数据库里写；"
                "请先把旧数据库移走，或在records.url写一个新的"
            )
    session.execute(delete(MetaRow))


def _read(blobs: ObjectBlobs, keys: Iterable[str], result: Rebuilt) -> Iterator[Record | None]:
    """The records in order, read some ahead; None for one that is damaged, which is noted."""

    def one(key: str) -> Record | StoreError:
        try:
            return opened(blobs.get_at(key), key)
        except StoreError as error:
            return error

    keys = list(keys)
    with ThreadPoolExecutor(_READERS, thread_name_prefix="read") as pool:
        for start in range(0, len(keys), _AHEAD):
            for found in pool.map(one, keys[start : start + _AHEAD]):
                if isinstance(found, StoreError):
                    result.problems.append(str(found))
                    yield None
                else:
                    yield found


_Known = dict[str, set[Any]]  # by table, the keys that are there by now


def _put(session: Session, record: Record, known: _Known, now: datetime, result: Rebuilt) -> None:
    rows = complete(record.rows)
    for name in KINDS[record.kind]:
        table = Table.metadata.tables[name]
        for row in rows.get(name, ()):
            _point_somewhere(session, table, row, known, now, result)
            known.setdefault(name, set()).add(row[next(iter(table.primary_key)).name])
        if rows.get(name):
            session.execute(insert(table), [values_of(name, row) for row in rows[name]])
    result.counts[record.kind] = result.counts.get(record.kind, 0) + 1


def _point_somewhere(
    session: Session, table: SqlTable, row: dict[str, Any], known: _Known, now: datetime, result: Rebuilt
) -> None:
    """Whatever a row points to exists: a lost mail as a stub, a lost document or submission as nothing."""
    for column in table.columns:
        for target in column.foreign_keys:
            there = known.setdefault(target.column.table.name, set())
            if row[column.name] is None or row[column.name] in there:
                continue
            if target.column.table.name == MailRow.__tablename__:
                session.execute(insert(MailRow).values(**_stub(row[column.name], now)))
                there.add(row[column.name])
                result.problems.append(f"来信{row[column.name]}的记录没有了，留下空的一行，待人工核对")
            elif column.nullable:
                row[column.name] = None


def _stub(digest: str, now: datetime) -> dict[str, Any]:
    return {
        "digest": digest,
        "size": 0,
        "arrived_at": now,
        "history": True,
        "state": "filed",
        "attempts": 0,
        "error": _LOST,
        "filed_at": now,
        "call": "",
        "verdict": Verdict.REVIEW.value,
        "ours": False,
        "message_id": "",
        "sender": "",
        "subject": "",
        "received_at": now,
    }


def _finish(session: Session, result: Rebuilt) -> None:
    """The search index, numbers that go on, and no mail answered that has a letter already."""
    session.flush()
    write_all(session)
    answered = select(OutboxTable.mail).where(OutboxTable.mail.is_not(None))
    pending = (MailRow.state == "registered", MailRow.digest.in_(answered))
    session.execute(update(MailRow).where(*pending).values(history=True))
    if on_postgresql(session):
        for name, table in Table.metadata.tables.items():
            if "id" in table.columns:
                last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
                session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last, text("false"))))
    result.problems += audit.broken(session)
    session.execute(delete(UnrecordedRow))
