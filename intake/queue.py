"""The embedded queue: a worker pool in this process. The truth is the records; there is no queue on disk."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

import structlog

from intake.errors import StoreError
from intake.pipeline import Pipeline
from intake.ports import Progress, Records, Transaction
from intake.working import Complaints, pause, work

log = structlog.get_logger()
_PAUSE = 1.0  # seconds between looks at the records when nothing is told
_STORE_PAUSE = 5.0  # seconds after the disk refused


class EmbeddedQueue:
    """Stands behind `intake.ports.Queue`. `done` is told each digest that was worked on."""

    def __init__(
        self,
        records: Records,
        workers: int,
        done: Callable[[str], None] = lambda _: None,
        stopping: threading.Event | None = None,
    ) -> None:
        self.records = records
        self.workers = workers
        self.done = done
        self.pipeline: Pipeline | None = None  # set once; queue and pipeline need each other
        self._told = threading.Event()
        self._stopping = stopping or threading.Event()
        self._thread: threading.Thread | None = None
        self._complaints = Complaints()
        self._failures: dict[str, int] = {}
        self._not_before: dict[str, float] = {}  # monotonic; a new process tries everything at once
        self._in_hand: dict[Future[str], str] = {}

    def defer(
        self, transaction: Transaction, digest: str, priority: int = 0, not_before: datetime | None = None
    ) -> None:
        """The registration itself is the job, its priority in it; workers are only told to look."""
        del transaction, priority
        if not_before is not None and self.pipeline is not None:
            pause_now = (not_before - self.pipeline.clock()).total_seconds()
            self._not_before[digest] = time.monotonic() + pause_now
        self._told.set()

    def drain(self) -> None:
        """Work until nothing waits but what this very run had to postpone, or until it is stopped."""
        self._failures.clear()
        self._work_off(self._failures.__contains__)

    def _work_off(self, must_wait: Callable[[str], bool]) -> None:
        with ThreadPoolExecutor(self.workers, thread_name_prefix="assess") as pool:
            while True:
                for digest in self._next(must_wait):
                    self._in_hand[pool.submit(self._work, digest)] = digest
                if self._stopping.is_set():
                    self._in_hand = {future: d for future, d in self._in_hand.items() if not future.cancel()}
                if not self._in_hand:
                    self._all_well()
                    return
                finished, _ = wait(self._in_hand, timeout=_PAUSE, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._finished(future)

    def _next(self, must_wait: Callable[[str], bool]) -> list[str]:
        """What the pool may take in hand now; not all that waits is read, which may be a whole mailbox's."""
        if self._stopping.is_set():
            return []
        room = max(2 * self.workers - len(self._in_hand), 0)
        first = self.records.pending(limit=room + len(self._in_hand) + len(self._not_before))
        in_hand = set(self._in_hand.values())
        return [digest for digest in first if digest not in in_hand and not must_wait(digest)][:room]

    def _all_well(self) -> None:
        """Nothing waits: a complaint that the disk didn't let be taken back is over now."""
        if self._complaints.open and self.pipeline is not None and not self.records.pending(limit=1):
            self._complaints.heard(self.pipeline, "")

    def _finished(self, future: "Future[str]") -> None:
        digest = self._in_hand.pop(future)
        if future.result():
            self._failures[digest] = self._failures.get(digest, 0) + 1
            self._not_before[digest] = time.monotonic() + pause(self._failures[digest])
        else:
            self._failures.pop(digest, None)
            self._not_before.pop(digest, None)
        self.done(digest)

    def _work(self, digest: str) -> str:
        """Assess one mail; why it must wait, or ""."""
        assert self.pipeline is not None  # noqa: S101  config.build sets it
        refusal = work(self.pipeline, digest)
        self._complaints.heard(self.pipeline, refusal)
        return refusal

    def in_hand(self) -> int:
        """How much is in this process's hands."""
        return len(self._in_hand)

    def progress(self) -> Progress:
        """How much waits, and how much is in this process's hands."""
        running = self.in_hand()
        return Progress(max(self.records.pending_count() - running, 0), running)

    def take_turns(self, mailboxes: Sequence[str], visit: Callable[[str], float]) -> bool:
        """There is but this process."""
        del mailboxes, visit
        return False

    def start(self) -> None:
        """Work in the background from now on."""
        self._thread = threading.Thread(target=self._forever, name="queue", daemon=True)
        self._thread.start()

    def _forever(self) -> None:
        while not self._stopping.is_set():
            self._told.clear()
            try:
                self._work_off(lambda digest: self._not_before.get(digest, 0.0) > time.monotonic())
            except StoreError as error:
                log.error("读取登记失败，稍后重试", error=str(error))
                self._stopping.wait(_STORE_PAUSE)
            except Exception:  # no thread to be had, say: without this one mails would come in and never be assessed
                log.exception("任务队列意外中断，稍后自动继续")
                self._stopping.wait(_STORE_PAUSE)
            self._told.wait(_STORE_PAUSE if self._complaints.open else _PAUSE)

    def stop(self) -> None:
        """End after the mails now in hand."""
        self._stopping.set()
        self._told.set()
        if self._thread is not None:
            self._thread.join()
