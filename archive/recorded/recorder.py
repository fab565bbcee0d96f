"""Writes the records whose rows have changed."""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import structlog
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from archive.blobs import ObjectBlobs
from archive.database import reader, stored
from archive.locking import alone
from archive.recorded.record import Rows, place, read_rows, sealed
from archive.tables import UnrecordedRow
from intake.errors import StoreError

log = structlog.get_logger()
_MOST = 2000  # notes that are looked at after one change; what is left waits for the next
_WRITERS = 8
_BETWEEN_LOOKS = 64  # records; PostgreSQL takes who says nothing for a minute for gone
_SECONDS = 30.0  # that another process may take to write
_PAUSE = 0.01
_GATHER = 0.5  # seconds in which a service gathers changes: a mail that is filed and answered is written once
_LOCK = "recording"

Entity = tuple[str, str]  # kind and key


class _Overtaken(StoreError):
    """Nobody else wrote meanwhile: that was no longer so while we did."""


class Recorder:
    """One for each process; of all processes one reads and writes at a time, so that nobody writes what is old."""

    def __init__(self, engine: Engine, blobs: ObjectBlobs) -> None:
        self.engine = engine
        self.blobs = blobs
        self._reader = reader(engine)
        self._told = threading.Event()
        self._writing: threading.Thread | None = None

    def follow(self) -> None:
        """After a change: bring the records up to it, or have that done. What the store refuses is left for later, and said."""
        if self._writing is not None:
            self._told.set()
        else:
            self._catch_up()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """While it is open, no change waits for its record: a thread writes what is behind, many at once; at the end all is.

        Else each change of each process would wait for the one lock and for the store, and mails go through one by one.
        """
        ending = threading.Event()
        self._told.set()  # an earlier process may have left some

        def write() -> None:
            while not ending.is_set():
                self._told.wait()
                ending.wait(_GATHER)
                self._told.clear()
                try:
                    self._catch_up()
                except Exception:  # without this thread the service would go on and fall behind for ever
                    log.exception("存档里的记录没有写成，下次补写")

        self._writing = threading.Thread(target=write, name="records", daemon=True)
        self._writing.start()
        try:
            yield
        finally:
            ending.set()
            self._told.set()
            self._writing.join()
            self._writing = None
            self._catch_up()

    def _catch_up(self) -> None:
        try:
            self.flush(_MOST)
        except StoreError as error:
            log.error("存档里的记录没有写成，下次补写", error=str(error))

    def complete(self) -> int:
        """Bring all records up to now; how many were written. Raises StoreError."""
        written = 0
        while more := self.flush(_MOST):
            written += more
        return written

    def flush(self, most: int) -> int:
        """Write the records that the latest notes name, and take these away; how many were written. Raises StoreError."""
        with self._alone() as look:
            with stored("读取"), Session(self._reader) as session:
                query = select(UnrecordedRow).order_by(UnrecordedRow.id.desc()).limit(most)
                notes = {row.id: (row.kind, row.key) for row in session.scalars(query)}
                entities = tuple(dict.fromkeys(notes.values()))
                texts = [self._text(session, each) for each in entities]
            self._write_all(entities, texts, look)
        if notes:
            with stored("写入"), Session(self.engine) as session, session.begin():
                ids = list(notes)
                for start in range(0, len(ids), 500):
                    session.execute(delete(UnrecordedRow).where(UnrecordedRow.id.in_(ids[start : start + 500])))
        return len(entities)

    def rewrite(self, entities: Sequence[Entity]) -> None:
        """Write these anew, whether they have changed or not. Raises StoreError."""
        with self._alone() as look:
            with stored("读取"), Session(self._reader) as session:
                texts = [self._text(session, each) for each in entities]
            self._write_all(entities, texts, look)

    def write(self, session: Session, entity: Entity) -> None:
        """Write one record as this very transaction leaves it, before it is committed. Raises StoreError."""
        session.flush()
        with self._alone(session):
            self._write(entity, self._text(session, entity))

    def waiting(self) -> int:
        """How many records are behind. Raises StoreError."""
        pairs = select(UnrecordedRow.kind, UnrecordedRow.key).distinct().subquery()
        with stored("读取"), Session(self._reader) as session:
            return session.scalar(select(func.count()).select_from(pairs)) or 0

    def _text(self, session: Session, entity: Entity) -> bytes | None:
        rows: Rows = read_rows(session, *entity)
        return sealed(session, *entity, rows) if rows else None

    def _write_all(self, entities: Sequence[Entity], texts: Sequence[bytes | None], look: Callable[[], None]) -> None:
        """A process that stood still may have been overtaken: then what it wrote may be old, and is noted again."""
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="record") as pool:
            for start in range(0, len(entities), _BETWEEN_LOOKS):
                some = slice(start, start + _BETWEEN_LOOKS)
                list(pool.map(self._write, entities[some], texts[some]))
                try:
                    look()
                except _Overtaken:
                    self._note(entities[: some.stop])
                    raise

    def _note(self, entities: Sequence[Entity]) -> None:
        with stored("写入"), Session(self.engine) as session, session.begin():
            session.add_all(UnrecordedRow(kind=kind, key=key) for kind, key in entities)

    def _write(self, entity: Entity, content: bytes | None) -> None:
        if content is None:
            self.blobs.remove(place(*entity))
        else:
            self.blobs.put_record(place(*entity), content)

    @contextmanager
    def _alone(self, session: Session | None = None) -> Iterator[Callable[[], None]]:
        """Nobody else reads and writes records meanwhile; gives what raises _Overtaken where that is no longer so.

        On SQLite no database lock is held for it: none waits in a circle. PostgreSQL ends who is silent for long.
        """
        if self.engine.dialect.name == "postgresql":
            with stored("写入"):
                if session is not None:
                    alone(session, _LOCK)
                    yield lambda: None  # its commit says it
                else:
                    with Session(self.engine) as own, own.begin():
                        alone(own, _LOCK)
                        yield partial(_look, own)
            return
        descriptor = _opened(f"{self.engine.url.database}-recording")
        try:
            _lock(descriptor)
            yield lambda: None
        finally:
            os.close(descriptor)


def _look(session: Session) -> None:
    try:
        session.execute(select(1))
    except SQLAlchemyError as error:
        raise _Overtaken("写存档里的记录时停顿太久，已另记下，稍后补写") from error


def _opened(path: str) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"{path}不能写入（{os.strerror(error.errno or 0)}），请检查磁盘空间和权限") from error


def _lock(descriptor: int) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise StoreError("另一进程一直在写存档里的记录，稍后补写") from None
            time.sleep(_PAUSE)
        else:
            return
