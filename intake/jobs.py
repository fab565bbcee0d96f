"""The distributed queue: Procrastinate on the records' PostgreSQL, any number of workers on any machines.

defer      in the registration's own transaction: no mail without its job, no job without its mail
assess     a job; its end isn't in the filing's transaction, so a worker killed between the two does it again:
           filing is idempotent, and what is filed already is not even read again
poll       a job for each mailbox, one waiting and one running at most, whoever offers it: one mailbox, one poller
upkeep     now and then, by one of all processes: jobs whose worker fell silent are taken up again, and pending
           mails without a job get one, for the truth is the records
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import Error as DriverError

from intake.errors import BaosongError, StoreError
from intake.pipeline import Pipeline
from intake.ports import Progress, Records, Transaction
from intake.queue import EmbeddedQueue
from intake.working import Complaints, pause, work

log = structlog.get_logger()
HEARTBEAT_SECONDS = 10.0
SILENT = 3  # heartbeats without a sign of life, and a worker counts as gone
_ASSESS, _POLL, _UPKEEP = "assess", "poll", "upkeep"
_PAUSE = 3.0  # seconds before another try to reach the database
_LOOK_SECONDS = 0.1  # between looks whether to stop
_KICK_SECONDS = 30.0  # between offers of a poll, for the case that a killed poller's next one was never deferred
_LOST_TOUCH = (ConnectorException, ProcrastinateException, DriverError, OSError)
Visit = Callable[[str], float]


class _Postponed(Exception):
    """The mail must wait: so many seconds, or as long as its attempts say."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class _Again(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Always, at growing distances: what can't be done is filed as dead, not left as a failed job."""
        known = exception.seconds if isinstance(exception, _Postponed) else None
        return RetryDecision(retry_in={"seconds": int(pause(job.attempts + 1)) if known is None else int(known)})


