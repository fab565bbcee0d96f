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
        except Exception as error:  # a mistake of ours in one chore: without this thread none would be done ever again
            log.exception("维护工作出错，稍后再做", chore=chore.name)
            self._tell(chore, f"维护工作出错（{type(error).__name__}），请查看日志")

    def _tell(self, chore: Chore, said: str) -> None:
        try:
            self.records.error(chore.name, said, self.clock())
        except BaosongError as error:
            log.warning("维护工作的情况没能记录", chore=chore.name, error=str(error))
