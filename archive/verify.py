"""Fixity: every blob against its hash, the records beside them, and the database against the store.

blobs      read side by side, in the order of their names; a run that was broken off goes on where it stood, and reads
           again what was written since it began
records    each whole, and saying what the database says (`archive.fixity.against_records`)
database   its own faults, and the audit log's chain
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any

from sqlalchemy import select

from archive.blobs import ObjectBlobs
from archive.blobs.objects import is_blob, is_record
from archive.fixity import against_records, database, runs
from archive.fixity.against_records import Compared
from archive.fixity.hashing import read_all, workers_for
from archive.recorded.record import place
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow
from intake.errors import StoreError

_NOTED = 1000  # blobs between notes of how far it is
_SHOWN = ("blobs", "bytes", "missing", "corrupt", "unknown", "database")

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """CONTRACT's `verify --json`: the lists name digests and places of records, `database` holds sentences.

    `complete` is False where it was stopped before everything was read; `compared` is what `repair` goes by.
    """

    blobs: int
    bytes: int
    missing: tuple[str, ...]
    corrupt: tuple[str, ...]
    unknown: tuple[str, ...]
    database: tuple[str, ...]
    complete: bool = True
    compared: Compared = field(default_factory=Compared, compare=False, repr=False)

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not (self.missing or self.corrupt or self.unknown or self.database)

    def as_json(self) -> dict[str, Any]:
        """In the contract's shape."""
        shown = ((name, getattr(self, name)) for name in _SHOWN)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in shown}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to verify. `workers` 0: as many as fit the machine; `anew`: don't go on where an earlier run stood."""

    workers: int = 0
    anew: bool = False
    stopping: Event = field(default_factory=Event)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def verify(
    records: SqlRecords, blobs: ObjectBlobs, told: Told = lambda _, __: None, wishes: Wishes = Wishes()
) -> Verification:
    """Read everything. `told` is how many blobs are read by now, and of how many. Raises StoreError."""
    wanted, faults = _asked(records)
    places = blobs.places()
    names = [each.rpartition("/")[2] for each in places if is_blob(each)]
    run = runs.begin(records, wishes.clock(), wishes.anew)
    _read(blobs, names, run, told, wishes)
    compared, more = _compared(records, blobs, places)
    found = set(names)
    if wanted is not None and found - wanted:
        wanted |= (_asked(records)[0] or set()) & found  # a running service takes mails in
    result = Verification(
        blobs=len(names),
        bytes=run.bytes,
        missing=(*(sorted(wanted - found) if wanted is not None else ()), *sorted(place(*e) for e in compared.missing)),
        corrupt=(*sorted(found & set(run.corrupt)), *sorted(place(*each) for each in compared.corrupt)),
        unknown=(
            *(sorted(found - wanted) if wanted is not None else ()),
            *(each for each in places if not is_blob(each) and not is_record(each)),
        ),
        database=(*faults, *more),
        complete=not wishes.stopping.is_set(),
        compared=compared,
    )
    if result.complete:
        run.end(wishes.clock(), result.sound)
    return result


def _read(blobs: ObjectBlobs, names: list[str], run: runs.Run, told: Told, wishes: Wishes) -> None:
    """Read what this run hasn't read yet, and what was written since."""
    changed = blobs.written_since(run.started_at) if run.position and run.started_at else set()
    rest = runs.to_read_again(names, changed, run.position)
    run.corrupt = [name for name in run.corrupt if name not in changed]
    done = len(names) - len(rest)
    noted = done
    for piece in read_all(blobs, rest, wishes.workers or workers_for(blobs)):
        for read in piece:
            run.bytes += read.size if read.name > run.position else 0
            run.corrupt += [] if read.sound else [read.name]
            done += 1
            told(done, len(names))
        run.position, run.blobs = max(run.position, piece[-1].name), done
        if wishes.stopping.is_set():
            run.leave(wishes.clock())
            return
        if done - noted >= _NOTED:
            noted = done
            run.note(wishes.clock())
    run.note(wishes.clock())


def _compared(records: SqlRecords, blobs: ObjectBlobs, places: list[str]) -> tuple[Compared, tuple[str, ...]]:
    """What the records say, where there are any."""
    if records.recorder is None:
        return Compared(), ()
    try:
        compared = against_records.compare(records, blobs, [each for each in places if is_record(each)])
    except StoreError:  # the database can't be read, which `_asked` has said
        return Compared(), ()
    return compared, tuple(compared.sentences())


def _asked(records: SqlRecords) -> tuple[set[str] | None, tuple[str, ...]]:
    """The blobs that the database names, and what is wrong with it; None and the reason where it can't be read."""
    try:
        with records.reading() as session:
            faults = tuple(database.faults(session))
            kept = select(MailRow.digest).where(MailRow.removed_at.is_(None))
            named = (*session.scalars(kept), *session.scalars(select(DocumentRow.sha256)))
            return set(named), faults
    except StoreError as error:
        return None, (str(error),)
