"""Both queues keep one contract: what is registered is assessed, the urgent first, refused again later, given up on visibly."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text

from archive import jobs
from archive.records import SqlRecords, open_records
from archive.tables import MailRow
from archive.views import counts
from intake.errors import BlobMissing, ConfigurationError, StoreError
from intake.jobs import ProcrastinateQueue
from intake.ports import Progress
from intake.queue import EmbeddedQueue
from intake.working import pause
from tests.archive.filings import NOON, digest_of, raw_mail, sighting
from tests.archive.test_migrations import differences
from tests.intake.test_service_process import until

pytestmark = pytest.mark.parts


class Assessor:
    """In the pipeline's place: what it was asked to assess, in order, and what becomes of it."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records
        self.asked: list[str] = []
        self.becomes: Callable[[str], None] = lambda _: None
        self.clock = lambda: NOON

    def assess(self, digest: str) -> None:
        self.asked.append(digest)
        self.becomes(digest)
        self.give_up(digest, "")

    def give_up(self, digest: str, error: str) -> None:
        with self.records.transaction() as transaction:
            transaction.fail(digest, error, NOON)


Queue = EmbeddedQueue | ProcrastinateQueue


@pytest.fixture(params=["embedded", "procrastinate"])
def house(request: pytest.FixtureRequest) -> Iterator[tuple[SqlRecords, Callable[[], Queue], Assessor]]:
    """Records, another process's queue each time it is called, and the assessor behind all of them."""
    distributed = request.param == "procrastinate"
    place = request.getfixturevalue("postgres_url" if distributed else "database")
    records = open_records(str(place) if distributed else f"sqlite:///{place}")
    assessor = Assessor(records)

    def made() -> Queue:
        queue: Queue = EmbeddedQueue(records, 1)
        if distributed:
            address = jobs.prepare(records.engine)
            queue = ProcrastinateQueue(address, records, 1, jobs.driver_of, heartbeat_seconds=1)
        queue.pipeline = assessor  # type: ignore[assignment]
        return queue

    yield records, made, assessor
    records.engine.dispose()


def take_in(records: SqlRecords, queue: Queue, *raws: bytes, priority: int = 0) -> None:
    for raw in raws:
        with records.transaction() as transaction:
            transaction.register(raw_mail(raw), sighting(int(digest_of(raw)[:6], 16)))
            transaction.session.get_one(MailRow, digest_of(raw)).priority = priority
            queue.defer(transaction, digest_of(raw), priority)


House = tuple[SqlRecords, Callable[[], Queue], Assessor]


def test_what_is_registered_is_assessed_once_the_urgent_first(house: House) -> None:
    records, made, assessor = house
    queue = made()
    take_in(records, queue, b"later", priority=-9)
    take_in(records, queue, b"sooner", priority=-3)
    assert queue.progress() == Progress(2, 0)
    queue.drain()
    assert assessor.asked == [digest_of(b"sooner"), digest_of(b"later")]
    assert (records.pending(), queue.progress()) == ((), Progress(0, 0))


