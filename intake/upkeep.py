"""What the service does now and then beside its work, one thing after the other, in a thread of its own."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from intake.errors import BaosongError
from intake.ports import Clock, Records

log = structlog.get_logger()
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Chore:
    """`do` is called first after `after` seconds, then every so many; what it says is out of order, "" for nothing."""

    name: str
    after: float
    every: float
    do: Callable[[], str]


@dataclass
class Upkeep:
    """All chores. What one says stands in `status` under its name until it says nothing."""

    chores: Sequence[Chore]
    records: Records
    clock: Clock
    stopping: threading.Event
    _due: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Until `stopping` is set."""
        began = time.monotonic()
        self._due = {chore.name: began + chore.after for chore in self.chores}
        while not self.stopping.wait(_LOOK_SECONDS):
            for chore in self.chores:
                if time.monotonic() >= self._due[chore.name] and not self.stopping.is_set():
                    self._do(chore)
                    self._due[chore.name] = time.monotonic() + chore.every

    def _do(self, chore: Chore) -> None:
        try:
            said = chore.do()
            if self.stopping.is_set():
                return
            if said:
                log.error(said, chore=chore.name)
                self.records.error(chore.name, said, self.clock())
            else:
                self.records.clear_error(chore.name)
        except BaosongError as error:  # the store is away: told by those whose work it is, and tried again
            log.warning("维护工作没有做成，稍后再做", chore=chore.name, error=str(error))
