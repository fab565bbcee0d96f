"""The embedded queue: a worker pool in this process. The truth is the records; there is no queue on disk."""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog

from intake.errors import StoreError
from intake.pipeline import Pipeline
from intake.ports import Records, Transaction

log = structlog.get_logger()
_PAUSE = 1.0  # seconds between looks at the records when nothing is told
_STORE_PAUSE = 5.0  # seconds after the disk refused
_PLACE = "登记"


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
        self._complained = True  # an earlier process may have left its complaint

    def defer(self, transaction: Transaction, digest: str) -> None:
        """The registration itself is the job; workers are only told to look."""
        del transaction, digest
        self._told.set()

    def drain(self) -> None:
        """Work until nothing waits but what this very run had to postpone, or until it is stopped."""
        postponed: set[str] = set()
        in_hand: dict[Future[bool], str] = {}
        with ThreadPoolExecutor(self.workers, thread_name_prefix="assess") as pool:
            while True:
                waiting = [] if self._stopping.is_set() else [d for d in self.records.pending() if d not in postponed]
                for digest in waiting[: 2 * self.workers + len(in_hand)]:
                    if digest not in in_hand.values():
                        in_hand[pool.submit(self._work, digest)] = digest
                if self._stopping.is_set():
                    in_hand = {future: digest for future, digest in in_hand.items() if not future.cancel()}
                if not in_hand:
                    return
                finished, _ = wait(in_hand, timeout=_PAUSE, return_when=FIRST_COMPLETED)
                for future in finished:
                    digest = in_hand.pop(future)
                    if not future.result():
                        postponed.add(digest)
                    self.done(digest)

    def _work(self, digest: str) -> bool:
        """Assess one mail; False where it must wait."""
        assert self.pipeline is not None  # noqa: S101  config.build sets it
        try:
            self.pipeline.assess(digest)
        except StoreError as error:
            log.error("登记失败，稍后重试", mail=digest, error=str(error))
            self._say(str(error))
            return False
        except Exception as error:  # a mistake of ours on one mail: it is kept for a person, the others go on
            log.exception("处理来信时出错，已留待人工处理", mail=digest)
            self.pipeline.give_up(digest, f"程序出错（{type(error).__name__}: {str(error)[:300]}）")
            return True
        if self._complained:
            self._complained = False
            self.records.clear_error(_PLACE)
        return True

    def _say(self, message: str) -> None:
        assert self.pipeline is not None  # noqa: S101  config.build sets it
        self._complained = True
        try:
            self.records.error(_PLACE, message, self.pipeline.clock())
        except StoreError:
            log.error("状态也无法记录，磁盘可能已满")

    def start(self) -> None:
        """Work in the background from now on."""
        self._thread = threading.Thread(target=self._forever, name="queue", daemon=True)
        self._thread.start()

    def _forever(self) -> None:
        while not self._stopping.is_set():
            self._told.clear()
            try:
                self.drain()
            except StoreError as error:
                log.error("读取登记失败，稍后重试", error=str(error))
                self._stopping.wait(_STORE_PAUSE)
            self._told.wait(_STORE_PAUSE if self._complained else _PAUSE)

    def stop(self) -> None:
        """End after the mails now in hand."""
        self._stopping.set()
        self._told.set()
        if self._thread is not None:
            self._thread.join()
