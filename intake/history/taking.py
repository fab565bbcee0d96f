"""Takes offered mails in, some dozens at a time: their bytes written side by side, registered in one transaction.

What was broken off goes on: what is registered from the same place, its bytes still in the store, isn't taken anew.
"""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from threading import Event
from zoneinfo import ZoneInfo

from intake.errors import reason
from intake.history.finding import Offer, Unread
from intake.pipeline import Arrival, Intake, first_possible
from intake.ports import Records, Sighting

_ACCOUNT = "import"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_BATCH = 64  # mails
_BATCH_BYTES = 32 << 20
_WRITERS = 16  # at once: a disk syncs many files in little more time than one
_LONGEST_PLACE = 1000  # characters
_HEADER = 1 << 16  # bytes that are looked at for a date


@dataclass
class Taken:
    """What became of the offers so far."""

    new: int = 0
    known: int = 0
    unread: list[Unread] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many mails could be read."""
        return self.new + self.known


@dataclass
class Taking:
    """`since`: what was received before is history, None for everything."""

    intake: Intake
    records: Records
    since: date | None = None
    stopping: Event = field(default_factory=Event)
    taken: Taken = field(default_factory=Taken)
    _known: dict[str, frozenset[int]] = field(default_factory=dict)

    def take(self, offers: Iterable[Offer | Unread]) -> Iterator[int]:
        """Take in; yields how many offers are done with, batch after batch, until there are none or it is stopped.

        Raises StoreError; what was told before is kept.
        """
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="put") as pool:
            for batch, offered in self._batches(offers):
                new = self.intake.take_in_all(batch, self.since, pool.map) if batch else 0
                self.taken.new += new
                self.taken.known += len(batch) - new
                yield offered

    def _batches(self, offers: Iterable[Offer | Unread]) -> Iterator[tuple[list[Arrival], int]]:
        """Mails to take in, and how many offers they and those left out were."""
        batch: list[Arrival] = []
        offered = weight = 0
        for offer in offers:
            if self.stopping.is_set():
                break
            arrival = self._read(offer)
            offered += 1
            if arrival is not None:
                batch.append(arrival)
                weight += len(arrival.raw)
            if offered >= _BATCH or weight >= _BATCH_BYTES:
                yield batch, offered
                batch, offered, weight = [], 0, 0
        if offered:
            yield batch, offered

    def _read(self, offer: Offer | Unread) -> Arrival | None:
        if isinstance(offer, Unread):
            self.taken.unread.append(offer)
            return None
        try:
            raw = offer.read()
            changed = datetime.fromtimestamp(offer.changed_at(), UTC)
        except OSError as error:
            self.taken.unread.append(Unread(offer.source, reason(error)))
            return None
        digest = hashlib.sha256(raw).hexdigest()
        place = str(offer.place.resolve())[-_LONGEST_PLACE:]
        sighting = Sighting(_ACCOUNT, place, 0, int(digest[:12], 16))
        if self._is_known(sighting) and self.intake.blobs.exists(digest):
            self.taken.known += 1
            return None
        now = self.intake.clock()
        return Arrival(raw, first_possible(now, _date_of(raw), changed) or now, sighting)

    def _is_known(self, sighting: Sighting) -> bool:
        if sighting.folder not in self._known:
            self._known[sighting.folder] = self.records.known_uids(_ACCOUNT, sighting.folder, 0)
        return sighting.uid in self._known[sighting.folder]


def _date_of(raw: bytes) -> datetime | None:
    """The Date header's time, in Shanghai where it names no zone; None where there is no usable one."""
    try:
        moment = parsedate_to_datetime(str(BytesHeaderParser().parsebytes(raw[:_HEADER]).get("Date", "")))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=_SHANGHAI)
        return aware.astimezone(_SHANGHAI)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
