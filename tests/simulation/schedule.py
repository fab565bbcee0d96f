"""Who goes next, and what breaks: all of it chosen by one seed.

Each process of the house is a greenlet that runs only when it is told to and hands control back at every step, which is
every call of a port. Between two steps of one process any others may go, time passes, and things break:

    step   the process hands over control; it may be killed here, or frozen for a while
    point  within a transaction nobody else goes, as on both databases; but the process may be killed
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from greenlet import getcurrent, greenlet

from tests.cases import IN_TIME


class Killed(BaseException):
    """SIGKILL as seen from inside: nothing after this line happens."""


@dataclass
class Process:
    """One process of the house; when it ends or is killed, `body` is started anew as another incarnation."""

    name: str
    body: Callable[["Process"], None]
    incarnation: int = 0
    life: greenlet | None = None
    asleep_until: int = 0
    doomed: bool = False
    failed: BaseException | None = None

    @property
    def holder(self) -> str:
        return f"{self.name}#{self.incarnation}"


class Schedule:
    """A seed's run. `struck` counts what broke, by kind; `trace` is the order of steps, to be read after a failure."""

    def __init__(self, seed: int, kills: float = 0.0, freezes: float = 0.0, jumps: float = 0.0) -> None:
        self.chance = random.Random(seed)
        self.kills, self.freezes, self.jumps = kills, freezes, jumps
        self.now: datetime = IN_TIME
        self.elapsed = 0.0
        self.steps = 0
        self.struck: dict[str, int] = {}
        self.trace: list[str] = []
        self.processes: list[Process] = []
        self.current: Process | None = None
        self.calm = False  # no more faults: what is left must come right by itself

    def clock(self) -> datetime:
        return self.now

    def strikes(self, what: str, probability: float) -> bool:
        """Whether this breaks now."""
        if self.calm or self.chance.random() >= probability:
            return False
        self.struck[what] = self.struck.get(what, 0) + 1
        self.trace.append(f"! {what}")
        return True

    def step(self, label: str) -> None:
        """A process hands over control."""
        process = self.current
        if process is None:  # the test itself, looking
            return
        self.trace.append(f"{process.holder} {label}")
        getcurrent().parent.switch()
        if process.doomed:
            raise Killed

    def point(self, label: str) -> None:
        """A process may be killed here, while nobody else goes."""
        if self.current is not None and self.strikes(f"kill {label}", self.kills):
            raise Killed

    def add(self, name: str, body: Callable[[Process], None]) -> None:
        self.processes.append(Process(name, body))

    def run(self, over: Callable[[], bool], most: int) -> bool:
        """Let them go until it is over, or for so many steps; whether it is over."""
        for _ in range(most):
            if over():
                return True
            self._next()
        return over()

    def _next(self) -> None:
        self.steps += 1
        passed = self.chance.expovariate(1.0)
        self.now += timedelta(seconds=passed)
        self.elapsed += passed
        if self.strikes("clock jumps a day", self.jumps):
            self.now += timedelta(days=self.chance.choice((1, -1)))
        awake = [process for process in self.processes if process.asleep_until <= self.steps]
        if not awake:
            return
        process = self.chance.choice(awake)
        if self.strikes("frozen", self.freezes):
            process.asleep_until = self.steps + self.chance.randint(20, 120)
            return
        if process.life is None:
            self._begin(process)
        elif self.strikes("kill", self.kills):
            process.doomed = True
        self._resume(process)

    def _begin(self, process: Process) -> None:
        process.incarnation += 1
        process.doomed = False

        def life() -> None:
            try:
                process.body(process)
            except Killed:
                pass
            except BaseException as error:
                process.failed = error
            process.life = None

        process.life = greenlet(life)

    def _resume(self, process: Process) -> None:
        assert process.life is not None
        self.current = process
        process.life.switch()
        self.current = None
        if process.failed is not None:
            raise process.failed

    def end(self) -> None:
        """Kill whoever still stands somewhere."""
        self.calm = True
        for process in self.processes:
            while process.life is not None:
                process.doomed = True
                self._resume(process)