class ProcrastinateQueue:
    """Stands behind `intake.ports.Queue`. `join` gives the driver's connection under a transaction of the records."""

    def __init__(
        self,
        address: str,
        records: Records,
        workers: int,
        join: Callable[[Transaction], Any],
        stopping: threading.Event | None = None,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self.address = address
        self.records = records
        self.workers = workers
        self.join = join
        self.heartbeat_seconds = heartbeat_seconds
        self.pipeline: Pipeline | None = None  # set once; None in a process that only polls or sends
        self._deferring = self._app(SyncPsycopgConnector(conninfo=address))
        self._stopping = stopping or threading.Event()
        self._complaints = Complaints()
        self._thread: threading.Thread | None = None
        self._mailboxes: Sequence[str] = ()
        self._visit: Visit = lambda _: _KICK_SECONDS
        self._running = 0

    def _app(self, connector: Any) -> App:
        app = App(connector=connector)
        app.task(name=_ASSESS, queue=_ASSESS, retry=_Again())(self._assess)
        app.task(name=_POLL, queue=_POLL)(self._poll)
        upkeep = app.task(name=_UPKEEP, queue=_UPKEEP, queueing_lock=_UPKEEP)(self._upkeep)
        every = min(max(round(self.heartbeat_seconds), 1), 30)
        app.periodic(cron=f"* * * * * */{every}")(upkeep)  # croniter wants the seconds last
        return app

    def defer(
        self, transaction: Transaction, digest: str, priority: int = 0, not_before: datetime | None = None
    ) -> None:
        """Ask for this mail's assessment, within the transaction that registers it; the higher the sooner."""
        task = self._deferring.configure_task(
            _ASSESS,
            queue=_ASSESS,
            queueing_lock=f"{_ASSESS} {digest}",
            priority=priority,
            schedule_at=not_before,
            connection=self.join(transaction),
        )
        task.defer(digest=digest)

    def _assess(self, digest: str) -> None:
        if self.pipeline is None or not self.records.is_pending(digest):
            return
        refusal = work(self.pipeline, digest)
        self._complaints.heard(self.pipeline, refusal)
        if refusal:
            raise _Postponed(refusal)
        if self.records.is_pending(digest):
            raise _Postponed("解析进程意外退出，再试一次", 0)

    def take_turns(self, mailboxes: Sequence[str], visit: Visit) -> bool:
        """From `start` on, each mailbox is visited by one of all processes at a time; `visit` gives the pause after it."""
        self._mailboxes, self._visit = mailboxes, visit
        return True

    async def _poll(self, mailbox: str) -> None:
        if mailbox not in self._mailboxes:
            return
        seconds = _KICK_SECONDS
        try:
            seconds = await asyncio.to_thread(self._visit, mailbox)
        except BaosongError as error:
            log.error(str(error), source=mailbox)
        await self._withdraw(mailbox)
        await self._offer(self._serving, mailbox, seconds)

    async def _withdraw(self, mailbox: str) -> None:
        """A visit that was offered just when this one began: it would take away the pause after it."""
        manager = self._serving.job_manager
        for job in await manager.list_jobs_async(queue=_POLL, status="todo", lock=_lock(mailbox)):
            if job.id is not None:
                await manager.cancel_job_by_id_async(job.id, delete_job=True)

    async def _offer(self, app: App, mailbox: str, seconds: float) -> None:
        """Ask for a visit then, unless one is asked for already."""
        lock = _lock(mailbox)
        task = app.configure_task(
            _POLL, queue=_POLL, lock=lock, queueing_lock=lock, schedule_in={"milliseconds": int(seconds * 1000)}
        )
        with suppress(AlreadyEnqueued):
            await task.defer_async(mailbox=mailbox)

    async def _upkeep(self, timestamp: int = 0) -> None:
        del timestamp
        manager = self._serving.job_manager
        silent = await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT * self.heartbeat_seconds)
        for job in list(silent):
            try:
                await manager.retry_job(job)
            except UniqueViolation:  # the same is asked for already: this one need not be done again
                await manager.finish_job(job, Status.FAILED, delete_job=True)
        await self._defer_the_forgotten(self._serving)

    async def _defer_the_forgotten(self, app: App) -> None:
        """Pending mails without a job: registered before this queue was in use, or their job was deleted."""
        pending = await asyncio.to_thread(self.records.pending)
        if not pending:
            return
        known: set[str] = set()
        for status in ("todo", "doing"):
            jobs: Iterable[Job] = await app.job_manager.list_jobs_async(queue=_ASSESS, status=status)
            known |= {str(job.task_kwargs["digest"]) for job in jobs}
        for digest in pending:
            if digest not in known:
                priority = (await asyncio.to_thread(self.records.raw, digest)).priority
                task = app.configure_task(
                    _ASSESS, queue=_ASSESS, queueing_lock=f"{_ASSESS} {digest}", priority=priority
                )
                with suppress(AlreadyEnqueued):
                    await task.defer_async(digest=digest)

    def progress(self) -> Progress:
        """What all workers together have before them and in hand."""
        app = self._app(SyncPsycopgConnector(conninfo=self.address))
        with app.open():
            found = list(app.job_manager.list_queues(queue=_ASSESS))
        return Progress(sum(row["todo"] for row in found), sum(row["doing"] for row in found))

    def drain(self) -> None:
        """Work until nothing waits but what this very run had to postpone, or until it is stopped.

        What the records say is pending is done here and now, whoever else may be at it; its jobs then find it done.
        """
        here = EmbeddedQueue(self.records, self.workers, stopping=self._stopping)
        here.pipeline = self.pipeline
        here.drain()
        try:
            asyncio.run(self._serve(wait=False))
        except _LOST_TOUCH as error:
            raise StoreError(f"任务队列的数据库连接不上（{_reason(error)}），稍后自动重试") from error

    def start(self) -> None:
        """Work in the background from now on."""
        self._thread = threading.Thread(target=self._forever, name="queue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after what is now in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _forever(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve(wait=True))
            except (*_LOST_TOUCH, StoreError) as error:
                log.error("任务队列的数据库连接中断，稍后自动重连", reason=_reason(error))
            except Exception:  # without this thread the process would go on and do nothing
                log.exception("任务队列意外中断，稍后自动继续")
            self._stopping.wait(_PAUSE)

    async def _serve(self, wait: bool) -> None:
        """One worker of Procrastinate's, until it is stopped or loses touch with the database."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self.workers + 4, "jobs"))
        loop.set_exception_handler(_told)
        connector = PsycopgConnector(conninfo=self.address, min_size=1, max_size=4, timeout=10.0)
        async with self._app(connector).open_async() as app:
            self._serving = app
            await self._defer_the_forgotten(app)
            working = asyncio.create_task(self._worker(app, wait))
            offering = asyncio.create_task(self._offer_polls(app))
            while not working.done() and not self._stopping.is_set():
                await asyncio.wait((working,), timeout=_LOOK_SECONDS)
            offering.cancel()
            if not working.done():
                working.cancel()  # it ends after the jobs in hand
            with suppress(asyncio.CancelledError):
                await working

    async def _worker(self, app: App, wait: bool) -> None:
        queues = [_UPKEEP, *([_ASSESS] if self.pipeline is not None else []), *([_POLL] if self._mailboxes else [])]
        await app.run_worker_async(
            queues=queues,
            concurrency=self.workers + 2,
            wait=wait,
            install_signal_handlers=False,
            delete_jobs="always",  # a mail's job is tried again for ever; a poll or an upkeep that failed tells nobody more
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=self.heartbeat_seconds,
            stalled_worker_timeout=SILENT * self.heartbeat_seconds,
        )

    async def _offer_polls(self, app: App) -> None:
        while self._mailboxes:
            for mailbox in self._mailboxes:
                with suppress(*_LOST_TOUCH):
                    if not await _in_hand(app, mailbox):
                        await self._offer(app, mailbox, 0.0)
            await asyncio.sleep(_KICK_SECONDS)


async def _in_hand(app: App, mailbox: str) -> bool:
    """Whether it is being visited just now: that visit asks for the next one itself, after its pause."""
    return bool(list(await app.job_manager.list_jobs_async(queue=_POLL, status="doing", lock=_lock(mailbox))))


def _lock(mailbox: str) -> str:
    return f"{_POLL} {mailbox}"


def _told(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a job's end couldn't be written for, say: it will be done again."""
    error = context.get("exception")
    log.warning("任务没有正常结束", reason=_reason(error) if error else context.get("message"))


def _reason(error: BaseException) -> str:
    """In one line; Procrastinate's own errors say nothing, their causes do."""
    cause = error.__cause__ or error
    return " ".join(str(cause).split()) or type(cause).__name__
