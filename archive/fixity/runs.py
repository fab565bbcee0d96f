"""Where a verification stands, in the database: one that was broken off goes on, and the last one's end is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from archive.locking import alone
from archive.records import SqlRecords
from archive.tables import VerificationRow
from intake.errors import StoreError

log = structlog.get_logger()
_SILENT = timedelta(minutes=2)  # without a sign of life, and a run counts as broken off
_FRESH = timedelta(days=7)  # what was read longer ago is read again


class Run:
    """One verification under way; without a usable database it just isn't noted."""

    def __init__(self, records: SqlRecords, identity: int | None, row: VerificationRow | None = None) -> None:
        self.records, self.identity = records, identity
        self.started_at = row.started_at if row else None
        self.position = row.position if row else ""
        self.blobs = row.blobs if row else 0
        self.bytes = row.bytes if row else 0
        self.corrupt: list[str] = list(row.corrupt) if row else []

    def note(self, now: datetime) -> None:
        """Note how far it is."""
        self._change(touched_at=now, position=self.position, blobs=self.blobs, bytes=self.bytes, corrupt=self.corrupt)

    def leave(self, now: datetime) -> None:
        """Note how far it is, and that whoever comes next may go on."""
        self.note(now - _SILENT - _SILENT)

    def end(self, now: datetime, sound: bool) -> None:
        """Note that everything has been read."""
        self._change(touched_at=now, finished_at=now, sound=sound)

    def _change(self, **values: object) -> None:
        if self.identity is None:
            return
        try:
            with self.records.unrecorded() as session:
                row = session.get_one(VerificationRow, self.identity)
                for name, value in values.items():
                    setattr(row, name, list(value) if isinstance(value, list) else value)
        except StoreError as error:
            log.warning("校验进度没有记下", error=str(error))


def begin(records: SqlRecords, now: datetime, anew: bool) -> Run:
    """Go on with the run that was broken off last, or begin one; `anew`: begin in any case."""
    try:
        with records.unrecorded() as session:
            alone(session, "verify")
            left = (
                select(VerificationRow)
                .where(
                    VerificationRow.finished_at.is_(None),
                    VerificationRow.started_at > now - _FRESH,
                    VerificationRow.touched_at < now - _SILENT,
                )
                .order_by(VerificationRow.id.desc())
            )
            row = None if anew else session.scalars(left).first()
            if row is None:
                row = VerificationRow(started_at=now, touched_at=now, position="", blobs=0, bytes=0, corrupt=[])
                session.add(row)
            row.touched_at = now
            session.flush()
            return Run(records, row.id, row)
    except StoreError:  # the database's own fault is told elsewhere
        return Run(records, None)


@dataclass(frozen=True, slots=True)
class Ended:
    """A verification that has read everything."""

    finished_at: datetime
    sound: bool


def last_ended(records: SqlRecords) -> Ended | None:
    """The last time that everything had been read."""
    query = select(VerificationRow).where(VerificationRow.finished_at.is_not(None))
    with records.reading() as session:
        row = session.scalar(query.order_by(VerificationRow.id.desc()).limit(1))
        return Ended(row.finished_at, bool(row.sound)) if row is not None and row.finished_at is not None else None


def under_way(records: SqlRecords, now: datetime) -> bool:
    """Whether some process reads just now."""
    alive = (VerificationRow.finished_at.is_(None), VerificationRow.touched_at >= now - _SILENT)
    with records.reading() as session:
        return session.scalar(select(VerificationRow.id).where(*alive).limit(1)) is not None


def to_read_again(names: Collection[str], changed: Collection[str], position: str) -> list[str]:
    """What a run that goes on must read: all behind its position, and what was written since it began."""
    return [name for name in names if name > position or name in changed]