def test_what_must_wait_hides_nothing_behind_it_and_a_crowd_is_read_a_few_at_a_time(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_records(f"sqlite:///{database}")
    queue = EmbeddedQueue(records, 1)
    queue.pipeline = assessor = Assessor(records)  # type: ignore[assignment]
    refused = {digest_of(b"refused %d" % number) for number in range(8)}
    take_in(records, queue, *(b"refused %d" % number for number in range(8)), priority=9)
    take_in(records, queue, *(b"mail %d" % number for number in range(40)))
    limits: list[int | None] = []

    def refuse(digest: str) -> None:
        if digest in refused:
            raise StoreError("存储暂不可用")

    def pending(limit: int | None = None) -> tuple[str, ...]:
        limits.append(limit)
        return SqlRecords.pending(records, limit)

    assessor.becomes = refuse
    monkeypatch.setattr(records, "pending", pending)
    queue.drain()
    assert set(SqlRecords.pending(records)) == refused
    assert len(assessor.asked) == 48
    assert max(limit or 48 for limit in limits) <= 8 + 2 + 2  # postponed, in hand, room for more
    assert records.pending_count() == 8
    records.engine.dispose()


def test_what_was_deferred_in_a_transaction_that_failed_was_not(house: House) -> None:
    records, made, assessor = house
    queue = made()

    def broken() -> None:
        with records.transaction() as transaction:
            transaction.register(raw_mail(b"a"), sighting())
            queue.defer(transaction, digest_of(b"a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert queue.progress() == Progress(0, 0)
    queue.drain()
    assert assessor.asked == []


def test_in_the_background_it_is_told_at_once_and_ends_after_what_is_in_hand(house: House) -> None:
    records, made, assessor = house
    queue = made()
    held, entered = threading.Event(), threading.Event()

    def slowly(_: str) -> None:
        entered.set()
        held.wait(20)

    assessor.becomes = slowly
    queue.start()
    take_in(records, queue, b"a", b"b")
    assert entered.wait(20)
    assert until(lambda: queue.progress().running >= 1)
    threading.Timer(0.5, held.set).start()
    queue.stop()
    assert assessor.asked
    assert set(records.pending()).isdisjoint(assessor.asked)


def test_pending_mails_of_an_earlier_process_are_taken_up(house: House) -> None:
    records, made, assessor = house
    with records.transaction() as transaction:  # registered before this queue was in use: no job of any kind
        transaction.register(raw_mail(b"a"), sighting())
    queue = made()
    queue.start()
    try:
        assert until(lambda: assessor.asked == [digest_of(b"a")])
    finally:
        queue.stop()


def test_what_the_store_refuses_waits_and_is_tried_again_while_others_go_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, made, assessor = house
    for module in ("intake.queue", "intake.jobs"):
        monkeypatch.setattr(f"{module}.pause", lambda _: 1.0)
    queue = made()
    refused: list[str] = []

    def refuses(digest: str) -> None:
        if digest == digest_of(b"a") and len(refused) < 2:
            refused.append(digest)
            raise StoreError("磁盘已满")

    assessor.becomes = refuses
    queue.start()
    take_in(records, queue, b"a", b"b")
    try:
        assert until(lambda: not records.pending())
    finally:
        queue.stop()
    assert len(refused) == 2
    assert assessor.asked.count(digest_of(b"b")) == 1
    assert counts(records)["last_error"] is None  # it was, while it was so


def test_a_mistake_on_one_mail_is_dead_and_seen_and_the_next_goes_on(house: House) -> None:
    records, made, assessor = house
    queue = made()

    def mistaken(digest: str) -> None:
        if digest == digest_of(b"a"):
            raise ZeroDivisionError

    assessor.becomes = mistaken
    take_in(records, queue, b"a", b"b")
    queue.drain()
    assert records.pending() == ()
    assert counts(records)["queue"] == {"waiting": 0, "running": 0, "dead": 1}


def test_a_mistake_that_cannot_even_be_noted_makes_that_mail_wait_and_no_thread_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, made, assessor = house
    for module in ("intake.queue", "intake.jobs"):
        monkeypatch.setattr(f"{module}.pause", lambda _: 1.0)
    queue = made()
    real, struck = assessor.give_up, list[str]()

    def gives_up(digest: str, error: str) -> None:
        if digest == digest_of(b"a") and len(struck) < 2:  # as a part of its work, and for its mistake
            struck.append(digest)
            raise ZeroDivisionError
        real(digest, error)

    monkeypatch.setattr(assessor, "give_up", gives_up)
    queue.start()
    take_in(records, queue, b"a", b"b")
    try:
        assert until(lambda: not records.pending())
    finally:
        queue.stop()
    assert struck == 2 * [digest_of(b"a")]


def test_a_mail_whose_bytes_are_gone_waits_to_be_taken_in_anew(house: House) -> None:
    records, made, assessor = house
    queue = made()

    def missing(digest: str) -> None:
        raise BlobMissing(f"存档里没有{digest}")

    assessor.becomes = missing
    take_in(records, queue, b"a")
    queue.drain()
    assert (len(records.pending()), records.known_uids("a@example.org", "INBOX", 7)) == (1, frozenset())
    assert "存档里没有" in counts(records)["last_error"]


def test_pauses_grow() -> None:
    assert [pause(failures) for failures in (1, 2, 3, 99)] == [5, 10, 30, 300]


@pytest.mark.parametrize("house", ["embedded"], indirect=True)
def test_what_was_postponed_has_its_turn_though_mails_never_cease(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, _, assessor = house
    monkeypatch.setattr("intake.queue.pause", lambda _: 0.2)
    queue = EmbeddedQueue(records, 1)
    queue.pipeline = assessor  # type: ignore[assignment]

    def refuses_the_first(digest: str) -> None:
        if assessor.asked.count(digest_of(b"a")) < 2 and len(assessor.asked) < 300:
            take_in(records, queue, b"another %d" % len(assessor.asked))
        if assessor.asked == [digest_of(b"a")]:
            raise StoreError("磁盘已满")
        time.sleep(0.02)

    assessor.becomes = refuses_the_first
    take_in(records, queue, b"a")
    queue.start()
    try:
        assert until(lambda: not records.pending())
    finally:
        queue.stop()
    assert 2 < len(assessor.asked) < 300


# What is the distributed one's alone


@pytest.fixture
def crowd(postgres_url: str) -> Iterator[tuple[SqlRecords, Callable[[], ProcrastinateQueue]]]:
    """Records, and another process's queue each time it is called."""
    records = open_records(postgres_url)
    address = jobs.prepare(records.engine)
    yield records, lambda: ProcrastinateQueue(address, records, 1, jobs.driver_of, heartbeat_seconds=1)
    records.engine.dispose()


def test_a_mailbox_is_visited_by_one_at_a_time_and_again_and_again(
    crowd: tuple[SqlRecords, Callable[[], ProcrastinateQueue]],
) -> None:
    _, made = crowd
    inside: list[int] = []
    most: list[int] = []

    def visit(_: str) -> float:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.15)
        inside.pop()
        return 0.1

    queues = [made() for _ in range(3)]
    for queue in queues:
        assert queue.take_turns(["邮箱submit"], visit)
        queue.start()
    try:
        assert until(lambda: len(most) >= 8)
    finally:
        for queue in queues:
            queue.stop()
    assert set(most) == {1}


@pytest.mark.parametrize("offered", [[], ["邮箱submit"]], ids=["by the clock", "just when it began"])
def test_an_offer_made_while_a_visit_goes_on_does_not_take_away_the_pause_after_it(
    crowd: tuple[SqlRecords, Callable[[], ProcrastinateQueue]], monkeypatch: pytest.MonkeyPatch, offered: list[str]
) -> None:
    monkeypatch.setattr("intake.jobs._KICK_SECONDS", 0.05)
    _, made = crowd
    visits: list[str] = []
    queue = made()

    def visit(mailbox: str) -> float:
        visits.append(mailbox)
        with queue._deferring.open() as app:
            for each in offered:  # by one that asked a moment ago whether a visit goes on
                lock = f"poll {each}"
                with suppress(AlreadyEnqueued):  # its own clock came before us
                    app.configure_task("poll", queue="poll", lock=lock, queueing_lock=lock).defer(mailbox=each)
        time.sleep(0.5)  # many offers
        return 600.0  # out of reach: not so soon again

    queue.take_turns(["邮箱submit"], visit)
    queue.start()
    try:
        assert until(lambda: bool(visits))
        time.sleep(2)
    finally:
        queue.stop()
    assert visits == ["邮箱submit"]


def test_a_visit_that_failed_by_a_mistake_of_ours_leaves_no_job_behind_and_is_made_again(
    crowd: tuple[SqlRecords, Callable[[], ProcrastinateQueue]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.jobs._KICK_SECONDS", 0.2)
    records, made = crowd
    visits: list[str] = []

    def mistaken(mailbox: str) -> float:
        visits.append(mailbox)
        raise ZeroDivisionError

    queue = made()
    queue.take_turns(["邮箱submit"], mistaken)
    queue.start()
    try:
        assert until(lambda: len(visits) >= 3)
    finally:
        queue.stop()
    with records.engine.connect() as connection:
        failed = "SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE status = 'failed'"
        assert connection.scalar(text(failed)) == 0


@pytest.mark.parametrize("refusal", [StoreError("数据库读取失败"), ZeroDivisionError()], ids=["store", "mistake"])
def test_records_out_of_reach_for_a_while_do_not_end_the_worker(
    crowd: tuple[SqlRecords, Callable[[], ProcrastinateQueue]], monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    monkeypatch.setattr("intake.jobs._PAUSE", 0.1)
    records, made = crowd
    queue = made()
    queue.pipeline = assessor = Assessor(records)  # type: ignore[assignment]
    take_in(records, queue, b"a")
    struck: list[str] = []

    def pending(limit: int | None = None) -> tuple[str, ...]:
        if not struck:
            struck.append("once")
            raise refusal
        return SqlRecords.pending(records, limit)

    monkeypatch.setattr(records, "pending", pending)
    queue.start()
    try:
        assert until(lambda: bool(assessor.asked))
    finally:
        queue.stop()
    assert struck


def test_a_mistake_in_looking_for_work_does_not_end_the_embedded_worker_either(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No thread to be had, say (RLIMIT_NPROC): mails would be taken in and never assessed, and nobody would know."""
    monkeypatch.setattr("intake.queue._STORE_PAUSE", 0.05)
    records = open_records(f"sqlite:///{database}")
    queue = EmbeddedQueue(records, 1)
    queue.pipeline = assessor = Assessor(records)  # type: ignore[assignment]
    take_in(records, queue, b"a")
    refusals = [RuntimeError("can't start new thread"), StoreError("数据库读取失败")]

    def pending(limit: int | None = None) -> tuple[str, ...]:
        if refusals:
            raise refusals.pop()
        return SqlRecords.pending(records, limit)

    monkeypatch.setattr(records, "pending", pending)
    queue.start()
    try:
        assert until(lambda: bool(assessor.asked))
    finally:
        queue.stop()
    assert refusals == []
    records.engine.dispose()


def test_two_that_prepare_at_once_wait_for_each_other_and_alembic_sees_nothing_of_it(
    crowd: tuple[SqlRecords, Callable[[], ProcrastinateQueue]], postgres_url: str
) -> None:
    records, _ = crowd
    with records.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {jobs.SCHEMA} CASCADE")
    failed: list[BaseException] = []

    def prepare() -> None:
        try:
            jobs.prepare(records.engine)
        except BaseException as error:  # shown below
            failed.append(error)

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert differences(records.engine) == []


def test_records_in_a_schema_of_their_own_have_their_jobs_beside_them(postgres_url: str) -> None:
    """What the address says of the connection holds for jobs, too, and the records find their tables after a job."""
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA house")
    joint = "&" if "?" in postgres_url else "?"
    records = open_records(f"{postgres_url}{joint}options=-csearch_path%3Dhouse&application_name=office")
    queue = ProcrastinateQueue(jobs.prepare(records.engine), records, 1, jobs.driver_of, heartbeat_seconds=1)
    queue.pipeline = assessor = Assessor(records)  # type: ignore[assignment]
    with records.transaction() as transaction:
        for number, raw in enumerate((b"a", b"b")):
            transaction.register(raw_mail(raw), sighting(number + 1))
            queue.defer(transaction, digest_of(raw))
    assert queue.progress() == Progress(2, 0)
    queue.drain()
    assert sorted(assessor.asked) == sorted((digest_of(b"a"), digest_of(b"b")))
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM house.mails").fetchone() == (2,)
    records.engine.dispose()


def test_records_in_sqlite_have_no_place_for_jobs(tmp_path: Path) -> None:
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    with pytest.raises(ConfigurationError, match="需要PostgreSQL"):
        jobs.prepare(records.engine)
    records.engine.dispose()
