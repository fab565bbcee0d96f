"""The service: sources polled, mails assessed, mailboxes told, letters sent. Once, or until it is stopped."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from intake.deliver import Delivery
from intake.errors import BaosongError, ConfigurationError, SourceUnreachable, StoreError
from intake.ports import Clock, Outbox, Queue, Records, Source
from intake.reminders import Reminders
from intake.upkeep import Upkeep

log = structlog.get_logger()
_TICK = 0.5  # seconds
_LONGEST_PAUSE = 600.0  # seconds between polls of a source that is out of reach
_LONGEST_SLEEP = 5.0  # seconds
_REFUSED_PAUSE = (
    15.0  # seconds; twice as long after each refusal of the sending server's, whom many tries would make lock us out
)
_SENDING = "发信"
_QUIET_TRIES = 120


class Role(StrEnum):
    """What one process of a service does; with the embedded queue there is but one, and it does it all."""

    ALL = "all"
    POLLER = "poller"
    WORKER = "worker"
    SENDER = "sender"
    WEB = "web"

    def does(self, part: "Role") -> bool:
        """Whether this process has that part."""
        return self in (Role.ALL, part)


@dataclass
class Service:
    """Everything, put together by `config.build`."""

    sources: Sequence[Source]
    records: Records
    outbox: Outbox
    queue: Queue
    delivery: Delivery
    clock: Clock
    stopping: threading.Event = field(default_factory=threading.Event)
    troubled: set[str] = field(default_factory=set)
    role: Role = Role.ALL
    reminders: Reminders | None = None
    upkeep: Upkeep | None = None
    _pauses: dict[str, float] = field(default_factory=dict)
    _sending_again: float = 0.0  # monotonic
    _turns: frozenset[str] = frozenset()  # sources that one process at a time visits
    _refusals: list[Exception] = field(default_factory=list)  # what ended a source's thread

    def run_once(self) -> bool:
        """Take in and file all that waits, send what falls due, end. False where a server was out of reach or a mail could not be filed.

        Asked to stop, it finishes what is in hand and leaves the rest to the next run: False as well. Raises ConfigurationError (LoginRefused, FolderMissing among them).
        """
        self.delivery.recover()
        steps = (self._poll_all, self._wait_for_quiet, self.queue.drain, self._mark_all, self._remind, self._send_all)
        for step in steps:
            if self.stopping.is_set():
                return False
            step()
        if self.records.pending(limit=1):  # the disk refused, or a stored mail is gone
            self.troubled.add("登记")
        return not self.troubled and not self.stopping.is_set()

    def _wait_for_quiet(self) -> None:
        """A watched folder that still grows is waited for, a while."""
        for source in self.sources:
            for _ in range(_QUIET_TRIES):
                if source.name in self.troubled or not source.growing() or self.stopping.wait(_TICK):
                    break
                self._try(source, "poll")

    def _remind(self) -> None:
        if self.reminders is not None:
            self.reminders.look()

    def _send_all(self) -> None:
        """One attempt for each waiting letter: when it is due, or at once where an earlier run's attempt failed."""
        first: dict[int, int] = {}  # how often each had been tried before this run
        while self.delivery.sender is not None and not self.stopping.is_set():
            rest = [row for row in self.outbox.waiting() if first.setdefault(row.id, row.attempts) == row.attempts]
            if not rest:
                break
            ready = [row for row in rest if row.attempts or row.is_due(self.clock())]
            for row in ready:
                if self.stopping.is_set():
                    break
                self.delivery.deliver(row)
            if not ready or all(row in rest for row in self.outbox.waiting()):  # or all were put off
                pause = (min(row.letter.due_at for row in rest) - self.clock()).total_seconds()
                self.stopping.wait(min(max(pause, 0.0), _LONGEST_SLEEP))
        if unsent := [row for row in self.outbox.waiting() if row.attempts]:
            self.troubled.add(_SENDING)
            log.error("信件未能发出，下次再试", count=len(unsent), error=unsent[0].last_error)

    def _poll_all(self) -> None:
        for source in self.sources:
            self._try(source, "poll")

    def _mark_all(self) -> None:
        for source in self.sources:
            if source.name not in self.troubled:  # said once; the next run marks what is due
                self._try(source, "mark")

    def _try(self, source: Source, action: str) -> bool:
        """Poll or mark one source; one out of reach is a condition and doesn't stop the others."""
        try:
            count = source.poll() if action == "poll" else source.mark()
        except (SourceUnreachable, StoreError) as error:
            self.troubled.add(source.name)
            self._say(source.name, error)
            return False
        if count:
            log.info("已收信" if action == "poll" else "已在邮箱标记", source=source.name, count=count)
        self.troubled.discard(source.name)
        self._over(source.name, polled=action == "poll")
        return True

    def _say(self, place: str, error: BaosongError) -> None:
        log.error(str(error), source=place)
        try:
            self.records.error(place, str(error), self.clock())
        except StoreError as refused:
            log.error(str(refused))

    def _over(self, place: str, polled: bool) -> None:
        try:
            self.records.clear_error(place)
            if polled:
                self.records.polled(place, self.clock())
        except StoreError as refused:
            log.error(str(refused))

    def run(self) -> None:
        """Serve until `stopping` is set; mails in hand are finished. Raises ConfigurationError at the first visits only.

        Each source has a thread of its own: letters leave and mails are assessed however long a mailbox takes.
        """
        if self.role.does(Role.SENDER):
            self.delivery.recover()
        mailboxes = [source.name for source in self.sources if source.told is None]
        if mailboxes and self.queue.take_turns(mailboxes, self._take_turn):
            self._turns = frozenset(mailboxes)
        if self.role is not Role.SENDER:
            self.queue.start()
        threads = [threading.Thread(target=self._attend, args=(source,), name=source.name) for source in self.sources]
        if self.upkeep is not None:
            threads.append(threading.Thread(target=self.upkeep.run, name="upkeep"))
        try:
            for thread in threads:
                thread.start()
            while not self.stopping.wait(_TICK):
                if self.role.does(Role.SENDER):
                    self._send()
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()
            self.queue.stop()
        if self._refusals:
            raise self._refusals[0]

    def _attend(self, source: Source) -> None:
        """Visit one source until `stopping` is set; what can't be gone on with stops the service and is raised there."""
        try:
            with source.observing():
                if source.name in self._turns:
                    self._look(source)
                else:
                    self._visit_again_and_again(source)
        except Exception as error:  # whatever it is: `run` raises it where it is seen, instead of a thread that is gone
            self._refusals.append(error)
            self.stopping.set()

    def _look(self, source: Source) -> None:
        """Only whether it lets us in: it is visited in turn, and the mails may be another process's to take in."""
        try:
            source.look()
        except SourceUnreachable as error:
            self._say(source.name, error)

    def _visit_again_and_again(self, source: Source) -> None:
        self._try(source, "poll")
        due = time.monotonic() + source.poll_seconds
        while not self.stopping.wait(_TICK):
            if time.monotonic() >= due or _has_news(source):
                due = time.monotonic() + self._visit(source)

    def _take_turn(self, name: str) -> float:
        return self._visit(next(source for source in self.sources if source.name == name))

    def _visit(self, source: Source) -> float:
        """Poll and mark; the pause until the next visit, twice as long after each failure.

        A refusal that began later is a condition, not an end.
        """
        try:
            well = self._try(source, "poll") and self._try(source, "mark")
        except ConfigurationError as error:
            self._say(source.name, error)
            well = False
        before = self._pauses.get(source.name, source.poll_seconds)
        self._pauses[source.name] = source.poll_seconds if well else _longer(before)
        return self._pauses[source.name]

    def _send(self) -> None:
        if time.monotonic() < self._sending_again:
            return
        try:
            self._remind()
            self.delivery.deliver_due()
        except StoreError as error:
            self._say(_SENDING, error)
        except ConfigurationError as error:
            self._say(_SENDING, error)
            self._pauses[_SENDING] = _longer(self._pauses.get(_SENDING, _REFUSED_PAUSE))
            self._sending_again = time.monotonic() + self._pauses[_SENDING]
        else:
            self._pauses.pop(_SENDING, None)


def _longer(pause: float) -> float:
    return max(pause, min(pause * 2, _LONGEST_PAUSE))


def _has_news(source: Source) -> bool:
    return source.told is not None and (source.told.is_set() or source.growing())
